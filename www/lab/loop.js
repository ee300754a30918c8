// Drives one run of the wasm module in short slices, so that every message is answered at once. The same loop
// serves a worker and, where workers are refused, the page itself.

import { AS_FAST_AS_IT_GOES } from './speeds.js';

/** @import {RunGlue, Notice, Order, Pair, Run} from './types.js' */

/** A reader who looks away for longer than this does not see the ticks made up for. */
const MAX_LAG_MS = 250;

/** Over how long the measured rate is averaged. */
const RATE_MS = 1000;

export class Loop {
  /** @type {Run | null} */
  #run = null;
  #playing = false;
  /** Whether it stands still where the part to watch begins. */
  #preparing = false;
  /** Whether the page has not yet painted the last frame: one is in flight at most. */
  #inFlight = false;
  /** Whether there is something that the page has not been shown. */
  #stale = false;
  #speed = 20;
  #due = 0;
  #reached = 0;
  /** The tick that a link or a scrub asked for. */
  #target = 0;
  #told = 0;
  #seen = 0;
  #scheduled = false;
  /** Whether the page has been told that the run waits for the encoder. */
  #asksEncoder = false;
  /** What is meant for the tick that is still to be reached. @type {Extract<Order, {kind: 'set' | 'step'}>[]} */
  #held = [];
  #longest = 1;
  /** @type {[time: number, tick: number][]} */
  #marks = [];
  /** Questions that wait until the tick asked for has been reached. @type {Extract<Order, {kind: 'ask'}>[]} */
  #asked = [];

  /**
   * @param {RunGlue} glue an instance of the module that this loop may poison
   * @param {(notice: Notice, transfer?: Transferable[]) => void} post
   * @param {number} slice_ms how long to work before messages are looked at
   * @param {(work: () => void, wait_ms: number) => void} later
   */
  constructor(glue, post, slice_ms, later) {
    this.glue = glue;
    this.post = post;
    this.slice_ms = slice_ms;
    this.later = later;
  }

