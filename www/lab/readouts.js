// The numbers that an experiment reads out, each with its name; one that has no value says why.

import { h, write } from './dom.js';
import { number, withUnit } from './format.js';

/** @import {Description, Reading} from './types.js' */

export class Readouts {
  /** @type {Map<string, {cell: HTMLElement, decimals: number}>} */
  #cells = new Map();

  /** @param {Description['readouts']} shown */
  constructor(shown) {
    this.element = h('dl', { class: 'readouts' });
    for (const { id, label, decimals } of shown) {
      const cell = h('dd', { 'data-readout': id, class: 'none' }, '\u2013');
      this.#cells.set(id, { cell, decimals });
      this.element.append(h('div', {}, h('dt', {}, label), cell));
    }
    // Fewer readouts than columns spread over the whole width.
    this.element.style.setProperty('--count', String(shown.length));
  }

  /** @param {Reading[]} readings */
  sync(readings) {
    for (const { id, value, unit, why } of readings) {
      const entry = this.#cells.get(id);
      if (!entry) continue;
      const { cell, decimals } = entry;
      cell.classList.toggle('none', value === null);
      write(cell, value === null ? why || 'no value' : withUnit(number(value, decimals), unit));
    }
  }
}
