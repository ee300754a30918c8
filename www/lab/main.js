// Registers the elements. The page loads this file as a module whose script tag names what it fetches itself:
// <script type="module" src="lab.js" data-facelike-more="more.js" data-facelike-run="run.wasm"
//   data-facelike-paint="paint.wasm" data-facelike-read="read.wasm" data-facelike-svg="svg.wasm"></script>

import { FacelikeLab } from './element.js';
import { more } from './later.js';

/** Bets wake at the latest after this time, even if no figure has become live. */
const BETS_MS = 4000;

/**
 * @param {string} name
 * @param {CustomElementConstructor} element
 */
function define(name, element) {
  // A page may load this file twice, once by an embed; the first one stays.
  if (!customElements.get(name)) customElements.define(name, element);
}

define('facelike-lab', FacelikeLab);

/** Bets wake once a figure is live, so that they do not take the network from it, or when a reader goes to one. */
async function bets() {
  try {
    define('facelike-bet', (await more()).FacelikeBet);
  } catch {
    // Tried again at the next occasion; until then the answers stay folded and the text is whole.
  }
}

if (document.querySelector('facelike-bet')) {
  for (const occasion of ['facelike-frame', 'facelike-problem'])
    document.addEventListener(occasion, bets, { once: true });
  for (const touch of ['pointerover', 'focusin']) {
    document.addEventListener(
      touch,
      ({ target }) => target instanceof Element && target.closest('facelike-bet') && bets(),
    );
  }
  setTimeout(bets, BETS_MS);
}
