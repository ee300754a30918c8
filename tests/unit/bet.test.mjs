// Bets: what is taken as one, how it is judged, and where it is kept.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  abscissa,
  compare,
  curveTerms,
  difference,
  filled,
  judgeCurve,
  labelled,
  readCurve,
  sample,
  stroke,
  ticks,
  writeCurve,
} from '../../www/lab/bet-curve.js';
import { differences, judge, readBet, terms, told } from '../../www/lab/bet-rules.js';
import { Store } from '../../www/lab/bet-store.js';

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

// ---- Curves -------------------------------------------------------------------------------------------------

/** @param {Record<string, string>} attributes */
const curveOf = (attributes) => curveTerms((name) => attributes[name] ?? null);
const FIVE = curveOf({ 'x-min': '0', 'x-max': '100', 'y-min': '0', 'y-max': '1', points: '5', near: '0.1' });

test('terms of a curve that are missing or bad get plain values', () => {
  assert.deepEqual(curveOf({}).x, { min: 0, max: 1, label: '', unit: '' });
  assert.deepEqual(curveOf({ 'y-min': '3', 'y-max': '1' }).y, { min: 3, max: 4, label: '', unit: '' });
  assert.equal(curveOf({ points: '1' }).points, 3);
  assert.equal(curveOf({ points: '1e9' }).points, 101);
  assert.deepEqual(
    [0, 1, 4].map((point) => abscissa(FIVE, point)),
    [0, 25, 100],
  );
});

