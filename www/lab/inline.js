// The engine in the page itself, for places that refuse every worker: slices of at most 8 ms between which the
// page can paint and answer.

import core from 'facelike:core';

/** @import {Notice, Order} from './types.js' */

const SLICE_MS = 8;

/** Left to the page between slices. */
const REST_MS = 4;

/** Has the face of a worker, as far as the runner uses it. */
export class InlineWorker {
  /** @type {import('./loop.js').Loop | null} */
  #loop = null;
  #ended = false;

  /**
   * @param {WebAssembly.Module} compiled
   * @param {(notice: Notice) => void} heard
   */
  constructor(compiled, heard) {
    const post = (/** @type {Notice} */ notice) => {
      // Later, as a worker's message comes, so that callers are done before they hear.
      queueMicrotask(() => {
        if (!this.#ended) heard(notice);
      });
    };
    const { glue, Loop } = core();
    glue.default({ module_or_path: compiled }).then(
      () => {
        this.#loop = new Loop(glue, post, SLICE_MS, (work, wait_ms) => setTimeout(work, Math.max(wait_ms, REST_MS)));
        post({ kind: 'ready' });
      },
      (error) => post({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
    );
  }

  /** @param {Order} order */
  postMessage(order) {
    this.#loop?.take(order);
  }

  terminate() {
    this.#ended = true;
    this.#loop?.take({ kind: 'close' });
  }
}
