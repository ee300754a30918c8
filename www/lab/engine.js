// The wasm module: downloaded and compiled once, then handed to workers and to the page's own painter.

import core from 'facelike:core';

/** @import {Glue} from './types.js' */

/** What a reader is told when something goes wrong, in plain words, with the browser's own words after it. */
export class Trouble extends Error {}

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiled;

/** @type {Promise<Glue> | undefined} */
let painting;

function address() {
  const script = document.querySelector('script[data-facelike-wasm]');
  const url = script?.getAttribute('data-facelike-wasm');
  if (!url) throw new Trouble('This page does not say where the figure\u2019s program is');
  return new URL(url, document.baseURI).href;
}

async function compile() {
  if (typeof WebAssembly !== 'object') throw new Trouble('This browser cannot run WebAssembly, which the figures need');
  const url = address();
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { credentials: 'omit' });
  } catch (error) {
    throw new Trouble(`The figure\u2019s program could not be downloaded (${words(error)})`);
  }
  if (!response.ok)
    throw new Trouble(`The figure\u2019s program could not be downloaded (the server answered ${response.status})`);
  try {
    // Streaming needs the right type from the server; without it the bytes are collected first.
    const type = response.headers.get('content-type') ?? '';
    if (/^application\/wasm\b/.test(type) && WebAssembly.compileStreaming)
      return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new Trouble(`The figure\u2019s program could not be started in this browser (${words(error)})`);
  }
}

/** The compiled module; a failure is forgotten, so that asking again tries again. */
export function module() {
  compiled ??= compile().catch((error) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

/** A fresh instance in the page. @returns {Promise<Glue>} */
export async function instance() {
  const { glue } = core();
  await glue.default({ module_or_path: await module() });
  return glue;
}

/** The page's instance for painting, shared by all figures. */
export function painter() {
  painting ??= instance().catch((error) => {
    painting = undefined;
    throw error;
  });
  return painting;
}

/** Forgets the painting instance: a panic has poisoned it. */
export function dropPainter() {
  painting = undefined;
}

/** @param {unknown} error */
export function words(error) {
  return error instanceof Error ? error.message : String(error);
}
