// The editor of a control that is a line: a few points, drawn into a plot or typed.

import { abscissa, along } from './bet-curve.js';
import plotCss from './bet-plot.css';
import { Plot } from './bet-plot.js';
import { h } from './dom.js';
import css from './drafter.css';
import { eachFrame, Told, toggle } from './editing.js';
import { axisName, short } from './format.js';
import { read, typed, write } from './points.js';
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
  toggle(drafters, opener, () => new Drafter(control, opener, heard, host));
}

class Drafter {
  /** @type {Plot | null} */
  #plot = null;
  #field = h('textarea', { rows: 2, spellcheck: 'false', autocomplete: 'off', 'data-do': 'points' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

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
    this.told = new Told(control, heard, host);
    const root = /** @type {ShadowRoot} */ (opener.getRootNode());
    adopt(root, plotCss, css);
    this.lab = /** @type {FacelikeLab} */ (root.host);
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
    eachFrame(this.lab, this.element, host, () => this.#sync());
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
    this.told.tell(write(points));
    this.#field.value = typed(this.told.text);
    if (points.length > 0) this.told.choose();
  }

  /** Shows what the run knows. */
  #show() {
    this.#field.value = typed(this.told.text);
    if (!this.#plot) return;
    const points = read(this.told.text, this.control);
    const { terms } = this.#plot;
    const line = typeof points === 'string' || points.length === 0 ? null : points;
    this.#plot.curve =
      line && Array.from({ length: terms.points }, (_, i) => along(line, abscissa(terms, i), true) ?? 0);
  }

  /** A line that has come from elsewhere, by a link for one, is shown. */
  #sync() {
    if (this.told.news) this.#show();
  }
}
