// The small plot of a bet on a curve: drawn into with pointer, touch or keys, and afterwards the reader's curve beside
// the run's. It is drawn in CSS pixels, so that its texts have one size on every screen.

import { abscissa, filled, labelled, stroke, ticks } from './bet-curve.js';
import { h, svg } from './dom.js';
import { axisName, number, withUnit } from './format.js';
import { tidy } from './scale.js';

/** @import {CurveTerms, Dot, Draft, Spot} from './bet-curve.js' */

/** Room around the drawing area for what stands at the axes. */
const EDGE = { top: 28, right: 12, bottom: 42, left: 44 };

/** How far a key moves a point, as a share of the axis: arrows, and with Shift or as Page Up and Down. */
const STEP = 1 / 50;
const LEAP = 1 / 10;

/** How many strokes can be taken back. */
const UNDO = 50;

/** Most points of a line that are looked at to find a place for its name. */
const MOST_DOTS = 60;

/** Width of a letter in the labels' font, on average. */
const LETTER = 7.2;

/** @param {Dot[]} dots */
const path = (dots) => dots.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

export class Plot {
  #picture = svg('svg', { 'aria-hidden': 'true' });
  /** @type {Draft} */
  #draft;
  /** @type {Draft[]} */
  #before = [];
  /** The point that keys move. */
  #cursor = 0;
  /** The point that keys have last moved: a row of presses is taken back as one. */
  #moved = -1;
  /** Where the pointer has come in the stroke being drawn. @type {Spot | null} */
  #stroke = null;
  /** What the run said, as points `[x, y]`. @type {readonly number[][] | null} */
  #run = null;
  #locked = false;

