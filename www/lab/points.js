// The value of a control that is a line: points as the run knows them (`0:1_0.5:2`, or `none`; src/lab/line.rs) and as a
// reader types them.

import { readNumber, tidy } from './scale.js';

/** @import {LineControl} from './types.js' */

/** A point. @typedef {[x: number, y: number]} Point */

/** A line without points. */
export const NONE = 'none';

/** Digits of a value that was drawn: finer than any pixel. */
const DIGITS = 4;

/** @param {readonly Point[]} points */
export function write(points) {
  return points.map(([x, y]) => `${tidy(x)}:${Number(y.toPrecision(DIGITS))}`).join('_') || NONE;
}

/**
 * As a reader sees them.
 * @param {string} text as the run knows it
 */
export function typed(text) {
  return text === NONE ? '' : text.replace(/_/g, ' ').replace(/-/g, '\u2212');
}

/**
 * Reads points that a reader typed, with spaces, semicolons or new lines between them, or a comma and a space, or that
 * come from the run; sorted by x. What is wrong with them comes as words instead.
 * @param {string} text
 * @param {LineControl} control
 * @returns {Point[] | string}
 */
export function read(text, { x, y, most }) {
  const parts = text
    .split(/[\s;_]+/)
    .map((part) => part.replace(/,$/, ''))
    .filter(Boolean);
  if (parts.length === 0 || (parts.length === 1 && parts[0] === NONE)) return [];
  if (parts.length > most) return `these are ${parts.length} points: at most ${most} are taken`;
  /** @type {Point[]} */
  const points = [];
  for (const part of parts) {
    const [across, up, ...more] = part.split(':').map(readNumber);
    if (across === undefined || across === null || up === undefined || up === null || more.length > 0) {
      return `\u201c${part}\u201d is no point: write each as x:y, for example ${tidy((x.min + x.max) / 2)}:${tidy((y.min + y.max) / 2)}`;
    }
    if (across < x.min || across > x.max) return `x of \u201c${part}\u201d has to lie from ${x.min} to ${x.max}`;
    if (up < y.min || up > y.max) return `y of \u201c${part}\u201d has to lie from ${y.min} to ${y.max}`;
    points.push([across, up]);
  }
  points.sort(([a], [b]) => a - b);
  const twice = points.find(([at], i) => i > 0 && at === points[i - 1]?.[0]);
  return twice ? `two points have the x ${twice[0]}: one is taken` : points;
}
