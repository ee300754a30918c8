// The area that a small picture is painted in, with pointer, touch or keys.

import { h, write } from './dom.js';
import { BRUSHES, blank, corner, SIDE, stroke, WHITE } from './picture.js';

/** @import {Picture, Place} from './picture.js' */

/** How a picture came about. @typedef {'hand' | 'photo' | 'climb' | 'link'} Origin */

/**
 * @typedef {object} Heard
 * @property {(resting: boolean) => void} changed the picture has; `resting` once a stroke has ended, while keys may go on
 * @property {() => void} chosen keys have chosen another grey or brush
 * @property {() => void} left by a key
 */

/** How many changes can be taken back. */
const UNDO = 100;

/** What a key adds to the grey. */
const GREY_STEP = 7;

/** @type {Record<string, [across: number, down: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Keys that go to an edge. @type {Record<string, (place: Place) => Place>} */
const EDGES = {
  Home: ({ y }) => ({ x: 0.5, y }),
  End: ({ y }) => ({ x: SIDE - 0.5, y }),
  PageUp: ({ x }) => ({ x, y: 0.5 }),
  PageDown: ({ x }) => ({ x, y: SIDE - 0.5 }),
};

/** @param {number} grey */
export function greyName(grey) {
  if (grey === 0) return 'black';
  return grey === WHITE ? 'white' : `grey ${grey} of ${WHITE}`;
}

/**
 * Shows a picture on a canvas.
 * @param {HTMLCanvasElement} canvas of as many pixels
 * @param {Picture} picture
 */
