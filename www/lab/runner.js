// The page's end of a run: opens a worker (or, where every worker is refused, the engine in the page), sends it
// orders, and hands on what it says.

import core from 'facelike:core';
import { InlineWorker } from './inline.js';
import { encoder, module } from './modules.js';
import { scriptAddress } from './trusted.js';

/** @import {Frame, Notice, Order, Pair} from './types.js' */

/** A worker that has not said it is ready after this long is taken as refused. */
const READY_MS = 10_000;

/** How often a working run is asked whether it is still there, and how long it may take to answer. */
const PING_MS = 4_000;
const LOST_MS = 12_000;

/** Whether a worker has been refused: then none is tried again on this page. */
let refused = false;

/** @type {string | undefined} */
let blobAddress;

/** @returns {Worker} */
function startWorker() {
  if (!blobAddress) {
    const script = `{const {glue,serve}=(${core})();serve(glue)}`;
    blobAddress = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  }
  return new Worker(scriptAddress(blobAddress), { name: 'facelike' });
}

/**
 * @typedef {object} Listener
 * @property {(frame: Frame) => void} frame
 * @property {(tick: number, target: number) => void} catching
 * @property {(messages: string[], seq: number) => void} problems
 * @property {() => void} answered
 * @property {(error: unknown) => void} lost
 */

export class Runner {
  /** @type {Worker | InlineWorker | null} */
  #port = null;
  #ready = false;
  #closed = false;
  /** Orders given before the worker was ready. @type {Order[]} */
  #waiting = [];
  /** The number of the last order that changes the run, and the last one that a frame has shown. */
  #seq = 0;
  #seen = 0;
  #request = 0;
  /** @type {Map<number, {resolve: (text: string) => void, reject: (error: Error) => void}>} */
  #questions = new Map();
  /** The newest value of each control not yet sent: a dragged slider sends one value a frame. @type {Map<string, string>} */
  #moved = new Map();
  /** @type {number | null} */
  #sought = null;
  #flushing = false;
  #heard = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watchdog;

  /** The encoder, once it has been asked for. @type {Promise<void> | null} */
  #given = null;

  /**
   * @param {import('./types.js').Description} description
   * @param {Pair[]} pairs
   * @param {number} speed
   * @param {Listener} listener
   */
  constructor({ id, program }, pairs, speed, listener) {
    this.listener = listener;
    this.program = program;
    this.#waiting.push({ kind: 'open', experiment: id, pairs, speed });
    this.#start().catch((error) => this.#lose(error));
  }

  /**
   * Whether a frame shows all that the run was told to do.
   * @param {Frame} frame
   */
  shows(frame) {
    return frame.seen === this.#seq;
  }

  /** Whether nothing that it was told or asked is still to come. */
  get settled() {
    return this.#seen === this.#seq && this.#questions.size === 0;
  }

  /** @type {WebAssembly.Module | null} */
  #compiled = null;

