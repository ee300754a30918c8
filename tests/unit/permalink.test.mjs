// Links: what is written is read back, and only the figure named is meant.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, decode, encode, merge, read } from '../../www/lab/permalink.js';

const pairs = [
  ['v', '1'],
  ['seed', '7'],
  ['start', 'a face & a hat'],
  ['at', '50:rate=0.5,60:shake=press'],
  ['tick', '120'],
];

test('pairs survive a link', () => {
  assert.deepEqual(decode(encode(pairs)), pairs);
});

test('an input log stays readable in the address', () => {
  assert.ok(encode(pairs).includes('at=50:rate=0.5,60:shake=press'));
});

test('a state may be given as text, object or pairs', () => {
  assert.deepEqual(decode('?seed=7&robust=on'), [
    ['seed', '7'],
    ['robust', 'on'],
  ]);
  assert.deepEqual(decode({ seed: 7 }), [['seed', '7']]);
  assert.deepEqual(decode([['seed', '7']]), [['seed', '7']]);
});

test('only the figure named in a link is meant', () => {
  const query = `?fig=hook&${encode(pairs)}&theme=dark`;
  assert.deepEqual(read(query, 'hook'), { pairs, shown: { theme: 'dark' } });
  assert.equal(read(query, 'other'), null);
  assert.equal(read('?seed=7', 'hook'), null);
  assert.equal(read('?fig=', ''), null);
});

test('the only figure of its page is meant without its name', () => {
  assert.deepEqual(read('?seed=7&theme=dark', 'max-face', true), {
    pairs: [['seed', '7']],
    shown: { theme: 'dark' },
  });
  assert.deepEqual(read('?fig=max-face&seed=7', 'max-face', true), { pairs: [['seed', '7']], shown: {} });
  assert.equal(read('?fig=hook&seed=7', 'max-face', true), null);
  const start = 'https://a.example/embed/max-face/?seed=1&theme=dark&utm=x&controls=rate&autoplay=#?secret=abc';
  const url = address(start, 'max-face', pairs, ['rate', 'start'], true);
  assert.equal(url.search, `?theme=dark&utm=x&controls=rate&autoplay=&${encode(pairs)}`);
  assert.equal(url.hash, '#?secret=abc');
  assert.equal(address(url.href, 'max-face', pairs, ['rate', 'start'], true).href, url.href);
});

test('an exact state stands alone; one written by hand changes what it names', () => {
  const own = [
    ['robust', 'on'],
    ['seed', '1'],
  ];
  assert.deepEqual(merge(own, pairs), pairs);
  // A later value wins, and where it is refused the element's own is still there.
  assert.deepEqual(merge(own, [['seed', '9']]), [...own, ['seed', '9']]);
  assert.deepEqual(merge([['at', '1:rate=2']], [['at', '3:rate=4']]), [['at', '3:rate=4']]);
  assert.deepEqual(merge(own, []), own);
});

test('an address takes on one figure and keeps what is not ours', () => {
  const url = address('https://a.example/essay/?utm=x&fig=old&rate=3&seed=2#part', 'hook', pairs, ['rate', 'start']);
  assert.equal(url.hash, '#part');
  assert.deepEqual(decode(url.search), [['utm', 'x'], ['fig', 'hook'], ...pairs]);
  const again = address(url.href, 'hook', pairs, ['rate', 'start', 'at']);
  assert.equal(again.href, url.href);
});
