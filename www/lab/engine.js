// The instance of the wasm module that paints, shared by all figures of the page.

import painting from 'facelike:painting';
import { module } from './modules.js';

/** @import {PaintGlue} from './types.js' */

/** @type {Promise<PaintGlue> | undefined} */
let painters;

/** @returns {Promise<PaintGlue>} */
async function paints() {
  const glue = painting();
  await glue.default({ module_or_path: await module('paint') });
  return glue;
}

/** The page's instance for painting, shared by all figures. */
export function painter() {
  painters ??= paints().catch((error) => {
    painters = undefined;
    throw error;
  });
  return painters;
}

/** Forgets the painting instance: a panic has poisoned it. */
export function dropPainter() {
  painters = undefined;
}
