// What is told of a picture of the reader's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fooled, judged, NO_FACE, outcome } from '../../www/lab/fooling.js';

const one = (logit, truth) => ({ logit, confidence: 0.5, best: 12, truth, pairs: [] });

test('the model is fooled when it says face and the world draws no such face', () => {
  assert.ok(fooled(one(0.1, 0)) && fooled(one(40, NO_FACE - 1e-9)));
  for (const no of [one(0, 0), one(-3, 0), one(9, NO_FACE), one(9, 0.9), one(-3, 0.9)]) assert.ok(!fooled(no));
});

test('what has come of it is told in four ways, and only one is said to have fooled', () => {
  const told = [one(5, 0), one(13, 0), one(5, 0.8), one(-5, 0), one(-5, 0.8)].map(outcome);
  assert.equal(new Set(told).size, told.length);
  assert.deepEqual(
    told.map((text) => text.startsWith('Fooled!')),
    [true, true, false, false, false],
  );
  assert.match(told[1], /surer than of its favourite real face/);
  assert.doesNotMatch(told[0], /surer/);
});

test('numbers are the run\u2019s own, and a run that lacks one is not played with', () => {
  const readings = [
    ['logit', -1.5],
    ['confidence', 0.18],
    ['logit_best_real', 12.5],
    ['truth', 0.02],
  ].map(([id, value]) => ({ id, value }));
  const pairs = [['seed', '7']];
  assert.deepEqual(judged(readings, pairs), { logit: -1.5, confidence: 0.18, best: 12.5, truth: 0.02, pairs });
  for (const { id } of readings) {
    const without = readings.map((one) => (one.id === id ? { ...one, value: null } : one));
    assert.equal(judged(without, pairs), null, id);
    assert.equal(
      judged(
        without.filter((one) => one.id !== id),
        pairs,
      ),
      null,
      id,
    );
  }
});
