// The worker: a classic script that owns one run. The page sends the compiled module first, then orders.

import { Loop } from './loop.js';

/** @import {Notice, RunGlue} from './types.js' */

/** How long to work before messages are looked at. */
const SLICE_MS = 6;

/**
 * Serves one run.
 * @param {RunGlue} glue
 */
export function serve(glue) {
  /** @type {Loop | undefined} */
  let loop;
  /** @type {() => void} */
  let work = () => {};
  // A message channel to itself comes back after the messages that wait already, without the 4 ms that browsers
  // add to nested timeouts.
  const channel = new MessageChannel();
  channel.port1.onmessage = () => work();

  const later = (/** @type {() => void} */ next, /** @type {number} */ wait_ms) => {
    if (wait_ms > 1) {
      setTimeout(next, wait_ms);
    } else {
      work = next;
      channel.port2.postMessage(null);
    }
  };

  const post = (/** @type {Notice} */ notice, /** @type {Transferable[]} */ transfer = []) => {
    self.postMessage(notice, { transfer });
  };

  self.onmessage = ({ data }) => {
    if (loop) {
      loop.take(data);
      return;
    }
    try {
      glue.initSync({ module: data });
      loop = new Loop(glue, post, SLICE_MS, later);
      post({ kind: 'ready' });
    } catch (error) {
      post({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
    }
  };
}
