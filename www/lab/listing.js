// The experiments there are: from the list that the page carries, so that a panel can be built before the wasm
// module arrives, else from the module itself.

/** @import {Description} from './types.js' */

/** @type {Description[] | null | undefined} */
let listed;

/** @returns {Description[] | null} */
function pageList() {
  if (listed !== undefined) return listed;
  try {
    const text = document.getElementById('facelike-experiments')?.textContent;
    listed = text ? JSON.parse(text) : null;
  } catch {
    // A broken list is as good as none.
    listed = null;
  }
  return listed ?? null;
}

/**
 * The description of an experiment, and the ids there are; both null while nobody knows.
 * @param {string} id
 * @param {string} [json] the module's own list
 * @returns {{description: Description | null, known: string[] | null}}
 */
export function describe(id, json) {
  if (json !== undefined) listed = /** @type {Description[]} */ (JSON.parse(json));
  const all = pageList();
  if (!all) return { description: null, known: null };
  return { description: all.find((one) => one.id === id) ?? null, known: all.map((one) => one.id) };
}
