// The wasm modules that the page names, each downloaded and compiled once, when it is needed; and the encoder, the file
// that runs in the face world are given.

/** What a reader is told when something goes wrong, in plain words, with the browser's own words after it. */
export class Trouble extends Error {}

/**
 * The modules that run experiments (src/lab/experiment.rs).
 * @typedef {'opening' | 'chapter1' | 'chapter2' | 'chapter5' | 'chapter6' | 'faceless'} Program
 */
/** @typedef {Program | 'paint' | 'read' | 'svg'} Role */

/** @type {Map<Role, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/** @type {Promise<ArrayBuffer> | undefined} */
let encoding;

/** Those that failed: what the browser has kept of them may be damaged. @type {Set<string>} */
const failed = new Set();

/** @param {string} name */
function address(name) {
  const attribute = `data-facelike-${name}`;
  const url = document.querySelector(`script[${attribute}]`)?.getAttribute(attribute);
  if (!url) throw new Trouble('This page does not say where the figure\u2019s program is');
  return new URL(url, document.baseURI).href;
}

/** @param {string} name */
async function download(name) {
  const url = address(name);
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { credentials: 'omit', cache: failed.has(name) ? 'reload' : 'default' });
  } catch (error) {
    throw new Trouble(`The figure\u2019s program could not be downloaded (${words(error)})`);
  }
  if (!response.ok)
    throw new Trouble(`The figure\u2019s program could not be downloaded (the server answered ${response.status})`);
  return response;
}

/** @param {Role} role */
async function compile(role) {
  if (typeof WebAssembly !== 'object') throw new Trouble('This browser cannot run WebAssembly, which the figures need');
  const response = await download(role);
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

/**
 * The compiled module; a failure is forgotten, so that asking again tries again.
 * @param {Role} role
 */
export function module(role) {
  let promise = compiled.get(role);
  if (!promise) {
    promise = compile(role).catch((error) => {
      compiled.delete(role);
      failed.add(role);
      throw error;
    });
    compiled.set(role, promise);
  }
  return promise;
}

/** The encoder's bytes; a failure is forgotten likewise. */
export function encoder() {
  encoding ??= download('encoder')
    .then((response) => response.arrayBuffer())
    .catch((error) => {
      encoding = undefined;
      failed.add('encoder');
      throw error;
    });
  return encoding;
}

/** @param {unknown} error */
export function words(error) {
  return error instanceof Error ? error.message : String(error);
}
