// Small pictures: what is written in a link is read back, brushes cover what they should, photos are averaged.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BRUSHES, blank, corner, dab, decode, encode, SIDE, shrink, stroke, WHITE } from '../../www/lab/picture.js';

const PIXELS = SIDE * SIDE;

/** Numbers from 0 to 1 that are the same every time (Park & Miller 1988). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const full = (grey) => new Uint8Array(PIXELS).fill(grey);

test('a picture is read back from what is written in a link', () => {
  const random = chance(7);
  const below = (n) => Math.floor(random() * n);
  for (let round = 0; round < 200; round += 1) {
    const longest = 1 + below(1 + 4 * round);
    const picture = new Uint8Array(PIXELS);
    for (let at = 0; at < PIXELS; ) {
      const end = Math.min(PIXELS, at + 1 + below(longest));
      picture.fill(below(WHITE + 1), at, end);
      at = end;
    }
    const text = encode(picture);
    assert.match(text, /^([\w-]|[\w-]\.[\w-])+$/);
    assert.ok(text.length <= PIXELS);
    assert.equal(encodeURIComponent(text), text, 'it stands in an address as it is');
    assert.deepEqual(decode(text), picture);
  }
});

test('plain pictures are short, in the form of the library', () => {
  assert.equal(encode(blank()), 'blank');
  assert.deepEqual(decode('blank'), blank());
  // As in src/lab/picture.rs.
  assert.equal(encode(full(0)), 'A._'.repeat(9));
  assert.deepEqual(decode(`A${'._'.repeat(9)}.I`), full(0));
  assert.deepEqual(decode('_'.repeat(PIXELS)), full(WHITE));
  const halves = Uint8Array.from({ length: PIXELS }, (_, at) => (at % SIDE < SIDE / 2 ? 0 : WHITE));
  assert.equal(encode(halves), 'A.L_.L'.repeat(24));
});

test('what is no picture is none', () => {
  const all = 'A'.repeat(PIXELS);
  const bad = [
    '',
    'Blank',
    '.',
    '.A',
    'A.',
    all.slice(1),
    `${all}A`,
    `${all}.A.`,
    'A._',
    `${all.slice(1)}+`,
    `${all.slice(1)}\u00e9`,
  ];
  for (const text of [...bad, 'A'.repeat(1_000_000), 'A._'.repeat(1_000_000)]) {
    assert.equal(decode(text), null, text.slice(0, 40));
  }
});

test('a brush always covers as many pixels, around the place where it is', () => {
  const covers = BRUSHES.map((size) => {
    const random = chance(size);
    const counts = new Set();
    for (let i = 0; i < 200; i += 1) {
      const place = { x: 6 + 12 * random(), y: 6 + 12 * random() };
      const picture = full(0);
      dab(picture, place, size, WHITE);
      const { x: left, y: top } = corner(place, size);
      picture.forEach((grey, at) => {
        const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
        const inside = x >= left && x < left + size && y >= top && y < top + size;
        assert.ok(grey === 0 || inside, 'nothing beside the brush');
      });
      assert.ok(Math.abs(left + size / 2 - place.x) <= 0.5 && Math.abs(top + size / 2 - place.y) <= 0.5);
      counts.add(picture.filter((grey) => grey === WHITE).length);
    }
    assert.equal(counts.size, 1, `brush ${size}: ${[...counts]}`);
    return [...counts][0];
  });
  assert.deepEqual(covers, [1, 4, 12, 32]);
});

test('a stroke has no gaps, and what is beyond the edge is left out', () => {
  for (const size of BRUSHES) {
    const picture = full(0);
    stroke(picture, { x: -5, y: -3.2 }, { x: 30, y: 27.1 }, size, 9);
    const columns = Array.from(
      { length: SIDE },
      (_, x) => picture.filter((grey, at) => grey && at % SIDE === x).length,
    );
    assert.ok(
      columns.slice(1, -1).every((count) => count >= 1),
      `brush ${size}: ${columns}`,
    );
  }
  const picture = full(5);
  stroke(picture, { x: 3.5, y: 4.5 }, { x: 8.5, y: 4.5 }, 1, 0);
  const painted = [...picture.keys()].filter((at) => picture[at] === 0);
  assert.deepEqual(
    painted,
    [3, 4, 5, 6, 7, 8].map((x) => 4 * SIDE + x),
  );
});

/** Pixels of a square, each a colour. */
function square(side, colour) {
  const rgba = new Uint8ClampedArray(4 * side * side);
  for (let at = 0; at < side * side; at += 1) rgba.set([...colour(at % side, Math.floor(at / side)), 255], 4 * at);
  return rgba;
}

test('a photo is averaged over cells, colours as bright as they look', () => {
  for (const side of [24, 48, 100, 432]) {
    const halves = shrink(
      square(side, (x) => Array(3).fill(x < side / 2 ? 0 : 255)),
      side,
    );
    assert.equal(encode(halves), 'A.L_.L'.repeat(24), `${side}`);
  }
  // Single pixels, however strong, only count for their share of a cell: 1 of 25.
  const speck = shrink(
    square(120, (x, y) => (x % 5 === 2 && y % 5 === 2 ? [255, 255, 255] : [0, 0, 0])),
    120,
  );
  assert.deepEqual(new Set(speck), new Set([Math.floor(63 / 25 + 0.5)]));
  const bright = ([r, g, b]) =>
    shrink(
      square(30, () => [r, g, b]),
      30,
    )[0];
  assert.deepEqual(
    [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
      [0, 0, 0],
    ].map(bright),
    [19, 37, 7, 63, 0],
  );
  // Smaller than the picture.
  assert.deepEqual(
    shrink(
      square(1, () => [128, 128, 128]),
      1,
    ),
    full(32),
  );
  assert.equal(
    encode(
      shrink(
        square(2, (x) => Array(3).fill(255 * x)),
        2,
      ),
    ),
    'A.L_.L'.repeat(24),
  );
});
