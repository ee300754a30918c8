// The instances of the wasm modules that every figure needs: one that runs, for each run, and one that paints.

import core from 'facelike:core';
import painting from 'facelike:painting';
import { module } from './modules.js';

/** @import {PaintGlue, RunGlue} from './types.js' */

/** @type {Promise<PaintGlue> | undefined} */
let painters;

/** A fresh instance in the page of the module that runs. @returns {Promise<RunGlue>} */
export async function runs() {
  const { glue } = core();
  await glue.default({ module_or_path: await module('run') });
  return glue;
}

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
