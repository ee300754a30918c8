// The slider's two scales, and numbers as typed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed, nice, POSITIONS, range, readNumber, takes, toPosition, toValue } from '../../www/lab/scale.js';

/** @param {object} given */
const slider = (given) => ({
  kind: 'slider',
  id: 'x',
  label: 'x',
  help: '',
  live: true,
  unit: '',
  min: 0,
  max: 1,
  default: 0.5,
  log: false,
  whole: false,
  ...given,
});
const rate = slider({ min: 0.01, max: 10, log: true });

test('a logarithmic slider reaches both ends exactly', () => {
  assert.equal(toValue(rate, 0), 0.01);
  assert.equal(toValue(rate, POSITIONS), 10);
  assert.equal(toPosition(rate, 0.01), 0);
  assert.equal(toPosition(rate, 10), POSITIONS);
});

test('equal distances on a logarithmic slider are equal ratios', () => {
  assert.equal(toPosition(rate, 0.1), Math.round(POSITIONS / 3));
  assert.equal(toPosition(rate, 1), Math.round((2 * POSITIONS) / 3));
});

test('every position gives a value that the slider takes, and goes back to its own place', () => {
  for (const one of [rate, slider({ min: 1, max: 1000, log: true, whole: true }), slider({ min: -3, max: 3 })]) {
    const { min, max, step } = range(one);
    let last = Number.NEGATIVE_INFINITY;
    for (let position = min; position <= max; position += step) {
      const value = toValue(one, position);
      assert.ok(takes(one, value), `${position} gives ${value}`);
      assert.ok(value >= last, `${value} after ${last}`);
      if (!one.whole) assert.ok(Math.abs(toPosition(one, value) - position) <= 3 * step, `${position} and back`);
      last = value;
    }
  }
});

test('values are written as a reader would write them', () => {
  for (let position = 0; position <= POSITIONS; position += 1) {
    assert.ok(String(toValue(rate, position)).length <= 6, String(toValue(rate, position)));
  }
  assert.equal(toValue(slider({ min: 0, max: 1 }), 0.1 + 0.2), 0.3);
});

test('a linear slider has steps of 1, 2 or 5', () => {
  assert.equal(range(slider({ min: 0, max: 1 })).step, 0.005);
  assert.equal(range(slider({ min: 20, max: 400, whole: true })).step, 1);
  assert.equal(range(slider({ min: 0, max: 5000, whole: true })).step, 20);
  assert.deepEqual([nice(7), nice(0.03), nice(1), nice(1900)], [5, 0.02, 1, 1000]);
});

test('numbers are read with comma, minus sign and spaces, and nothing else is read', () => {
  assert.equal(readNumber(' 0,5 '), 0.5);
  assert.equal(readNumber('\u22123'), -3);
  assert.equal(readNumber('1e-3'), 0.001);
  assert.equal(readNumber('.5'), 0.5);
  for (const bad of ['', 'x', '1,000,000', '0x10', 'Infinity', 'NaN', '1e999', '--1', '.']) {
    assert.equal(readNumber(bad), null, bad);
  }
});

test('what a slider takes is checked and told', () => {
  const steps = slider({ min: 20, max: 400, whole: true });
  assert.ok(takes(steps, 20) && takes(steps, 400));
  assert.ok(!takes(steps, 19) && !takes(steps, 20.5) && !takes(steps, null));
  assert.equal(allowed(steps), 'a whole number from 20 to 400');
  assert.equal(allowed(rate), 'a number from 0.01 to 10');
});
