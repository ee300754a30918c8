// Registers the elements. The page loads this file as a module whose script tag names the wasm module:
// <script type="module" src="lab.js" data-facelike-run="run.wasm" data-facelike-paint="paint.wasm"></script>

import { FacelikeBet } from './bet.js';
import { FacelikeLab } from './element.js';

/**
 * @param {string} name
 * @param {CustomElementConstructor} element
 */
function define(name, element) {
  // A page may load this file twice, once by an embed; the first one stays.
  if (!customElements.get(name)) customElements.define(name, element);
}

define('facelike-lab', FacelikeLab);
define('facelike-bet', FacelikeBet);