  /** @param {Order} order */
  take(order) {
    try {
      this.#take(order);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {Order} order */
  #take(order) {
    if (order.kind === 'open') {
      const [names, texts] = [order.pairs.map(([name]) => name), order.pairs.map(([, text]) => text)];
      this.#run = new this.glue.Run(order.experiment, names, texts);
      this.#speed = order.speed;
      this.#target = whole(order.pairs.find(([name]) => name === 'tick')?.[1]);
      const messages = this.#run.problems();
      if (messages.length > 0) this.post({ kind: 'problems', messages, seq: 0 });
    } else if (order.kind === 'ping') {
      this.post({ kind: 'pong' });
      return;
    } else if (order.kind === 'encoder') {
      this.glue.provide(new Uint8Array(order.bytes));
      this.#asksEncoder = false;
      if (!this.#run?.behind()) for (const held of this.#held.splice(0)) this.#take(held);
      this.#schedule(0);
      return;
    }
    const run = this.#run;
    if (!run) return;
    if ((order.kind === 'set' || order.kind === 'step') && (run.behind() || run.waits())) {
      this.#held.push(order);
      this.#schedule(0);
      return;
    }
    if (order.kind === 'reset' || order.kind === 'reseed' || order.kind === 'seek') {
      // That tick is not gone to any more; settings stay settings.
      for (const held of this.#held.splice(0)) if (held.kind === 'set') this.#change(run, held);
    }
    if ('seq' in order) this.#seen = order.seq;
    switch (order.kind) {
      case 'set':
      case 'reseed':
        this.#change(run, order);
        break;
      case 'run':
      case 'prepare':
        this.#playing = run.status() === 'running';
        this.#preparing = order.kind === 'prepare';
        this.#due = performance.now();
        this.#marks = [];
        break;
      case 'pause':
        this.#playing = false;
        break;
      case 'step':
        this.#playing = false;
        run.step();
        this.#reached = Math.max(this.#reached, run.tick());
        break;
      case 'reset':
        run.reset();
        this.#restarted(run);
        break;
      case 'seek':
        this.#playing = false;
        this.#target = whole(String(order.tick));
        run.seek(this.#target);
        break;
      case 'speed':
        this.#speed = order.speed;
        this.#due = performance.now();
        break;
      case 'painted':
        this.#inFlight = false;
        if (this.#stale) this.#show(run);
        return;
      case 'ask':
        this.#asked.push(order);
        break;
      case 'close':
        this.#run = null;
        this.#playing = false;
        run.free();
        return;
    }
    this.#stale = order.kind !== 'ask' || this.#stale;
    this.#answer(run);
    if (!run.behind() && !this.#inFlight) this.#show(run);
    this.#schedule(0);
  }

  /**
   * Sets a control or the seed; a value that is not taken is told and changes nothing.
   * @param {Run} run
   * @param {Extract<Order, {kind: 'set' | 'reseed'}>} order
   */
  #change(run, order) {
    try {
      if (order.kind === 'reseed') {
        run.reseed(order.text);
        this.#restarted(run);
      } else if (run.set(order.control, order.text)) {
        this.#restarted(run);
      } else {
        // What had been reached beyond this tick belongs to the run without this change.
        this.#reached = this.#target = run.tick();
      }
    } catch (error) {
      // A refusal is an ordinary error; a trap is not, and has poisoned the instance.
      if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
      this.post({ kind: 'problems', messages: [error.message], seq: order.seq });
    }
  }

  /** @param {Run} run */
  #restarted(run) {
    this.#reached = this.#target = run.tick();
    this.#marks = [];
    this.#due = performance.now();
  }

  /** @param {number} wait_ms */
  #schedule(wait_ms) {
    const run = this.#run;
    if (this.#scheduled || !run) return;
    if (run.waits() && (this.#playing || run.behind() || this.#held.length > 0)) {
      if (!this.#asksEncoder) this.post({ kind: 'waits' });
      this.#asksEncoder = true;
      return;
    }
    if (!(this.#playing || run.behind())) return;
    this.#scheduled = true;
    this.later(() => {
      this.#scheduled = false;
      try {
        this.#slice();
      } catch (error) {
        this.#fail(error);
      }
    }, wait_ms);
  }

  /** Works for a few milliseconds. */
  #slice() {
    const run = this.#run;
    if (!run) return;
    const start = performance.now();
    let now = start;
    let wait = 0;
    const wasBehind = run.behind();
    while (run.behind() || this.#playing) {
      if (this.#preparing && !run.behind() && run.watch()) {
        this.#playing = this.#preparing = false;
        this.#stale = true;
        break;
      }
      if (run.waits() || (!run.behind() && wasBehind)) break;
      if (!run.behind() && run.watch() && this.#speed !== AS_FAST_AS_IT_GOES) {
        this.#due = Math.max(this.#due, now - MAX_LAG_MS);
        if (this.#due > now) {
          wait = this.#due - now;
          break;
        }
        this.#due += 1000 / this.#speed;
      }
      const more = run.step();
      this.#stale = true;
      const after = performance.now();
      this.#longest = Math.max(after - now, this.#longest * 0.9);
      now = after;
      if (!more) {
        this.#playing = false;
        break;
      }
      // A slice ends before it would run over, not after.
      if (now - start + this.#longest > this.slice_ms) break;
    }
    this.#reached = Math.max(this.#reached, run.tick());
    this.#mark(now, run.tick());
    if (run.behind()) {
      if (now - this.#told > 150) {
        this.#told = now;
        this.post({ kind: 'catching', tick: run.tick(), target: this.#target });
      }
    } else {
      for (const held of this.#held.splice(0)) this.#take(held);
      this.#answer(run);
      if (this.#stale && !this.#inFlight) this.#show(run);
    }
    this.#schedule(wait);
  }

  /**
   * @param {number} now
   * @param {number} tick
   */
  #mark(now, tick) {
    this.#marks.push([now, tick]);
    while (this.#marks.length > 2 && now - (this.#marks[0]?.[0] ?? now) > RATE_MS) this.#marks.shift();
  }

  #rate() {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    return this.#playing && first && last && last[0] > first[0]
      ? ((last[1] - first[1]) * 1000) / (last[0] - first[0])
      : 0;
  }

  /** @param {Run} run */
  #show(run) {
    if (run.behind()) return;
    const bytes = run.frame();
    const told = run.told();
    this.#stale = false;
    this.#inFlight = true;
    this.post(
      {
        kind: 'frame',
        bytes,
        told,
        tick: run.tick(),
        reached: this.#reached,
        status: run.status(),
        playing: this.#playing,
        watch: run.watch(),
        pairs: paired(run.pairs()),
        settings: paired(run.settings()),
        rate: this.#rate(),
        seen: this.#seen,
      },
      [bytes.buffer],
    );
  }

  /** @param {Run} run */
  #answer(run) {
    if (run.behind()) return;
    for (const { what, request } of this.#asked.splice(0)) {
      this.post({ kind: 'answer', request, text: run[what]() });
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    // The instance may be poisoned: it is not even freed.
    this.#run = null;
    this.#playing = false;
    this.post({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * @param {string[]} flat
 * @returns {Pair[]}
 */
function paired(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? '']);
}

/** @param {string | undefined} text */
function whole(text) {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
