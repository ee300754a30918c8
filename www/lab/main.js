// Registers the elements. The page loads this file as a module whose script tag names what it fetches itself:
// <script type="module" src="lab.js" data-facelike-more="more.js" data-facelike-list="experiments.json"
//   data-facelike-opening="opening.wasm" ... ></script>, with more of these for what modules.js fetches.

import { FacelikeLab } from './element.js';
import { more } from './later.js';
import { keepOffline } from './offline.js';

/** What can wait for the first live figure waits no longer than this. */
const WAIT_MS = 4000;

/**
 * @param {string} name
 * @param {CustomElementConstructor} element
 */
function define(name, element) {
  // A page may load this file twice, once by an embed; the first one stays.
  if (!customElements.get(name)) customElements.define(name, element);
}

define('facelike-lab', FacelikeLab);

/** Bets wake when a reader goes to one, and at the latest with the rest. */
async function bets() {
  if (!document.querySelector('facelike-bet')) return;
  try {
    define('facelike-bet', (await more()).FacelikeBet);
  } catch {
    // Tried again at the next occasion; until then the answers stay folded and the text is whole.
  }
}

for (const touch of ['pointerover', 'focusin']) {
  document.addEventListener(touch, ({ target }) => {
    if (target instanceof Element && target.closest('facelike-bet')) bets();
  });
}

let later = false;

/** Does what should not take the network from the first figure. */
function afterwards() {
  if (later) return;
  later = true;
  bets();
  keepOffline();
}

for (const occasion of ['facelike-frame', 'facelike-problem']) document.addEventListener(occasion, afterwards);
setTimeout(afterwards, WAIT_MS);