test('a stroke gives every point that it passes over a value, however fast it is', () => {
  const none = [null, null, null, null, null];
  assert.deepEqual(stroke(none, { at: 0, value: 0 }, { at: 4, value: 1 }), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(stroke(none, { at: 4, value: 1 }, { at: 0, value: 0 }), [0, 0.25, 0.5, 0.75, 1], 'leftwards too');
  // Between two points it is still the nearest one that is drawn.
  assert.deepEqual(stroke(none, { at: 1.1, value: 0 }, { at: 1.3, value: 0.4 }), [null, 0.4, null, null, null]);
  assert.deepEqual(stroke(none, { at: 2, value: 0.7 }, { at: 2, value: 0.7 }), [null, null, 0.7, null, null]);
  const drawn = stroke([0.9, 0.9, 0.9, 0.9, 0.9], { at: 0.6, value: 0 }, { at: 2.4, value: 0.9 });
  assert.equal(drawn[0], 0.9, 'what it does not reach stays');
  assert.deepEqual([drawn[1]?.toFixed(2), drawn[2]], ['0.20', 0.9]);
  assert.deepEqual(none, [null, null, null, null, null], 'the curve given is not changed');
});

test('gaps are filled with straight lines, and the ends are level', () => {
  assert.equal(filled([null, null, null]), null);
  assert.deepEqual(filled([null, 0.2, null, 0.6, null]), [0.2, 0.2, 0.4, 0.6, 0.6]);
  assert.deepEqual(filled([null, 0.5, null]), [0.5, 0.5, 0.5]);
});

test('a kept curve comes back, and an edited one is none', () => {
  const text = writeCurve([0, 0.123456, 0.5, 1, 0.25]);
  assert.equal(text, '0 0.1235 0.5 1 0.25');
  assert.deepEqual(readCurve(text, FIVE), [0, 0.1235, 0.5, 1, 0.25]);
  for (const bad of [
    '',
    '0 0 0 0',
    '0 0 0 0 0 0',
    '0 0 2 0 0',
    '0 0 NaN 0 0',
    '0 0  0 0',
    '0,0,0,0,0',
    '[object Object]',
  ])
    assert.equal(readCurve(bad, FIVE), null, bad);
});

test('a run is read at the points of the curve, and only where it has been', () => {
  const line = [
    [0, 0],
    [10, 1],
    [60, 0],
  ];
  const [first, second, third, ...rest] = sample(line, FIVE);
  assert.deepEqual([first, second?.toFixed(3), third?.toFixed(3)], [0, '0.700', '0.200']);
  assert.deepEqual(rest, [null, null]);
  assert.deepEqual(sample([], FIVE), [null, null, null, null, null]);
  assert.deepEqual(sample([...line].reverse(), FIVE)[0], 0);
});

test('a curve is judged by its mean distance, and by the side on which it lies', () => {
  const judged = (/** @type {number[]} */ bet, /** @type {(number | null)[]} */ run) => {
    const between = compare(bet, run);
    return between && [judgeCurve(between, 0.1), difference(between, 2, 'the run')];
  };
  const flat = [0.5, 0.5, 0.5];
  assert.deepEqual(judged(flat, flat), ['near', 'Your curve lay exactly on the run\u2019s']);
  assert.deepEqual(judged(flat, [0.4, 0.4, 0.4]), ['near', 'Your curve lay 0.10 above the run\u2019s on average']);
  assert.deepEqual(judged(flat, [0, 0.2, 0.1]), ['above', 'Your curve lay 0.40 above the run\u2019s on average']);
  assert.deepEqual(judged(flat, [1, 1, 0.7]), ['below', 'Your curve lay 0.40 below the run\u2019s on average']);
  const crossing = ['above', 'Your curve lay 0.37 from the run\u2019s on average, here above it and there below'];
  assert.deepEqual(judged(flat, [0, 0, 0.6]), crossing);
  assert.deepEqual(judged(flat, [null, 0.9, null]), ['below', 'Your curve lay 0.40 below the run\u2019s on average']);
  assert.equal(compare(flat, [null, null, null]), null);
});

test('an axis has round numbers, and not too many', () => {
  assert.deepEqual(ticks({ min: 0, max: 1 }, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks({ min: 0, max: 100 }, 11), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  assert.deepEqual(ticks({ min: -10, max: 30 }, 6), [-10, 0, 10, 20, 30]);
  for (const max of [0.3, 1, 7, 99, 12_345]) {
    for (const most of [2, 4, 6, 11]) {
      const there = ticks({ min: 0, max }, most);
      assert.ok(there.length >= 1 && there.length <= most, `${there} up to ${max}, at most ${most}`);
    }
  }
});

test('the names of two lines meet neither a line nor one another', () => {
  const wave = (/** @type {number} */ height, /** @type {number} */ bend) =>
    Array.from({ length: 26 }, (_, i) => ({ x: i * 9, y: height + bend * Math.sin(i / 4) }));
  const size = { width: 60, height: 16 };
  for (const [one, other] of [
    [wave(100, 60), wave(100, -60)],
    [wave(200, 0), wave(196, 0)],
    [wave(5, 0), wave(205, 0)],
  ]) {
    const lines = [one ?? [], other ?? []];
    const [a, b] = labelled(lines, [size, size], { width: 225, height: 210 });
    assert.ok(a && b);
    for (const { x, y } of [a, b]) {
      assert.ok(x >= 30 && x <= 195 && y >= 8 && y <= 202, `inside: ${x}, ${y}`);
      for (const dot of lines.flat())
        assert.ok(Math.abs(dot.x - x) > 30 || Math.abs(dot.y - y) >= 8, `clear of ${dot.x}, ${dot.y}: ${x}, ${y}`);
    }
    assert.ok(Math.abs(a.x - b.x) >= 60 || Math.abs(a.y - b.y) >= 16, 'apart');
  }
});

// ---- Which run ----------------------------------------------------------------------------------------------

test('what a run has set otherwise is told in the panel\u2019s words', () => {
  const base = { help: '', live: false, unit: '' };
  /** @type {import('../../www/lab/types.js').Description} */
  const description = {
    id: 'toy',
    title: '',
    claim: '',
    predict: '',
    limits: '',
    chapter: 0,
    readouts: [],
    controls: [
      {
        ...base,
        kind: 'choice',
        id: 'start',
        label: 'Start from',
        default: 'noise',
        options: [{ id: 'face', label: 'a face' }],
      },
      { ...base, kind: 'toggle', id: 'robust', label: 'Sturdy', default: 'off' },
      {
        ...base,
        kind: 'slider',
        id: 'rate',
        label: 'Rate',
        unit: '%',
        default: 5,
        min: 0,
        max: 9,
        log: false,
        whole: true,
      },
    ],
  };
  const told = (/** @type {string} */ meant, /** @type {string} */ made) =>
    differences(description, [...new URLSearchParams(meant)], [...new URLSearchParams(made)]).map(({ words }) => words);
  assert.deepEqual(told('v=1&seed=7', 'v=1&seed=7&rate=5&start=noise&tick=90'), [], 'a default may be said or not');
  assert.deepEqual(told('v=1&seed=7&robust=on', 'v=1&seed=3&start=face&rate=6'), [
    'Start from: a face',
    'Sturdy: off',
    'Rate: 6\u2009%',
    'seed 3',
  ]);
  assert.deepEqual(told('seed=7', 'seed=7&at=4:rate=6'), ['changed on the way']);
});

// ---- Where bets are kept ------------------------------------------------------------------------------------

/** A browser's storage in memory, with room for so many texts. */
class Memory {
  #texts = new Map();
  constructor(room = 99) {
    this.room = room;
  }
  get length() {
    return this.#texts.size;
  }
  key(/** @type {number} */ i) {
    return [...this.#texts.keys()][i] ?? null;
  }
  getItem(/** @type {string} */ key) {
    return this.#texts.get(key) ?? null;
  }
  setItem(/** @type {string} */ key, /** @type {string} */ text) {
    if (!this.#texts.has(key) && this.#texts.size >= this.room) throw new Error('full');
    this.#texts.set(key, text);
  }
  removeItem(/** @type {string} */ key) {
    this.#texts.delete(key);
  }
}

function stores() {
  const [visit, device] = [new Memory(), new Memory()];
  const store = new Store(
    () => /** @type {any} */ (visit),
    () => /** @type {any} */ (device),
  );
  return { visit, device, store };
}

test('a bet is kept for this visit, and on the device only if the reader asks', () => {
  const { visit, device, store } = stores();
  store.keep('a', 'face');
  assert.deepEqual([store.choice, store.remembering, visit.length, device.length], [true, false, 1, 0]);
  let told = 0;
  const life = new AbortController();
  store.watch(() => told++, life.signal);
  visit.setItem('somebody else', 'x');
  store.remember(true);
  assert.deepEqual([store.remembering, told, visit.length], [true, 1, 1], 'what is not ours stays');
  assert.equal(store.recall('a'), 'face');
  store.keep('b', '0.5');
  assert.deepEqual([device.getItem('facelike-bet:b'), visit.getItem('facelike-bet:b')], ['0.5', null]);
  store.remember(false);
  assert.deepEqual([device.length, store.recall('a'), store.recall('b')], [0, 'face', '0.5']);
  store.keep('a', '');
  assert.equal(store.recall('a'), '');
  life.abort();
  store.remember(true);
  assert.equal(told, 2, 'nobody is told any more');
});

test('where storage is denied there is nothing to choose, and nothing fails', () => {
  const denied = () => {
    throw new Error('denied');
  };
  const store = new Store(denied, denied);
  store.keep('a', 'face');
  store.remember(true);
  assert.deepEqual([store.choice, store.remembering, store.recall('a')], [false, false, '']);
});

test('a device without room keeps nothing, and the bets of this visit stay', () => {
  const { visit, device, store } = stores();
  store.keep('a', 'face');
  device.room = 0;
  store.remember(true);
  assert.deepEqual([store.remembering, store.recall('a'), visit.length], [false, 'face', 1]);
  device.room = 1;
  store.remember(true);
  assert.deepEqual([store.remembering, store.recall('a'), visit.length], [true, 'face', 1]);
});
