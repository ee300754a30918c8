// A figure's part in the page's address: the one last touched has its state there.

import { address, home, remember } from './permalink.js';

/** @import {Pair} from './types.js' */

/** @type {Address | null} */
let touched = null;

export class Address {
  /**
   * @param {HTMLElement} element
   * @param {{pairs: () => Pair[], ours: () => string[], busy: () => boolean}} figure `ours` are the names of its controls
   */
  constructor(element, figure) {
    this.element = element;
    this.figure = figure;
  }

  /** Whether the address is this figure's. */
  get touched() {
    return touched === this;
  }

  touch() {
    touched = this;
  }

  leave() {
    if (touched === this) touched = null;
  }

  /** The link to a state: the one on show, if no other is given. */
  link(pairs = this.figure.pairs()) {
    const { id, dataset } = this.element;
    return address(home(), id, pairs, this.figure.ours(), 'sole' in dataset);
  }

  /** The same, which also leads to the figure's place in the page. */
  share(pairs = this.figure.pairs()) {
    const link = this.link(pairs);
    if (this.element.id) link.hash = this.element.id;
    return link.href;
  }

  /** @param {boolean} atOnce */
  write(atOnce) {
    if (!this.element.id) return;
    // A running figure's tick changes all the time: its address is written when it stops.
    remember(() => (touched === this && !this.figure.busy() ? this.link() : null), atOnce);
  }
}
