// A part of a figure that is folded away, and whose script is fetched when a reader opens it first.

import { h } from './dom.js';
import { more } from './later.js';
import { words } from './modules.js';

/** @typedef {import('./later.js').More} More */

/** @typedef {{element: HTMLElement, refresh?: () => void, close?: () => void}} Content */

export class Drawer {
  #body = h('div');
  /** @type {Content | null} */
  #content = null;

  /**
   * @param {string} role
   * @param {string} title
   * @param {(more: More) => Content} fill
   */
  constructor(role, title, fill) {
    this.fill = fill;
    this.element = h('details', { 'data-role': role }, h('summary', {}, title), this.#body);
    this.element.addEventListener('toggle', () => this.#open());
  }

  async #open() {
    if (!this.element.open) return;
    try {
      const script = await more();
      this.#content ??= this.fill(script);
      this.#body.replaceChildren(this.#content.element);
      this.refresh();
    } catch (error) {
      this.#body.replaceChildren(
        h('p', { class: 'note' }, `This part could not be loaded (${words(error)}). Close and open it to try again.`),
      );
    }
  }

  /** Brings what is shown up to date. */
  refresh() {
    if (this.element.open) this.#content?.refresh?.();
  }

  /** Ends what is still going on. */
  close() {
    this.#content?.close?.();
  }
}