  async #start() {
    const compiled = await module(this.program);
    this.#compiled = compiled;
    if (this.#closed) return;
    if (!refused) {
      try {
        const worker = startWorker();
        this.#port = worker;
        const late = setTimeout(() => this.#refuse(), READY_MS);
        worker.onmessage = ({ data }) => {
          clearTimeout(late);
          this.#hear(data);
        };
        worker.onmessageerror = () => this.#lose('a message could not be read');
        worker.onerror = (event) => {
          event.preventDefault();
          clearTimeout(late);
          if (this.#ready) this.#lose(event.message || 'it was stopped');
          else this.#refuse();
        };
        worker.postMessage(compiled);
        return;
      } catch {
        // Refused by the page's policy, or the module could not be sent.
      }
    }
    this.#refuse();
  }

  /** Goes on without workers. */
  #refuse() {
    if (this.#closed || this.#ready || !this.#compiled) return;
    refused = true;
    this.#port?.terminate();
    this.#port = new InlineWorker(this.#compiled, (notice) => this.#hear(notice));
  }

  /** @param {Notice} notice */
  #hear(notice) {
    if (this.#closed) return;
    this.#heard = performance.now();
    switch (notice.kind) {
      case 'ready':
        this.#ready = true;
        for (const order of this.#waiting.splice(0)) this.#port?.postMessage(order);
        this.#watchdog = setInterval(() => this.#ping(), PING_MS);
        break;
      case 'frame':
        this.#seen = notice.seen;
        this.listener.frame(notice);
        // The opening figure will need it soon: it is asked for after the first live frame, before anything waits.
        if (this.program === 'opening') this.#give().catch(() => {});
        break;
      case 'waits':
        this.#give().catch((error) => this.#lose(error));
        break;
      case 'catching':
        this.listener.catching(notice.tick, notice.target);
        break;
      case 'problems':
        this.listener.problems(notice.messages, notice.seq);
        break;
      case 'answer':
        this.#questions.get(notice.request)?.resolve(notice.text);
        this.#questions.delete(notice.request);
        this.listener.answered();
        break;
      case 'error':
        this.#lose(notice.message);
        break;
    }
  }

  /** Gives the run the encoder, once. */
  #give() {
    this.#given ??= encoder().then(
      (bytes) => this.#port?.postMessage({ kind: 'encoder', bytes }),
      (error) => {
        this.#given = null;
        throw error;
      },
    );
    return this.#given;
  }

  /** A killed worker says nothing: browsers send no event when they run out of memory. */
  #ping() {
    // A page that was frozen or hidden has not been listening.
    if (document.hidden || performance.now() - this.#pinged > 2 * PING_MS) this.#heard = performance.now();
    else if (performance.now() - this.#heard > LOST_MS) this.#lose('it does not answer any more');
    this.#pinged = performance.now();
    this.#port?.postMessage({ kind: 'ping' });
  }
  #pinged = 0;

  /** @param {unknown} error */
  #lose(error) {
    if (this.#closed) return;
    this.close();
    this.listener.lost(error);
  }

  /** @param {Order} order */
  send(order) {
    if (this.#closed) return;
    this.#flush();
    this.#post(order);
  }

  /** @param {Order} order */
  #post(order) {
    if (this.#ready) this.#port?.postMessage(order);
    else this.#waiting.push(order);
  }

  /**
   * Does a tick, or starts over.
   * @param {'step' | 'reset'} kind
   */
  act(kind) {
    this.#flush();
    this.#seq += 1;
    this.#post({ kind, seq: this.#seq });
  }

  /**
   * Sets a control; of many changes within one frame of the screen the last is sent.
   * @param {string} control
   * @param {string} text
   */
  set(control, text) {
    this.#moved.set(control, text);
    this.#seq += 1;
    this.#soon();
  }

  /** @param {string} text */
  reseed(text) {
    this.#flush();
    this.#seq += 1;
    this.#post({ kind: 'reseed', text, seq: this.#seq });
  }

  /** @param {number} tick */
  seek(tick) {
    this.#sought = tick;
    this.#seq += 1;
    this.#soon();
  }

  #soon() {
    if (this.#flushing) return;
    this.#flushing = true;
    requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#flushing = false;
    if (this.#closed) return;
    for (const [control, text] of this.#moved) this.#post({ kind: 'set', control, text, seq: this.#seq });
    this.#moved.clear();
    if (this.#sought !== null) this.#post({ kind: 'seek', tick: this.#sought, seq: this.#seq });
    this.#sought = null;
  }

  /**
   * The digest or a report of the state asked for, once it has been reached.
   * @param {'digest' | 'csv' | 'json' | 'pictures'} what
   * @returns {Promise<string>}
   */
  ask(what) {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new Error('the run is closed'));
        return;
      }
      this.#request += 1;
      this.#questions.set(this.#request, { resolve, reject });
      this.send({ kind: 'ask', what, request: this.#request });
    });
  }

  /** Ends the run; what was asked is answered by an error. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watchdog);
    this.#port?.terminate();
    this.#port = null;
    for (const { reject } of this.#questions.values()) reject(new Error('the run was closed'));
    this.#questions.clear();
  }
}
