// The editor of a control that is a line: a few points, drawn into a plot or typed.

import { abscissa } from './bet-curve.js';
import plotCss from './bet-plot.css';
import { Plot } from './bet-plot.js';
import { h } from './dom.js';
import css from './drafter.css';
import { axisName, short } from './format.js';
import { NONE, read, typed, write } from './points.js';
import { adopt } from './styles.js';

/** @import {CurveTerms} from './bet-curve.js' */
/** @import {FacelikeLab} from './element.js' */
/** @import {Heard} from './panel.js' */
/** @import {Point} from './points.js' */
/** @import {Host, LineControl} from './types.js' */

/** How long the pointer or the keys rest before what they have drawn is sent. */
const REST_MS = 250;

/** The drafters there are, each by the button that opens it. @type {WeakMap<HTMLElement, Drafter>} */
const drafters = new WeakMap();

let count = 0;

/**
 * Opens the editor of a control below the button for that, or closes it.
 * @param {LineControl} control
 * @param {HTMLElement} opener
 * @param {Heard} heard
 * @param {Host} host
 */
export function draft(control, opener, heard, host) {
  let drafter = drafters.get(opener);
  if (!drafter) {
    drafter = new Drafter(control, opener, heard, host);
    drafters.set(opener, drafter);
    opener.closest('.cell')?.after(drafter.element);
  } else {
    drafter.element.hidden = !drafter.element.hidden;
  }
  opener.setAttribute('aria-expanded', String(!drafter.element.hidden));
  if (!drafter.element.hidden) drafter.enter();
}

class Drafter {
  /** @type {Plot | null} */
  #plot = null;
  #field = h('textarea', { rows: 2, spellcheck: 'false', autocomplete: 'off', 'data-do': 'points' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  /** What the run has been told, or has told. */
  #known = NONE;
  /** What it may still show before it has taken that. @type {Set<string>} */
  #old = new Set();

  /**
   * @param {LineControl} control
   * @param {HTMLElement} opener
   * @param {Heard} heard
   * @param {Host} host
   */
  constructor(control, opener, heard, host) {
    this.control = control;
    this.heard = heard;
    this.host = host;
    const root = /** @type {ShadowRoot} */ (opener.getRootNode());
    adopt(root, plotCss, css);
    this.lab = /** @type {FacelikeLab} */ (root.host);
    // The choice that has this line among its options.
    this.chooser = host.description.controls.find(
      (one) => one.kind === 'choice' && one.options.some(({ id }) => id === control.id),
    );
    count += 1;
    const { x, y, drawn } = control;
    if (drawn > 0) {
      /** @type {CurveTerms} */
      const terms = { x, y, points: drawn, near: 0, decimals: 2 };
      this.#plot = new Plot(terms, `draft-${count}`, () => this.#drew());
    }
    this.element = h(
      'div',
      { class: 'drafter', role: 'group', 'aria-label': control.label },
      this.#plot ? this.#plot.element : null,
      h(
        'label',
        { class: 'word', for: `draft-${count}` },
        `As points x:y, where x is ${axisName(x)} and y is ${axisName(y)}`,
      ),
      this.#field,
      h('div', { class: 'row' }, ...this.#tools()),
    );
    this.#field.id = `draft-${count}`;
    this.#field.addEventListener('change', () => host.guard(() => this.#typed()));
    const frame = () => {
      // The panel has been made anew, or the figure has left the page.
      if (!this.element.isConnected) this.lab.removeEventListener('facelike-frame', frame);
      else host.guard(() => this.#sync());
    };
    this.lab.addEventListener('facelike-frame', frame);
  }

  /** Takes the reader to where points are made. */
  enter() {
    this.#sync();
    this.#plot?.paint();
    (this.#plot?.area ?? this.#field).focus();
  }

  #tools() {
    const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ act) => {
      const node = h('button', { type: 'button', 'data-do': name }, label);
      node.addEventListener('click', () => this.host.guard(act));
      return node;
    };
    const undo = this.#plot ? [button('undo-points', 'Undo', () => this.#plot?.undo())] : [];
    return [...undo, button('clear-points', 'Clear', () => this.#take([]))];
  }

  // ---- What the run is told and tells -------------------------------------------------------------------------

  #drew() {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      const { curve, terms } = this.#plot ?? {};
      if (terms) this.#send((curve ?? []).map((value, i) => /** @type {Point} */ ([abscissa(terms, i), value])));
    }, REST_MS);
  }

  #typed() {
    const points = read(this.#field.value, this.control);
    if (typeof points !== 'string') {
      this.#take(points);
      return;
    }
    const { label } = this.control;
    this.heard.problem(`\u201c${label}\u201d cannot be \u201c${short(this.#field.value)}\u201d: ${points}.`);
    this.#show();
  }

  /** @param {readonly Point[]} points */
  #take(points) {
    this.#send(points);
    this.#show();
  }

  /** @param {readonly Point[]} points */
  #send(points) {
    clearTimeout(this.#later);
    const text = write(points);
    if (text !== this.#known) {
      this.#old.add(this.#known);
      this.#known = text;
      this.heard.set(this.control.id, text);
    }
    this.#field.value = typed(text);
    const { chooser, control } = this;
    // Chooses this line where there are others to choose from.
    if (points.length > 0 && chooser?.kind === 'choice' && this.#set(chooser.id, chooser.default) !== control.id) {
      this.heard.set(chooser.id, control.id);
    }
  }

  /** Shows what the run knows. */
  #show() {
    this.#field.value = typed(this.#known);
    if (!this.#plot) return;
    const points = read(this.#known, this.control);
    const { terms } = this.#plot;
    const line = typeof points === 'string' || points.length === 0 ? null : points;
    this.#plot.curve = line && Array.from({ length: terms.points }, (_, i) => height(line, abscissa(terms, i)));
  }

  /**
   * What a control is set to.
   * @param {string} id
   * @param {string} otherwise
   */
  #set(id, otherwise) {
    return this.host.pairs().findLast(([name]) => name === id)?.[1] ?? otherwise;
  }

  /** A line that has come from elsewhere, by a link for one, is shown. */
  #sync() {
    const text = this.#set(this.control.id, NONE);
    if (text === this.#known) {
      this.#old.clear();
      return;
    }
    if (this.#old.has(text)) return;
    this.#known = text;
    this.#show();
  }
}

/**
 * The height of a line: straight between its points, level before the first and after the last.
 * @param {readonly Point[]} line
 * @param {number} at
 */
function height(line, at) {
  const after = line.findIndex(([x]) => x > at);
  const [x1, y1] = line[after] ?? line.at(-1) ?? [0, 0];
  const [x0, y0] = line[after - 1] ?? [x1, y1];
  return x1 > x0 ? y0 + ((at - x0) / (x1 - x0)) * (y1 - y0) : y1;
}
