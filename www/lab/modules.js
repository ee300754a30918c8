// The wasm modules that the page names: each downloaded and compiled once, when it is needed.

/** What a reader is told when something goes wrong, in plain words, with the browser's own words after it. */
export class Trouble extends Error {}

/** @typedef {'run' | 'paint' | 'read' | 'svg'} Role */

/** @type {Map<Role, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/** Those that failed: what the browser has kept of them may be damaged. @type {Set<Role>} */
const failed = new Set();

/** @param {Role} role */
function address(role) {
  const name = `data-facelike-${role}`;
  const url = document.querySelector(`script[${name}]`)?.getAttribute(name);
  if (!url) throw new Trouble('This page does not say where the figure\u2019s program is');
  return new URL(url, document.baseURI).href;
}

/** @param {Role} role */
async function compile(role) {
  if (typeof WebAssembly !== 'object') throw new Trouble('This browser cannot run WebAssembly, which the figures need');
  const url = address(role);
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { credentials: 'omit', cache: failed.has(role) ? 'reload' : 'default' });
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

/** @param {unknown} error */
export function words(error) {
  return error instanceof Error ? error.message : String(error);
}
