// A bet without the page: how it is read and judged, and which run it is about.

import { withDefaults } from './attributes.js';
import { number, withUnit } from './format.js';
import { readNumber } from './scale.js';

/** @import {Description, Pair} from './types.js' */

/** @typedef {'below' | 'near' | 'above'} Verdict */

/**
 * @typedef {object} Terms what a bet on a number may be
 * @property {number} min
 * @property {number} max
 * @property {number} near how far off still counts as right
 * @property {string} unit
 * @property {number} decimals of the result when shown
 */

/**
 * Reads the terms from attributes; what is missing or no number is left open.
 * @param {(name: string) => string | null} attribute
 * @returns {Terms}
 */
export function terms(attribute) {
  const get = (/** @type {string} */ name, /** @type {number} */ otherwise) =>
    readNumber(attribute(name) ?? '') ?? otherwise;
  return {
    min: get('min', Number.NEGATIVE_INFINITY),
    max: get('max', Number.POSITIVE_INFINITY),
    near: Math.max(0, get('near', 0)),
    unit: attribute('unit') ?? '',
    decimals: Math.min(9, Math.max(0, Math.round(get('decimals', 2)))),
  };
}

/**
 * A bet on a number as typed, or what it takes.
 * @param {string} text
 * @param {Terms} terms
 * @returns {{value: number, wrong: null} | {value: null, wrong: string}}
 */
export function readBet(text, { min, max }) {
  const value = readNumber(text);
  if (value !== null && value >= min && value <= max) return { value, wrong: null };
  const [low, high] = [Number.isFinite(min), Number.isFinite(max)];
  const where = low && high ? ` from ${min} to ${max}` : low ? ` from ${min} up` : high ? ` up to ${max}` : '';
  return { value: null, wrong: `A bet here is a number${where}.` };
}

/**
 * Where a bet lies from the truth.
 * @param {number} bet
 * @param {number} truth
 * @param {number} near
 * @returns {Verdict}
 */
export function judge(bet, truth, near) {
  // A hair more than `near`, so that 0.3 is within 0.1 of 0.2 in binary fractions too.
  if (Math.abs(bet - truth) <= near * (1 + 1e-9) + 1e-12) return 'near';
  return bet < truth ? 'below' : 'above';
}

/**
 * A value in words.
 * @param {number} value
 * @param {Terms} terms
 */
export function told(value, { unit, decimals }) {
  const digits = Number.isInteger(value) ? 0 : Math.max(decimals, 0);
  return withUnit(number(value, digits), unit);
}

/**
 * What a run has set otherwise than the run that a bet is on: the control, and its value as a reader sees it.
 * @param {Description | null} description
 * @param {Pair[]} meant
 * @param {Pair[]} made
 * @returns {{id: string, words: string}[]}
 */
export function differences(description, meant, made) {
  const [wanted, had] = [meant, made].map((pairs) => new Map(withDefaults(description, pairs)));
  const names = [...(had?.keys() ?? []), ...(wanted?.keys() ?? [])];
  return [...new Set(names)].flatMap((id) => {
    const [text, other] = [had?.get(id) ?? '', wanted?.get(id) ?? ''];
    if (id === 'v' || id === 'tick' || text === other) return [];
    if (id === 'at') return [{ id, words: text ? 'changed on the way' : 'not changed on the way' }];
    const control = description?.controls.find((one) => one.id === id);
    if (!control) return [{ id, words: `${id} ${text}` }];
    const option = control.kind === 'choice' && control.options.find((one) => one.id === text);
    if (control.kind === 'image' || control.kind === 'line') return [{ id, words: `${control.label}: another one` }];
    const value = option ? option.label : control.kind === 'slider' ? withUnit(text, control.unit) : text;
    return [{ id, words: `${control.label}: ${value}` }];
  });
}