export function show(canvas, picture) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(SIDE, SIDE);
  picture.forEach((grey, at) => {
    image.data.set([0, 1, 2].fill(Math.round((grey * 255) / WHITE)), 4 * at);
    image.data[4 * at + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}

/** A canvas for `show`. */
export function sheet() {
  return h('canvas', { width: SIDE, height: SIDE });
}

export class Easel {
  picture = blank();
  /** @type {Origin} */
  origin = 'hand';
  grey = 0;
  size = BRUSHES[1] ?? 1;
  /** @type {{picture: Picture, origin: Origin}[]} */
  #before = [];
  #canvas = sheet();
  #brush = h('div', { class: 'brush' });
  #said = h('p', { class: 'unseen', role: 'status' });
  /** Where keys are. @type {Place} */
  #cursor = { x: SIDE / 2 + 0.5, y: SIDE / 2 + 0.5 };
  /** Where the pointer has come in the stroke being painted. @type {Place | null} */
  #stroke = null;
  /** Whether keys are drawing: a line of them is taken back as one. */
  #drawing = false;

  /**
   * @param {string} label
   * @param {string} id for the hint
   * @param {Heard} heard
   */
  constructor(label, id, heard) {
    this.heard = heard;
    const hint = h(
      'p',
      { class: 'hint', id },
      'With keys: arrows move, with Shift they paint; Space paints, + and \u2212 change the grey, [ and ] the brush, Ctrl Z takes back, Esc leaves.',
    );
    this.area = h('div', { class: 'area', role: 'application', tabindex: 0, 'aria-describedby': id });
    this.area.setAttribute('aria-label', `${label}, ${SIDE} by ${SIDE} greys`);
    this.area.setAttribute('aria-roledescription', 'painting area');
    this.area.append(this.#canvas, this.#brush);
    this.elements = [this.area, hint, this.#said];
    this.#listen();
    this.#show();
  }

  get #place() {
    return Math.floor(this.#cursor.y) * SIDE + Math.floor(this.#cursor.x);
  }

  /**
   * Shows another picture, which can be taken back.
   * @param {Picture} picture
   * @param {Origin} origin
   */
  put(picture, origin) {
    this.#keep();
    this.picture = Uint8Array.from(picture);
    this.origin = origin;
    this.#show();
    this.heard.changed(true);
  }

  /**
   * Shows a picture that the run has already.
   * @param {Picture} picture
   * @param {Origin} origin
   */
  adopt(picture, origin) {
    this.#stroke = null;
    this.#before = [];
    this.picture = picture;
    this.origin = origin;
    this.#show();
  }

  undo() {
    if (this.#stroke) return;
    let before = this.#before.pop();
    // A stroke in the grey that is there already has changed nothing.
    while (before?.picture.every((grey, at) => grey === this.picture[at])) before = this.#before.pop();
    if (!before) return;
    this.picture = before.picture;
    this.origin = before.origin;
    this.#show();
    this.heard.changed(true);
  }

  /** Shows where the brush is, after it or the grey has been changed. */
  refresh() {
    const { x, y } = corner(this.#cursor, this.size);
    const percent = (/** @type {number} */ pixels) => `${(pixels / SIDE) * 100}%`;
    Object.assign(this.#brush.style, {
      left: percent(x),
      top: percent(y),
      width: percent(this.size),
      height: percent(this.size),
    });
  }

  #keep() {
    const { picture, origin } = this;
    this.#before = [...this.#before, { picture: Uint8Array.from(picture), origin }].slice(-UNDO);
    this.#drawing = false;
  }

  #show() {
    show(this.#canvas, this.picture);
    this.refresh();
  }

  #listen() {
    const { area } = this;
    area.addEventListener('pointerdown', (event) => {
      area.classList.remove('keyed');
      if (this.#stroke || !event.isPrimary || event.button !== 0) return;
      area.setPointerCapture(event.pointerId);
      this.#keep();
      this.#to(this.#spot(event));
    });
    area.addEventListener('pointermove', (event) => {
      if (!event.isPrimary) return;
      area.classList.toggle('hovered', event.pointerType !== 'touch');
      if (!this.#stroke) {
        this.#cursor = inside(this.#spot(event));
        this.refresh();
        return;
      }
      // A browser tells of a fast pointer once a picture; where it has been in between can be asked.
      const way = event.getCoalescedEvents?.() ?? [];
      for (const one of way.length > 0 ? way : [event]) this.#to(this.#spot(one));
    });
    const end = (/** @type {PointerEvent} */ event) => {
      if (!this.#stroke || !event.isPrimary) return;
      this.#stroke = null;
      // A second finger or the system has taken over: it was no stroke.
      if (event.type === 'pointercancel') this.undo();
      else this.heard.changed(true);
    };
    area.addEventListener('pointerup', end);
    area.addEventListener('pointercancel', end);
    area.addEventListener('pointerleave', () => area.classList.remove('hovered'));
    area.addEventListener('keydown', (event) => {
      area.classList.add('keyed');
      if (this.#key(event)) event.preventDefault();
    });
    area.addEventListener('focus', () => this.#tell());
  }

  /**
   * @param {{clientX: number, clientY: number}} pointer
   * @returns {Place}
   */
  #spot({ clientX, clientY }) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return { x: ((clientX - left) / width) * SIDE, y: ((clientY - top) / height) * SIDE };
  }

  /** @param {Place} place */
  #to(place) {
    stroke(this.picture, this.#stroke ?? place, place, this.size, this.grey);
    this.#stroke = place;
    this.#cursor = inside(place);
    this.#show();
  }

  /**
   * Does what a key asks for; whether it was one of ours.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (this.#stroke) return false;
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'z') {
      this.undo();
      this.#tell();
      return true;
    }
    // On some keyboards brackets are typed with Alt.
    const typed = !metaKey && (!ctrlKey || event.getModifierState('AltGraph'));
    if (typed && this.#choose(key)) return true;
    if (ctrlKey || metaKey || altKey) return false;
    if (key === 'Escape') this.heard.left();
    else if (key === ' ' || key === 'Enter') this.#paint(this.#cursor, false);
    else if (ARROWS[key] || EDGES[key]) this.#go(key, shiftKey);
    else return false;
    return true;
  }

  /**
   * Chooses another grey or brush, if the key is for that.
   * @param {string} key
   */
  #choose(key) {
    const steps = { '+': 1, '=': 1, '-': -1, _: -1, '\u2212': -1 }[key];
    const sizes = { '[': -1, ']': 1 }[key];
    if (steps) this.grey = Math.min(WHITE, Math.max(0, this.grey + steps * GREY_STEP));
    if (sizes) this.size = BRUSHES[BRUSHES.indexOf(this.size) + sizes] ?? this.size;
    if (!steps && !sizes) return false;
    this.refresh();
    this.heard.chosen();
    write(this.#said, steps ? `Paint: ${greyName(this.grey)}` : `Brush: ${this.size} across`);
    return true;
  }

  /**
   * @param {string} key
   * @param {boolean} painting
   */
  #go(key, painting) {
    const [across, down] = ARROWS[key] ?? [0, 0];
    const from = this.#cursor;
    this.#cursor = inside(EDGES[key]?.(from) ?? { x: from.x + across, y: from.y + down });
    if (painting) this.#paint(from, this.#drawing);
    else this.#drawing = false;
    this.refresh();
    this.#tell();
  }

  /**
   * Paints from a place to where keys are now.
   * @param {Place} from
   * @param {boolean} on whether this goes on with a line
   */
  #paint(from, on) {
    if (!on) this.#keep();
    stroke(this.picture, from, this.#cursor, this.size, this.grey);
    this.#drawing = from !== this.#cursor;
    this.#show();
    this.#tell();
    this.heard.changed(false);
  }

  /** Tells a screen reader where keys are, and what is there. */
  #tell() {
    const [row, column] = [Math.floor(this.#cursor.y) + 1, Math.floor(this.#cursor.x) + 1];
    write(this.#said, `Row ${row}, column ${column}: ${greyName(this.picture[this.#place] ?? 0)}`);
  }
}

/**
 * The middle of the pixel at a place, or of the nearest one.
 * @param {Place} place
 * @returns {Place}
 */
function inside({ x, y }) {
  const within = (/** @type {number} */ at) => Math.min(SIDE - 1, Math.max(0, Math.floor(at))) + 0.5;
  return { x: within(x), y: within(y) };
}
