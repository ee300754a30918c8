// Bets: what is taken as one, and how it is judged.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, readBet, terms, told } from '../../www/lab/bet-rules.js';

/** @param {Record<string, string>} attributes */
const of = (attributes) => terms((name) => attributes[name] ?? null);

test('terms left out are open', () => {
  assert.deepEqual(of({}), {
    min: Number.NEGATIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
    near: 0,
    unit: '',
    decimals: 2,
  });
  assert.equal(of({ near: '-1' }).near, 0);
  assert.equal(of({ min: 'x' }).min, Number.NEGATIVE_INFINITY);
});

test('a bet out of range is told what it takes', () => {
  const bounded = of({ min: '0', max: '1' });
  assert.deepEqual(readBet('0,25', bounded), { value: 0.25, wrong: null });
  assert.deepEqual(readBet('2', bounded), { value: null, wrong: 'A bet here is a number from 0 to 1.' });
  assert.equal(readBet('much', of({ min: '0' })).wrong, 'A bet here is a number from 0 up.');
  assert.equal(readBet('', of({})).wrong, 'A bet here is a number.');
});

test('a bet is below, near or above', () => {
  assert.equal(judge(0.1, 0.5, 0.05), 'below');
  assert.equal(judge(0.9, 0.5, 0.05), 'above');
  assert.equal(judge(0.3, 0.2, 0.1), 'near');
  assert.equal(judge(0.5, 0.5, 0), 'near');
  assert.equal(judge(0.3001, 0.2, 0.1), 'above');
});

test('values are told with their unit', () => {
  assert.equal(told(0.5, of({})), '0.50');
  assert.equal(told(-3, of({ unit: 'points' })), '\u22123\u00a0points');
  assert.equal(told(98, of({ unit: '%' })), '98\u2009%');
});
