// What a reader is told when a run is lost.

import { Trouble, words } from './modules.js';

/**
 * What happened, in plain words, and the browser's own where they add something.
 * @param {unknown} error
 * @returns {[what: string, detail: string]}
 */
export function loss(error) {
  const message = words(error);
  if (error instanceof Trouble) return [message, ''];
  if (/memory|allocation|out of bounds/i.test(message))
    return ['The browser ran out of memory for this figure', message];
  if (/unreachable|RuntimeError|null function|table index|indirect call/i.test(message))
    return ['The figure\u2019s program stopped by a mistake of its own', ''];
  return ['The run was lost', message];
}
