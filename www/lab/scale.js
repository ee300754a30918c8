// A slider's two scales: its position (what the browser's range input holds) and its value.

/** @import {Slider} from './types.js' */

/** Positions of a logarithmic slider; also how finely a linear one moves. */
export const POSITIONS = 200;

/**
 * The largest of 1, 2 and 5 times a power of ten that is at most `x`.
 * @param {number} x
 */
export function nice(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  const digit = x / power;
  return tidy((digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power);
}

/**
 * A number without the dust of binary fractions.
 * @param {number} x
 */
export function tidy(x) {
  return Number(x.toPrecision(12));
}

/**
 * The `min`, `max` and `step` of the range input. A linear slider's positions are its values; a logarithmic one
 * runs from 0 to POSITIONS.
 * @param {Slider} slider
 */
export function range(slider) {
  if (slider.log) return { min: 0, max: POSITIONS, step: 1 };
  const step = slider.max > slider.min ? nice((slider.max - slider.min) / POSITIONS) : 1;
  return { min: slider.min, max: slider.max, step: slider.whole ? Math.max(1, Math.round(step)) : step };
}

/**
 * @param {Slider} slider
 * @param {number} value
 */
export function toPosition(slider, value) {
  if (!slider.log) return value;
  return Math.round((Math.log(value / slider.min) / Math.log(slider.max / slider.min)) * POSITIONS);
}

/**
 * The value at a position, rounded to what a reader would write: three digits on a logarithmic scale.
 * @param {Slider} slider
 * @param {number} position
 */
export function toValue(slider, position) {
  if (!slider.log) return clamp(slider, slider.whole ? Math.round(position) : tidy(position));
  if (position <= 0) return slider.min;
  if (position >= POSITIONS) return slider.max;
  const value = slider.min * (slider.max / slider.min) ** (position / POSITIONS);
  return clamp(slider, slider.whole ? Math.round(value) : Number(value.toPrecision(value < slider.min * 10 ? 2 : 3)));
}

/**
 * @param {Slider} slider
 * @param {number} value
 */
function clamp(slider, value) {
  return Math.min(slider.max, Math.max(slider.min, value));
}

/**
 * Reads a number that a reader typed: a decimal comma, a typographic minus and spaces are understood.
 * @param {string} text
 * @returns {number | null}
 */
export function readNumber(text) {
  const plain = text
    .trim()
    .replace(/\u2212/g, '-')
    .replace(/\s/g, '')
    .replace(/^([^.,]*),([^.,]*)$/, '$1.$2');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/**
 * What a slider takes, in words.
 * @param {Slider} slider
 */
export function allowed(slider) {
  return `${slider.whole ? 'a whole number' : 'a number'} from ${slider.min} to ${slider.max}`;
}

/**
 * Whether a slider takes this value.
 * @param {Slider} slider
 * @param {number | null} value
 * @returns {value is number}
 */
export function takes(slider, value) {
  return value !== null && value >= slider.min && value <= slider.max && (!slider.whole || Number.isInteger(value));
}
