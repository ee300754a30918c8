// Points that a reader draws or types, and what is said of those that are none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NONE, read, typed, write } from '../../www/lab/points.js';

const CONTROL = {
  x: { label: 'share', unit: '', min: 0, max: 1 },
  y: { label: 'cost', unit: '', min: -1, max: 10 },
  most: 24,
};

test('points are read as they are written, and as readers type them', () => {
  const points = [
    [0, 1],
    [0.5, -0.25],
    [1, 10],
  ];
  assert.equal(write(points), '0:1_0.5:-0.25_1:10');
  assert.deepEqual(read(write(points), CONTROL), points);
  assert.deepEqual(read(typed(write(points)), CONTROL), points);
  assert.deepEqual(read(' 1:10, 0:1;\n0,5:\u22120,25 ', CONTROL), points, 'in any order, with decimal commas');
  assert.equal(write([]), NONE);
  assert.deepEqual(read(NONE, CONTROL), []);
  assert.deepEqual(read('', CONTROL), []);
  assert.equal(typed(NONE), '');
});

test('what is no point is named with what is allowed', () => {
  for (const [text, words] of [
    ['1', /\u201c1\u201d is no point: write each as x:y, for example 0\.5:4\.5/],
    ['0:1:2', /no point/],
    ['0:', /no point/],
    ['a:b', /no point/],
    ['0:NaN', /no point/],
    ['0:Infinity', /no point/],
    ['2:1', /x of \u201c2:1\u201d has to lie from 0 to 1/],
    ['0:11', /y of \u201c0:11\u201d has to lie from -1 to 10/],
    ['0:1 0:2', /two points have the x 0/],
    [Array.from({ length: 25 }, (_, i) => `${i / 100}:1`).join(' '), /25 points: at most 24/],
  ]) {
    assert.match(read(text, CONTROL), words, text);
  }
});
