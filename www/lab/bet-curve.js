// A bet on a curve without the page: how it is drawn, read, held against a run and labelled.

import { number } from './format.js';
import { nice, readNumber, tidy } from './scale.js';

/** @import {Verdict} from './bet-rules.js' */

/**
 * @typedef {object} Axis
 * @property {number} min
 * @property {number} max
 * @property {string} label
 * @property {string} unit
 */

/**
 * @typedef {object} CurveTerms what a curve may be
 * @property {Axis} x
 * @property {Axis} y
 * @property {number} points how many there are, evenly over the x axis
 * @property {number} near how far off, on average, still counts as right
 * @property {number} decimals of differences when told
 */

/** A curve while it is drawn: a value at each point, null where there is none yet. @typedef {(number | null)[]} Draft */

/** A place in a drawing: which point, in fractions between two, and the value there. @typedef {{at: number, value: number}} Spot */

/** A place on the screen, in CSS pixels. @typedef {{x: number, y: number}} Dot */

/** Most points a curve has. */
const MOST_POINTS = 101;

/** Digits of a value as kept: finer than any pixel. */
const DIGITS = 4;

/**
 * Reads the terms from attributes; what is missing or no number gets a plain value.
 * @param {(name: string) => string | null} attribute
 * @returns {CurveTerms}
 */
export function curveTerms(attribute) {
  const get = (/** @type {string} */ name, /** @type {number} */ otherwise) =>
    readNumber(attribute(name) ?? '') ?? otherwise;
  const axis = (/** @type {string} */ name) => {
    const [min, max] = [get(`${name}-min`, 0), get(`${name}-max`, 1)];
    return {
      min,
      max: max > min ? max : min + 1,
      label: attribute(`${name}-label`) ?? '',
      unit: attribute(`${name}-unit`) ?? '',
    };
  };
  return {
    x: axis('x'),
    y: axis('y'),
    points: Math.min(MOST_POINTS, Math.max(3, Math.round(get('points', 21)))),
    near: Math.max(0, get('near', 0)),
    decimals: Math.min(9, Math.max(0, Math.round(get('decimals', 2)))),
  };
}

/**
 * Where on the x axis a point lies.
 * @param {CurveTerms} terms
 * @param {number} point
 */
export function abscissa({ x, points }, point) {
  return tidy(x.min + ((x.max - x.min) * point) / (points - 1));
}

/**
 * A curve as kept in a browser's storage; null if it is none that these terms allow, as after an edit.
 * @param {string} text
 * @param {CurveTerms} terms
 * @returns {number[] | null}
 */
export function readCurve(text, { y, points }) {
  const values = text.split(' ').map(readNumber);
  /** @type {number[]} */
  const good = [];
  for (const value of values) if (value !== null && value >= y.min && value <= y.max) good.push(value);
  return good.length === values.length && good.length === points ? good : null;
}

/** @param {number[]} values */
export function writeCurve(values) {
  return values.map((value) => String(Number(value.toPrecision(DIGITS)))).join(' ');
}

/**
 * Draws a straight line from one place to another: every point passed over gets a value, however fast the stroke
 * was, and the point nearest to where it has come.
 * @param {Draft} draft
 * @param {Spot} from
 * @param {Spot} to
 * @returns {Draft}
 */
export function stroke(draft, from, to) {
  const next = [...draft];
  const span = to.at - from.at;
  const [least, most] = span < 0 ? [to.at, from.at] : [from.at, to.at];
  for (let point = Math.max(0, Math.ceil(least)); point <= Math.min(draft.length - 1, most); point += 1) {
    next[point] = span === 0 ? to.value : from.value + ((point - from.at) / span) * (to.value - from.value);
  }
  next[Math.min(draft.length - 1, Math.max(0, Math.round(to.at)))] = to.value;
  return next;
}

/**
 * The whole curve: gaps are filled with straight lines, and before the first and after the last drawn point it is
 * level. Null while nothing is drawn.
 * @param {Draft} draft
 * @returns {number[] | null}
 */
export function filled(draft) {
  /** @type {[number, number][]} */
  const drawn = draft.flatMap((value, point) => (value === null ? [] : [[point, value]]));
  return drawn.length > 0 ? draft.map((_, point) => along(drawn, point, true) ?? 0) : null;
}

/**
 * The value of a line of points `[x, y]`, in the order of x, at one place; null before its first point and after its
 * last unless it is `level` there.
 * @param {readonly (readonly number[])[]} line
 * @param {number} at
 * @param {boolean} [level]
 * @returns {number | null}
 */
export function along(line, at, level = false) {
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last) return null;
  const slack = 1e-9 * (1 + Math.abs(at));
  const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [first, last];
  if (at <= x0) return level || at >= x0 - slack ? y0 : null;
  if (at >= x1) return level || at <= x1 + slack ? y1 : null;
  const after = line.findIndex(([x = 0]) => x > at);
  const [[xa = 0, ya = 0], [xb = 0, yb = 0]] = [line[after - 1] ?? first, line[after] ?? last];
  return ya + ((at - xa) / (xb - xa)) * (yb - ya);
}

