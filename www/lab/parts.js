// The parts of a figure, put together: picture, bar, readouts, words, and what is folded away.

import { checkLink, checkTheme, shownControls, shownReadouts } from './attributes.js';
import { h } from './dom.js';
import { Drawer } from './drawer.js';
import css from './lab.css';
import { Panel } from './panel.js';
import { Readouts } from './readouts.js';
import { adopt } from './styles.js';
import { Telling } from './telling.js';
import tokens from './tokens.css';
import { Transport } from './transport.js';

/** @import {Description, Host} from './types.js' */
/** @typedef {ReturnType<typeof assemble>} Parts */

/** From this width on the settings are open from the start. */
const OPEN_WIDTH = 640;

/**
 * Fills the element's shadow root.
 * @param {HTMLElement} element
 * @param {Description} description
 * @param {(name: string) => string | null} asked how the figure is to be shown
 * @param {HTMLCanvasElement} canvas
 * @param {import('./transport.js').Heard & import('./panel.js').Heard} heard
 * @param {Host} host
 */
export function assemble(element, description, asked, canvas, heard, host) {
  const problems = /** @type {string[]} */ ([]);
  checkTheme(asked('theme'), problems);
  checkLink(element, problems);
  const transport = new Transport(heard);
  const shown = shownControls(description, asked('controls'), problems);
  const panel = shown && new Panel(description, shown, heard, host);
  if (panel && element.clientWidth >= OPEN_WIDTH) panel.element.open = true;
  const read = shownReadouts(description, asked('readouts'), problems);
  const readouts = new Readouts(read);
  const spread = new Drawer('spread', 'One lucky seed?', ({ Spread }) => new Spread(host));
  const data = new Drawer('data', 'Numbers and downloads', ({ Numbers }) => new Numbers(host));
  canvas.setAttribute('aria-label', description.title);
  const telling = new Telling();
  const plate = h('div', { class: 'plate' }, h('slot'), canvas);
  const lab = h(
    'div',
    { class: 'lab', role: 'group', 'aria-label': description.title || 'Figure' },
    plate,
    telling.message,
    transport.bar,
    transport.byHand,
    transport.track,
    readouts.element,
    telling.sentence,
    panel?.element,
    spread.element,
    data.element,
    telling.unseen,
  );
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  element.style.setProperty('--readouts', String(read.length));
  element.style.setProperty('--controls', String(panel?.count ?? 0));
  root.replaceChildren(lab);
  // From here on it has its own height (reserve.css).
  element.toggleAttribute('data-built', true);
  if (root.adoptedStyleSheets.length === 0) adopt(root, tokens, css);
  return { lab, plate, telling, transport, readouts, panel, spread, data, problems };
}
