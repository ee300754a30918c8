// The experiments there are. The page carries the description of its first figure's, so that its panel is built before any
// module arrives; the list of all is a file that is fetched when another figure is near.

import { Trouble, words } from './modules.js';

/** @import {Description} from './types.js' */

/** What the page itself describes. @type {Description[] | undefined} */
let own;

/** @type {Description[] | undefined} */
let all;

/** @type {Promise<void> | undefined} */
let asked;

/** @returns {Description[]} */
function carried() {
  if (own) return own;
  try {
    own = /** @type {Description[]} */ (
      JSON.parse(document.getElementById('facelike-experiments')?.textContent ?? '[]')
    );
  } catch {
    // What is broken is as good as not there.
    own = [];
  }
  return own;
}

/**
 * The description of an experiment, and the ids there are; both null while nobody knows.
 * @param {string} id
 * @returns {{description: Description | null, known: string[] | null}}
 */
export function describe(id) {
  const description = (all ?? carried()).find((one) => one.id === id) ?? null;
  return { description, known: all?.map((one) => one.id) ?? null };
}

/** Fetches the list of all; a failure is forgotten, so that asking again tries again. */
export function list() {
  asked ??= fetchList().catch((error) => {
    asked = undefined;
    throw new Trouble(`The list of figures could not be downloaded (${words(error)})`);
  });
  return asked;
}

async function fetchList() {
  const name = 'data-facelike-list';
  const url = document.querySelector(`script[${name}]`)?.getAttribute(name);
  if (!url) {
    all = carried();
    return;
  }
  const response = await fetch(new URL(url, document.baseURI).href, { credentials: 'omit' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  all = await response.json();
}