/**
 * What a run's line says at each point of the curve; null where the run has not been.
 * @param {readonly (readonly number[])[]} line
 * @param {CurveTerms} terms
 */
export function sample(line, terms) {
  const sorted = [...line].sort(([a = 0], [b = 0]) => a - b);
  return Array.from({ length: terms.points }, (_, point) => along(sorted, abscissa(terms, point)));
}

/**
 * How far a curve lies from a run on average: `above` with its sign, `apart` without; null where they have no point in
 * common.
 * @param {readonly number[]} bet
 * @param {readonly (number | null)[]} run
 */
export function compare(bet, run) {
  const differences = bet.flatMap((value, point) => {
    const other = run[point];
    return other === null || other === undefined ? [] : [value - other];
  });
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (differences.length === 0) return null;
  return { above: mean(differences), apart: mean(differences.map(Math.abs)), points: differences.length };
}

/**
 * @param {{above: number, apart: number}} difference
 * @param {number} near
 * @returns {Verdict}
 */
export function judgeCurve({ above, apart }, near) {
  if (apart <= near * (1 + 1e-9) + 1e-12) return 'near';
  return above < 0 ? 'below' : 'above';
}

/**
 * The difference in words.
 * @param {{above: number, apart: number}} difference
 * @param {number} decimals
 * @param {string} whose the other curve: `the run`
 */
export function difference({ above, apart }, decimals, whose) {
  if (apart === 0) return `Your curve lay exactly on ${whose}\u2019s`;
  const far = number(apart, decimals);
  // All on one side, or nearly.
  if (Math.abs(above) >= 0.9 * apart) {
    return `Your curve lay ${far} ${above < 0 ? 'below' : 'above'} ${whose}\u2019s on average`;
  }
  return `Your curve lay ${far} from ${whose}\u2019s on average, here above it and there below`;
}

/**
 * Round numbers on an axis, at most `most` of them.
 * @param {{min: number, max: number}} axis
 * @param {number} most
 */
export function ticks({ min, max }, most) {
  // A hair more room than the axis has, against the dust of binary fractions.
  const first = (/** @type {number} */ step) => Math.ceil(min / step - 1e-9);
  const count = (/** @type {number} */ step) => Math.floor(max / step + 1e-9) - first(step) + 1;
  let step = nice((max - min) / Math.max(1, most - 1));
  while (count(step) > most) step = nice(step * 2.5);
  return Array.from({ length: count(step) }, (_, i) => tidy((first(step) + i) * step));
}

/**
 * Where each line can be labelled: above or below one of its own points, inside the picture, and as clear of every
 * line and label as can be. The middle of each label.
 * @param {readonly Dot[][]} lines
 * @param {readonly {width: number, height: number}[]} labels
 * @param {{width: number, height: number}} room
 * @returns {Dot[]}
 */
export function labelled(lines, labels, room) {
  /** Space that a label wants around it. */
  const GAP = 5;
  /** @type {{dot: Dot, width: number, height: number}[]} */
  const taken = [];
  return lines.map((line, which) => {
    const { width, height } = labels[which] ?? { width: 0, height: 0 };
    let best = { dot: { x: room.width / 2, y: height }, space: Number.NEGATIVE_INFINITY };
    for (const { x, y } of line) {
      for (const side of [-1, 1]) {
        const dot = {
          x: Math.min(room.width - width / 2 - GAP, Math.max(width / 2 + GAP, x)),
          y: y + side * (height / 2 + GAP),
        };
        if (dot.y < height / 2 || dot.y > room.height - height / 2) continue;
        const clear = [
          ...lines.map((other) => clearance(other, dot, width, height)),
          ...taken.map((label) => apart(label, dot, width, height)),
        ];
        // Beyond some space more is no better, and its own line must stay the nearest.
        const space = Math.min(4 * GAP, ...clear);
        if (space > best.space) best = { dot, space };
      }
    }
    taken.push({ dot: best.dot, width, height });
    return best.dot;
  });
}

/**
 * The least height between a label and a line that passes over or under it; below 0 where they meet.
 * @param {readonly Dot[]} line
 * @param {Dot} dot
 * @param {number} width
 * @param {number} height
 */
function clearance(line, dot, width, height) {
  const path = line.map(({ x, y }) => [x, y]);
  const [from, to] = [dot.x - width / 2, dot.x + width / 2];
  const places = [from, ...line.map(({ x }) => x).filter((x) => x > from && x < to), to];
  let least = Number.POSITIVE_INFINITY;
  for (const x of places) {
    const y = along(path, x);
    if (y !== null) least = Math.min(least, Math.abs(y - dot.y) - height / 2);
  }
  return least;
}

/**
 * Space between two labels; below 0 where they meet.
 * @param {{dot: Dot, width: number, height: number}} label
 * @param {Dot} dot
 * @param {number} width
 * @param {number} height
 */
function apart(label, dot, width, height) {
  return Math.max(
    Math.abs(label.dot.x - dot.x) - (label.width + width) / 2,
    Math.abs(label.dot.y - dot.y) - (label.height + height) / 2,
  );
}
