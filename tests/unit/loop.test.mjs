// The loop that drives a run: what a reader asks for while a link's tick is still to be reached waits for that tick.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Loop } from '../../www/lab/loop.js';

/** A run that notes what it is told and at which tick. */
class Run {
  at = 0;
  target = 0;
  /** The tick that needs the encoder. */
  needs = -1;
  log = /** @type {string[]} */ ([]);

  /**
   * @param {string} _
   * @param {string[]} names
   * @param {string[]} texts
   */
  constructor(_, names, texts) {
    this.target = Number(texts[names.indexOf('tick')] ?? 0);
    runs.push(this);
  }
  problems = () => [];
  step = () => {
    this.at += 1;
    return true;
  };
  behind = () => this.at < this.target;
  waits = () => this.at === this.needs && !provided;
  watch = () => false;
  status = () => 'running';
  set = (/** @type {string} */ control, /** @type {string} */ text) => {
    this.log.push(`${control}=${text} at ${this.at}`);
    return false;
  };
  reset = () => {
    this.log.push(`reset at ${this.at}`);
    this.at = this.target = 0;
  };
  seek = (/** @type {number} */ tick) => {
    this.log.push(`seek ${tick} at ${this.at}`);
    this.target = tick;
    this.at = Math.min(this.at, tick);
  };
  tick = () => this.at;
  pairs = () => [];
  settings = () => [];
  frame = () => new Uint8Array(1);
  told = () => '{}';
}

/** @type {Run[]} */
const runs = [];

let provided = false;

/**
 * A loop with a run that a link opens at tick 50, and what it posts; work waits until `work` is called.
 * @param {number} [needs] the tick that needs the encoder
 */
function opened(needs = -1) {
  /** @type {(() => void)[]} */
  const later = [];
  /** @type {any[]} */
  const posted = [];
  provided = false;
  const provide = (/** @type {Uint8Array} */ bytes) => {
    provided = bytes.length === 3;
  };
  const glue = /** @type {any} */ ({ Run, provide });
  const loop = new Loop(
    glue,
    (notice) => posted.push(notice),
    0,
    (work) => later.push(work),
  );
  loop.take({ kind: 'open', experiment: 'toy', pairs: [['tick', '50']], speed: 0 });
  const run = runs.at(-1);
  assert.ok(run);
  run.needs = needs;
  const work = () => {
    while (later.length > 0) later.shift()?.();
  };
  return { loop, run, work, posted };
}

test('a step pressed while the run is repeated is done after its tick', () => {
  const { loop, run, work, posted } = opened();
  loop.take({ kind: 'step', seq: 1 });
  loop.take({ kind: 'step', seq: 2 });
  work();
  assert.equal(run.at, 52);
  loop.take({ kind: 'painted' });
  const last = posted.filter(({ kind }) => kind === 'frame').at(-1);
  assert.deepEqual([last.tick, last.seen], [52, 2]);
});

test('a control moved while the run is repeated is set at its tick', () => {
  const { loop, run, work } = opened();
  loop.take({ kind: 'set', control: 'rate', text: '2', seq: 1 });
  assert.deepEqual(run.log, []);
  work();
  assert.deepEqual(run.log, ['rate=2 at 50']);
});

test('who goes elsewhere instead keeps the settings and drops the steps', () => {
  const { loop, run, work } = opened();
  loop.take({ kind: 'set', control: 'rate', text: '2', seq: 1 });
  loop.take({ kind: 'step', seq: 2 });
  loop.take({ kind: 'seek', tick: 7, seq: 3 });
  work();
  assert.deepEqual([run.log, run.at], [['rate=2 at 0', 'seek 7 at 0'], 7]);
});

const ENCODER = { kind: /** @type {const} */ ('encoder'), bytes: new Uint8Array(3).buffer };

test('a run that needs the encoder waits for it, asks for it once, and goes on', () => {
  const { loop, run, work, posted } = opened(20);
  work();
  assert.equal(run.at, 20);
  loop.take({ kind: 'step', seq: 1 });
  work();
  assert.equal(run.at, 20);
  assert.equal(posted.filter(({ kind }) => kind === 'waits').length, 1);
  loop.take(ENCODER);
  work();
  assert.equal(run.at, 51);
});

test('an encoder that comes before it is needed is kept, and nobody waits', () => {
  const { loop, run, work, posted } = opened(20);
  loop.take(ENCODER);
  work();
  assert.equal(run.at, 50);
  assert.ok(!posted.some(({ kind }) => kind === 'waits'));
});