  /**
   * @param {CurveTerms} terms
   * @param {string} name for ids
   * @param {() => void} changed
   */
  constructor(terms, name, changed) {
    this.terms = terms;
    this.changed = changed;
    this.#draft = this.#empty();
    const hint = `Press and drag to draw. With keys: ${'\u2190 \u2192'} choose a point, ${'\u2191 \u2193'} move it.`;
    this.hint = h('p', { class: 'hint', id: `${name}-hint` }, h('span', {}, hint));
    this.area = h('div', { class: 'area', 'data-bet': 'curve', 'aria-describedby': this.hint.id });
    for (const [side, px] of Object.entries(EDGE)) this.area.style.setProperty(side, `${px}px`);
    this.element = h('div', { class: 'plot' }, /** @type {Node} */ (this.#picture), this.hint, this.area);
    this.#listen();
    // What keeps the drawing as wide as the page; it ends with the element.
    new ResizeObserver(() => this.paint()).observe(this.element);
    this.paint();
  }

  /** @returns {Draft} */
  #empty() {
    return Array(this.terms.points).fill(null);
  }

  /** The curve as far as it is drawn, gaps filled; null while nothing is. */
  get curve() {
    return filled(this.#draft);
  }

  /**
   * Shows a curve, or none.
   * @param {number[] | null} curve
   */
  set curve(curve) {
    this.#draft = curve ?? this.#empty();
    this.#before = [];
    this.#moved = -1;
    this.paint();
  }

  /**
   * Shows what the run said beside the curve, which then stays as it is; null lets it be drawn again.
   * @param {readonly number[][] | null} run points `[x, y]`, as many as it has
   */
  reveal(run) {
    if (run === null && !this.#locked) return;
    this.#run = run;
    this.#locked = run !== null;
    this.#stroke = null;
    this.paint();
  }

  undo() {
    const draft = this.#before.pop();
    if (draft) this.#set(draft);
  }

  clear() {
    if (this.curve) this.#change(this.#empty());
  }

  /** @param {Draft} draft */
  #change(draft) {
    this.#before = [...this.#before, this.#draft].slice(-UNDO);
    this.#set(draft);
  }

  /** @param {Draft} draft */
  #set(draft) {
    this.#draft = draft;
    this.#moved = -1;
    this.paint();
    this.changed();
  }

  // ---- Drawing --------------------------------------------------------------------------------------------

  #listen() {
    const { area } = this;
    area.addEventListener('pointerdown', (event) => {
      if (this.#locked || this.#stroke || !event.isPrimary || event.button !== 0) return;
      area.setPointerCapture(event.pointerId);
      this.#before = [...this.#before, this.#draft].slice(-UNDO);
      this.#stroke = this.#spot(event);
      this.#to(this.#stroke);
    });
    area.addEventListener('pointermove', (event) => {
      if (!this.#stroke || !event.isPrimary) return;
      // A browser tells of a fast pointer once a picture; where it has been in between can be asked.
      const way = event.getCoalescedEvents?.() ?? [];
      for (const one of way.length > 0 ? way : [event]) this.#to(this.#spot(one));
    });
    const end = (/** @type {PointerEvent} */ event) => {
      if (!this.#stroke || !event.isPrimary) return;
      this.#stroke = null;
      // A second finger or the system has taken over: it was no drawing.
      if (event.type === 'pointercancel') this.undo();
      this.paint();
    };
    area.addEventListener('pointerup', end);
    area.addEventListener('pointercancel', end);
    area.addEventListener('keydown', (event) => {
      if (!this.#locked && this.#key(event)) event.preventDefault();
    });
    area.addEventListener('focus', () => this.paint());
    area.addEventListener('blur', () => this.paint());
  }

  /**
   * @param {{clientX: number, clientY: number}} pointer
   * @returns {Spot}
   */
  #spot({ clientX, clientY }) {
    const { left, top, width, height } = this.area.getBoundingClientRect();
    const { y, points } = this.terms;
    const share = (/** @type {number} */ x) => Math.min(1, Math.max(0, x));
    return {
      at: share((clientX - left) / width) * (points - 1),
      value: y.min + (1 - share((clientY - top) / height)) * (y.max - y.min),
    };
  }

  /** @param {Spot} spot */
  #to(spot) {
    this.#draft = stroke(this.#draft, this.#stroke ?? spot, spot);
    this.#stroke = spot;
    this.#moved = -1;
    this.#cursor = Math.round(spot.at);
    this.paint();
    this.changed();
  }

  /**
   * Does what a key asks for; whether it was one of ours.
   * @param {KeyboardEvent} event
   */
  #key({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if ((ctrlKey || metaKey) && key === 'z') {
      this.undo();
      return true;
    }
    if (ctrlKey || metaKey || altKey) return false;
    const last = this.terms.points - 1;
    const share = shiftKey ? LEAP : STEP;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => this.#go(this.#cursor - 1),
      ArrowRight: () => this.#go(this.#cursor + 1),
      Home: () => this.#go(0),
      End: () => this.#go(last),
      ArrowUp: () => this.#move(share),
      ArrowDown: () => this.#move(-share),
      PageUp: () => this.#move(LEAP),
      PageDown: () => this.#move(-LEAP),
      Delete: () => this.#put(null),
      Backspace: () => this.#put(null),
    };
    const act = Object.hasOwn(keys, key) ? keys[key] : undefined;
    act?.();
    return act !== undefined;
  }

  /** @param {number} point */
  #go(point) {
    this.#cursor = Math.min(this.terms.points - 1, Math.max(0, point));
    this.paint();
  }

  /**
   * Moves the point at the cursor; one that is not drawn starts from where the curve would pass, or from the middle.
   * @param {number} share of the axis
   */
  #move(share) {
    const { min, max } = this.terms.y;
    const now = this.curve?.[this.#cursor] ?? (min + max) / 2;
    // On round values, which are easier to hear.
    const grid = (max - min) * STEP;
    const next = min + Math.round((now + share * (max - min) - min) / grid) * grid;
    this.#put(Math.min(max, Math.max(min, tidy(next))));
  }

  /** @param {number | null} value */
  #put(value) {
    const draft = this.#draft.map((old, point) => (point === this.#cursor ? value : old));
    if (this.#moved !== this.#cursor) this.#change(draft);
    else this.#set(draft);
    this.#moved = this.#cursor;
  }

  // ---- Painting -------------------------------------------------------------------------------------------

  /** Draws everything anew; it is a handful of nodes. */
  paint() {
    const { clientWidth, clientHeight } = this.element;
    this.#tell();
    if (clientWidth === 0) return;
    const width = Math.max(40, clientWidth - EDGE.left - EDGE.right);
    const height = Math.max(40, clientHeight - EDGE.top - EDGE.bottom);
    const { x, y } = this.terms;
    const across = (/** @type {number} */ value) => ((value - x.min) / (x.max - x.min)) * width;
    const down = (/** @type {number} */ value) => (1 - (value - y.min) / (y.max - y.min)) * height;
    const dot = (/** @type {number} */ at, /** @type {number} */ value) => ({
      x: across(at),
      y: Math.min(height, Math.max(0, down(value))),
    });
    const plot = svg('g', { transform: `translate(${EDGE.left} ${EDGE.top})` });
    plot.append(...this.#axes(width, height, across, down));
    const bet = (this.curve ?? []).map((value, point) => dot(abscissa(this.terms, point), value));
    const run = (this.#run ?? [])
      .map(([at = 0, value = 0]) => dot(at, value))
      .filter((one) => one.x >= 0 && one.x <= width);
    if (this.#run) {
      plot.append(svg('path', { class: 'line run', d: path(run) }), svg('path', { class: 'line bet', d: path(bet) }));
      plot.append(...this.#labels([run, bet], ['the run', 'your bet'], { width, height }));
    } else {
      plot.append(svg('path', { class: 'guessed', d: path(bet) }), ...this.#drawn(bet), ...this.#atCursor(bet, height));
    }
    this.#picture.setAttribute('viewBox', `0 0 ${clientWidth} ${clientHeight}`);
    this.#picture.replaceChildren(
      svg('text', { class: 'name', x: 0, y: 14 }, axisName(y)),
      svg('text', { class: 'name', x: EDGE.left + width, y: clientHeight - 4, 'text-anchor': 'end' }, axisName(x)),
      plot,
    );
    this.hint.hidden = this.#locked || this.curve !== null;
  }

  /**
   * @param {number} width
   * @param {number} height
   * @param {(value: number) => number} across
   * @param {(value: number) => number} down
   */
  #axes(width, height, across, down) {
    const nodes = [svg('rect', { class: 'frame', x: 0, y: 0, width, height })];
    for (const value of ticks(this.terms.y, 6)) {
      const y = down(value);
      nodes.push(svg('path', { class: 'grid', d: `M0 ${y}H${width}` }));
      nodes.push(svg('text', { x: -8, y: y + 4, 'text-anchor': 'end' }, plain(value)));
    }
    for (const value of ticks(this.terms.x, width < 360 ? 6 : 11)) {
      const x = across(value);
      nodes.push(svg('path', { class: 'tick', d: `M${x} ${height}v5` }));
      nodes.push(svg('text', { x, y: height + 18, 'text-anchor': 'middle' }, plain(value)));
    }
    return nodes;
  }

  /**
   * What has been drawn: lines, and a dot where a point has no neighbour.
   * @param {Dot[]} dots of the whole curve
   */
  #drawn(dots) {
    const nodes = [];
    let from = -1;
    for (let point = 0; point <= this.#draft.length; point += 1) {
      const is = (this.#draft[point] ?? null) !== null;
      if (is && from < 0) from = point;
      if (is || from < 0) continue;
      const piece = dots.slice(from, point);
      nodes.push(svg('path', { class: 'line bet', d: path(piece) }));
      if (piece.length === 1)
        nodes.push(svg('circle', { class: 'dot', cx: piece[0]?.x ?? 0, cy: piece[0]?.y ?? 0, r: 4 }));
      from = -1;
    }
    return nodes;
  }

  /**
   * The point that keys or the pointer are at, and its numbers.
   * @param {Dot[]} dots
   * @param {number} height
   */
  #atCursor(dots, height) {
    if (!this.#stroke && !this.area.matches(':focus')) return [];
    const { points } = this.terms;
    const width = this.element.clientWidth - EDGE.left - EDGE.right;
    const x = (this.#cursor / (points - 1)) * width;
    const dot = dots[this.#cursor];
    const at = svg('g', { class: 'cursor' }, svg('path', { d: `M${x} 0V${height}` }));
    if (dot) at.append(svg('circle', { cx: dot.x, cy: dot.y, r: 6 }));
    const value = this.curve?.[this.#cursor];
    const words = value === undefined ? this.#place() : `${this.#place()}: ${this.#value(value)}`;
    at.append(svg('text', { x: width, y: -14, 'text-anchor': 'end' }, words));
    return [at];
  }

  /**
   * @param {Dot[][]} lines
   * @param {string[]} texts
   * @param {{width: number, height: number}} room
   */
  #labels(lines, texts, room) {
    const sizes = texts.map((text) => ({ width: text.length * LETTER, height: 16 }));
    // Some of the points are enough to steer clear of a line.
    const thin = lines.map((line) => line.filter((_, i) => i % Math.ceil(line.length / MOST_DOTS) === 0));
    return labelled(thin, sizes, room).map(({ x, y }, which) =>
      svg(
        'text',
        { class: which ? 'label bet' : 'label run', x, y: y + 5, 'text-anchor': 'middle' },
        texts[which] ?? '',
      ),
    );
  }

  // ---- Words ----------------------------------------------------------------------------------------------

  /** Where the cursor is. */
  #place() {
    return withUnit(plain(abscissa(this.terms, this.#cursor)), this.terms.x.unit);
  }

  /** @param {number} value */
  #value(value) {
    return withUnit(number(value, this.terms.decimals), this.terms.y.unit);
  }

  /** What a screen reader says of the drawing area: a slider whose value is that of the point at the cursor. */
  #tell() {
    const { area, terms } = this;
    if (this.#locked) {
      for (const name of [...area.getAttributeNames()].filter((name) => /^(aria-|tabindex|role)/.test(name)))
        area.removeAttribute(name);
      area.setAttribute('aria-hidden', 'true');
      return;
    }
    area.removeAttribute('aria-hidden');
    const value = this.#draft[this.#cursor] ?? null;
    const passing = this.curve?.[this.#cursor];
    const said =
      value !== null
        ? this.#value(value)
        : passing === undefined
          ? 'not drawn yet'
          : `not drawn; the curve passes at ${this.#value(passing)}`;
    const attributes = {
      role: 'slider',
      tabindex: '0',
      'aria-label': `Your curve, ${axisName(terms.y)}`,
      'aria-orientation': 'vertical',
      'aria-describedby': this.hint.id,
      'aria-valuemin': String(terms.y.min),
      'aria-valuemax': String(terms.y.max),
      'aria-valuenow': String(Number((passing ?? (terms.y.min + terms.y.max) / 2).toPrecision(4))),
      'aria-valuetext': `${terms.x.label || 'at'} ${this.#place()} of ${plain(terms.x.max)}: ${said}`,
    };
    for (const [name, text] of Object.entries(attributes)) area.setAttribute(name, text);
  }
}

/**
 * A round number as it stands at an axis.
 * @param {number} value
 */
function plain(value) {
  return String(tidy(value)).replace('-', '\u2212');
}
