// A strip with a dot for each value, told apart by shape and not by colour alone.

import { svg } from './dom.js';

/** Height of a strip, and the heights at which dots stand by turns, so that few hide others. */
const HEIGHT = 28;
const ROWS = [9, 14, 19];

/** Kept free at both ends, in percent of the width. */
const MARGIN = 3;

/**
 * A ring for any seed, a filled diamond for this one.
 * @param {boolean} own
 * @param {string} x
 * @param {number} y
 */
function shape(own, x, y) {
  if (!own) return svg('circle', { class: 'seed', cx: x, cy: y, r: 4 });
  // A path has no percentages; a picture within the picture has.
  return svg('svg', { x, y: HEIGHT / 2, overflow: 'visible' }, svg('path', { class: 'own', d: 'M0-8 7 0 0 8-7 0z' }));
}

/**
 * A shape by itself, for a key.
 * @param {boolean} own
 */
export function dot(own) {
  const picture = svg('svg', { class: 'key', viewBox: `-10 0 20 ${HEIGHT}`, 'aria-hidden': 'true' });
  picture.append(shape(own, '0', HEIGHT / 2));
  return picture;
}

/**
 * @param {{value: number, own: boolean}[]} points
 * @param {[low: number, median: number, high: number]} range
 * @param {string} label what a reader who does not see it is told
 */
export function strip(points, [low, median, high], label) {
  const place = (/** @type {number} */ value) =>
    `${high > low ? MARGIN + ((value - low) / (high - low)) * (100 - 2 * MARGIN) : 50}%`;
  const picture = svg('svg', { class: 'strip', role: 'img', 'aria-label': label, height: HEIGHT });
  const middle = place(median);
  picture.append(
    svg('line', { class: 'median', x1: middle, x2: middle, y1: 2, y2: HEIGHT - 1 }),
    ...points.filter(({ own }) => !own).map(({ value }, i) => shape(false, place(value), ROWS[i % ROWS.length] ?? 0)),
    ...points.filter(({ own }) => own).map(({ value }) => shape(true, place(value), 0)),
  );
  return picture;
}
