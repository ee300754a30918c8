// What lives in the worker and in the page alike. bundle.mjs makes it one function without a reference to
// anything outside: called, it gives a fresh copy; its own source text is the worker's script.

import * as module from 'facelike:run';
import { Loop } from './loop.js';
import { serve } from './worker.js';

/** wasm-bindgen's glue, one and the same for all modules that run (build.sh sees to it); it holds one instance. */
export const glue = /** @type {import('./types.js').RunGlue} */ (/** @type {unknown} */ (module));
export { Loop, serve };
