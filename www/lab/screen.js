// The picture of a figure: takes frames, and paints the newest when the browser paints.

import { fontsReady, paint } from './canvas.js';
import { h } from './dom.js';
import { dropPainter, painter } from './engine.js';
import { UNSEEN_MS } from './life.js';

/** @import {Frame, Painter} from './types.js' */

/**
 * @typedef {object} Heard
 * @property {(frame: Frame) => void} show called when the newest frame is to be shown
 * @property {() => void} repaint called when the frame on show is to be painted anew
 * @property {() => void} unseen called when the browser does not paint
 * @property {(error: unknown) => void} fail
 */

export class Screen {
  canvas = h('canvas', { role: 'img', hidden: true });
  /** @type {Painter | null} */
  #painter = null;
  /** The newest frame not yet painted. @type {Frame | null} */
  #next = null;
  #painting = false;
  #repainting = false;

  /** @param {Heard} heard */
  constructor(heard) {
    this.heard = heard;
  }

  /** Width of the picture in CSS pixels. */
  get width() {
    return Number.parseInt(this.canvas.style.width, 10);
  }

  /** @param {Frame} frame */
  take(frame) {
    this.#next = frame;
    if (this.#painting) return;
    this.#painting = true;
    Promise.all([painter(), fontsReady()]).then(
      ([glue]) => {
        this.#painter ??= new glue.Painter();
        const late = setTimeout(this.heard.unseen, UNSEEN_MS);
        requestAnimationFrame(() => {
          clearTimeout(late);
          this.#painting = false;
          const next = this.#next;
          this.#next = null;
          if (next && this.#painter) this.heard.show(next);
        });
      },
      (error) => {
        this.#painting = false;
        this.heard.fail(error);
      },
    );
  }

  /** Whether a frame has come that is not shown yet. */
  get pending() {
    return this.#next !== null;
  }

  /** Forgets a frame that has not been shown. */
  forget() {
    this.#next = null;
  }

  /** @param {Frame} frame */
  hold(frame) {
    this.#painter?.show(frame.bytes);
  }

  /**
   * Paints the frame that is held.
   * @param {number} width of the element
   * @param {string} theme
   */
  paint(width, theme) {
    if (this.#painter) paint(this.#painter, this.canvas, width, theme);
  }

  /** Has the frame on show painted anew when the browser paints. */
  repaint() {
    if (this.#repainting) return;
    this.#repainting = true;
    requestAnimationFrame(() => {
      this.#repainting = false;
      this.heard.repaint();
    });
  }

  /**
   * Hides the picture and lets the painter go: it may belong to a poisoned instance.
   * @param {boolean} poisoned whether it does for certain
   */
  drop(poisoned) {
    this.#painter = null;
    this.canvas.hidden = true;
    if (poisoned) dropPainter();
  }
}
