// Numbers and messages as a reader sees them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number, sentence, short } from '../../www/lab/format.js';

test('numbers keep their decimals and never show a negative zero', () => {
  assert.equal(number(-0.001, 2), '0.00');
  assert.equal(number(-1.5, 1), '\u22121.5');
  assert.equal(number(12, 0), '12');
  assert.equal(number(1e21, 2), '1.000e+21');
});

test('a message of the library becomes a sentence', () => {
  assert.equal(
    sentence('`rate` cannot be `9`: it takes a number from 0 to 1'),
    '\u201crate\u201d cannot be \u201c9\u201d: it takes a number from 0 to 1.',
  );
  assert.equal(sentence('no experiment'), 'No experiment.');
});

test('long and strange values are cut', () => {
  assert.equal(short('a\u0007b'), 'a b');
  assert.equal(short('x'.repeat(99)).length, 40);
});
