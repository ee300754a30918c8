// Reads exact values off the live picture, by pointer, tap or keys: a mark on what is read, a label beside it, and the
// same in words for who cannot see them. What is where is known to the wasm module (src/plot/read.rs).

import reading from 'facelike:reading';
import { h, write } from './dom.js';
import css from './figures.css';
import { words } from './modules.js';
import { adopt } from './styles.js';

/** @import {Frame, Host, Reader} from './types.js' */

/** Ways to read: at a place, what was read before, and where keys lead. */
const AT = 0;
const AGAIN = 1;
/** @type {Record<string, number>} */
const KEYS = {
  ArrowRight: 2,
  ArrowLeft: 3,
  ArrowUp: 4,
  ArrowDown: 5,
  PageDown: 6,
  PageUp: 7,
  Home: 8,
  End: 9,
};

const LABEL =
  'Values of the picture. Left and Right go along a line, Up and Down from line to line, Page Up and Page Down from chart to chart, Escape leaves.';
const HINT = 'Arrow keys read off values; Page Up and Page Down go from chart to chart.';

/** Between the mark and its label, in CSS pixels. */
const GAP = 12;

/** @type {Promise<import('./types.js').ReadGlue> | undefined} */
let opened;

/**
 * The page's instance of the module that reads; a failure is forgotten, so that the next try tries again.
 * @param {Host} host
 */
function open(host) {
  opened ??= (async () => {
    const glue = reading();
    await glue.default({ module_or_path: await host.module('read') });
    return glue;
  })().catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

export class Reading {
  /** @type {Reader | null} */
  #reader = null;
  /** The frame that the reader knows. @type {Frame | null} */
  #known = null;
  #mark = h('div', { class: 'mark', 'data-role': 'mark', hidden: true });
  #tip = h('div', { class: 'tip', 'data-role': 'tip', hidden: true });
  /** Where the pointer reads, in the picture; nowhere while keys do. @type {{x: number, y: number} | null} */
  #hover = null;
  /** Where it was last, on the screen. */
  #at = '';
  #due = false;

  /**
   * @param {HTMLElement} plate what holds the picture
   * @param {Host} host
   */
  constructor(plate, host) {
    this.plate = plate;
    this.host = host;
    const root = plate.getRootNode();
    if (root instanceof ShadowRoot) adopt(root, css);
    // Seen only: the words are told in a live region.
    for (const part of [this.#mark, this.#tip]) part.setAttribute('aria-hidden', 'true');
    plate.append(this.#mark, this.#tip);
    plate.tabIndex = 0;
    // With this role screen readers leave the arrow keys to the figure.
    plate.setAttribute('role', 'application');
    plate.setAttribute('aria-label', LABEL);
    plate.addEventListener('pointermove', (event) => this.#move(event));
    plate.addEventListener('pointerleave', ({ pointerType }) => {
      // A finger leaves when it is lifted; what it tapped stays. So does what keys read, when the picture scrolls away
      // under a pointer that rests.
      if (pointerType === 'touch' || !this.#hover) return;
      this.#hover = null;
      this.hide();
    });
    // A tap and a press of a button; a finger that moves scrolls the page and makes no click.
    plate.addEventListener('click', (event) => this.#read(AT, this.#place(event)));
    plate.addEventListener('keydown', (event) => this.#key(event));
    plate.addEventListener('focus', () => {
      if (plate.matches(':focus-visible') && this.#tip.hidden) this.#show([HINT], null);
    });
    plate.addEventListener('blur', () => this.hide());
  }

  hide() {
    this.#mark.hidden = this.#tip.hidden = true;
  }

  /** After a frame has been painted: the mark stays where it was, on what is there now. */
  refresh() {
    if (!this.#mark.hidden) this.#read(AGAIN);
  }

  /**
   * Where an event is in the picture, in its own pixels.
   * @param {MouseEvent} event
   */
  #place({ clientX, clientY }) {
    const { left, top, width } = this.host.canvas.getBoundingClientRect();
    const scale = width > 0 ? this.host.width() / width : 1;
    return { x: (clientX - left) * scale, y: (clientY - top) * scale };
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerType === 'touch') return;
    // WebKit says so too when the picture moves under a pointer that rests, perhaps before it has said where that is.
    // What keys have read stays then.
    const at = `${event.screenX} ${event.screenY}`;
    const rests = at === this.#at || this.#at === '';
    this.#at = at;
    if (rests && !this.#hover && !this.#mark.hidden) return;
    this.#hover = this.#place(event);
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      if (this.#hover) this.#read(AT, this.#hover);
    });
  }

  /** @param {KeyboardEvent} event */
  async #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') this.hide();
    const way = KEYS[event.key];
    if (way === undefined) return;
    event.preventDefault();
    this.#hover = null;
    const told = await this.#read(way);
    if (told) this.host.say(told);
    // The picture may be higher than the screen.
    if (!this.#mark.hidden) this.#mark.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  }

  /**
   * Reads and shows a value.
   * @param {number} way
   * @param {{x: number, y: number}} [at]
   * @returns {Promise<string>} the same in words
   */
  async #read(way, { x, y } = { x: 0, y: 0 }) {
    try {
      const glue = await open(this.host);
      const frame = this.host.frame();
      if (!frame) {
        this.hide();
        return '';
      }
      this.#reader ??= new glue.Reading();
      if (this.#known !== frame) this.#reader.show(frame.bytes);
      this.#known = frame;
      const [numbers = '', name = '', value = '', where = ''] = this.#reader
        .read(this.host.width(), way, x, y)
        .split('\n');
      if (!name) {
        this.hide();
        return '';
      }
      this.#show([name, value, where], numbers.split(' ').map(Number));
      return where ? `${where}: ${value} (${name})` : `${value} (${name})`;
    } catch (error) {
      // The instance may be poisoned.
      if (error instanceof WebAssembly.RuntimeError) opened = undefined;
      this.#reader = this.#known = null;
      const told = `Values cannot be read off now (${words(error)}).`;
      this.#show([told], null);
      return told;
    }
  }

  /**
   * @param {string[]} lines
   * @param {number[] | null} mark left, top, width and height of what to mark
   */
  #show(lines, mark) {
    const [tip, ring] = [this.#tip, this.#mark];
    while (tip.childElementCount < 3) tip.append(h('div'));
    for (const [i, line] of [...tip.children].entries()) write(line, lines[i] ?? '');
    ring.hidden = mark === null;
    tip.hidden = false;
    const { canvas } = this.host;
    const [left, top, width, height] = [mark?.[0] ?? 0, mark?.[1] ?? 0, mark?.[2] ?? 0, mark?.[3] ?? 0];
    // A point has a ring around it; what has a size has a frame.
    ring.classList.toggle('point', width === 0 && height === 0);
    const x = canvas.offsetLeft + left;
    Object.assign(ring.style, { left: `${x}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    // At the right of the mark and above it, else at the left, or below: never over the edge, nor over the mark.
    const { clientWidth, clientHeight } = this.plate;
    const { offsetWidth, offsetHeight } = tip;
    const right = x + width + GAP;
    const across = right + offsetWidth <= clientWidth ? right : x - GAP - offsetWidth;
    const above = top - GAP - offsetHeight;
    const down = above >= 0 ? above : top + height + GAP;
    const within = (/** @type {number} */ at, /** @type {number} */ most) => Math.max(0, Math.min(at, most));
    tip.style.left = `${within(across, clientWidth - offsetWidth)}px`;
    tip.style.top = `${within(down, clientHeight - offsetHeight)}px`;
  }
}
