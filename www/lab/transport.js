// The bar under the picture: run and pause, step, start over, speed, link; then where the run stands, and the
// slider that goes back to any tick reached.

import { h, icon, write } from './dom.js';
import { NORMAL_SPEED, SPEEDS } from './speeds.js';

/** @import {Stage} from './types.js' */

const PLAY = 'M4 2.5v11l9.5-5.5z';
const PAUSE = 'M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z';
const STEP = 'M3 2.5v11L10 8zM11 2.5h2.2v11H11z';
const RESET = 'M8 2.6a5.4 5.4 0 1 1-5.2 4h1.6A3.9 3.9 0 1 0 8 4.1v2.4L4.2 3.4 8 .3z';
const LINK =
  'M6.6 9.4a3 3 0 0 1 0-4.2l2.3-2.3a3 3 0 0 1 4.2 4.2l-1.4 1.4-1-1 1.4-1.4a1.6 1.6 0 0 0-2.2-2.2L7.6 6.2a1.6 1.6 0 0 0 0 2.2zm2.8-2.8a3 3 0 0 1 0 4.2l-2.3 2.3a3 3 0 0 1-4.2-4.2l1.4-1.4 1 1-1.4 1.4a1.6 1.6 0 0 0 2.2 2.2l2.3-2.3a1.6 1.6 0 0 0 0-2.2z';

/** How long "Link copied" stays. */
const COPIED_MS = 2000;

/**
 * @typedef {object} Heard
 * @property {() => void} play
 * @property {() => void} step
 * @property {() => void} reset
 * @property {() => void} link
 * @property {(ticks_per_s: number) => void} speed
 * @property {(tick: number) => void} seek
 */

/**
 * @param {string} name
 * @param {string} label
 * @param {string} path
 * @param {string} className
 */
function button(name, label, path, className) {
  return h(
    'button',
    { type: 'button', 'data-do': name, class: className, title: className === 'small' ? label : null },
    icon(path),
    h('span', {}, label),
  );
}

export class Transport {
  #play = button('play', 'Run', PLAY, 'main');
  #label = 'Run';
  #step = button('step', 'One step', STEP, 'small');
  #reset = button('reset', 'Start over', RESET, 'small');
  #link = button('link', 'Copy link', LINK, 'link');
  #speed = h(
    'select',
    { 'data-do': 'speed', 'aria-label': 'Speed' },
    ...SPEEDS.map(([label, speed]) => h('option', { value: speed, selected: speed === NORMAL_SPEED }, label)),
  );
  #stage = h('span', { 'data-role': 'stage' });
  #rate = h('span', { 'data-role': 'rate' });
  #progress = h('progress', { 'data-role': 'progress', max: 1, value: 0, 'aria-label': 'Progress' });
  #scrub = h('input', { type: 'range', 'data-do': 'scrub', min: 0, max: 0, value: 0, step: 1, disabled: true });
  #tick = h('output', { class: 'tick' }, 'tick 0');
  /** A copied link to select by hand where the clipboard is refused. */
  #address = h('input', { type: 'text', readonly: true, 'aria-label': 'Link to this state', 'data-role': 'link' });
  #by_hand = h('p', { class: 'by-hand', hidden: true }, 'Copy this link: ', this.#address);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #copied;
  #scrubbing = false;
  #over = false;

  /** @param {Heard} heard */
  constructor(heard) {
    this.#scrub.setAttribute('aria-label', 'Go back to a tick of this run');
    this.bar = h('div', { class: 'bar' }, this.#play, this.#step, this.#reset, this.#speed, this.#link);
    this.track = h(
      'div',
      { class: 'track' },
      h('p', { class: 'where' }, this.#stage, this.#rate),
      this.#progress,
      h('div', { class: 'scrub' }, this.#scrub, this.#tick),
    );
    this.byHand = this.#by_hand;
    this.#play.addEventListener('click', () => heard.play());
    this.#step.addEventListener('click', () => heard.step());
    this.#reset.addEventListener('click', () => heard.reset());
    this.#link.addEventListener('click', () => heard.link());
    this.#speed.addEventListener('change', () => heard.speed(Number(this.#speed.value)));
    this.#scrub.addEventListener('input', () => {
      this.#scrubbing = true;
      write(this.#tick, `tick ${this.#scrub.value}`);
      heard.seek(Number(this.#scrub.value));
    });
    this.#scrub.addEventListener('change', () => {
      this.#scrubbing = false;
    });
  }

  /** The chosen speed, in ticks a second. */
  get speed() {
    return Number(this.#speed.value);
  }

  /**
   * What the main button does now.
   * @param {'Run' | 'Pause' | 'Run again'} label
   * @param {boolean} over whether the run is over, so that there is no further step
   */
  offer(label, over) {
    this.#over = over;
    if (label === this.#label) return;
    this.#label = label;
    const fresh = button('play', label, label === 'Pause' ? PAUSE : PLAY, 'main');
    this.#play.replaceChildren(...fresh.childNodes);
  }

  /** @param {boolean} usable */
  enable(usable) {
    for (const control of [this.#play, this.#reset, this.#speed, this.#link]) control.disabled = !usable;
    this.#step.disabled = !usable || this.#over;
  }

  /**
   * Where the run stands.
   * @param {Stage} stage
   * @param {number} tick
   * @param {number} reached
   * @param {number} rate
   * @param {boolean} done
   */
  show(stage, tick, reached, rate, done) {
    write(this.#stage, done ? 'Done' : stage.label.charAt(0).toUpperCase() + stage.label.slice(1));
    write(this.#rate, rate > 0 ? `${Math.round(rate)} ticks/s` : '');
    this.#progress.max = Math.max(1, stage.total);
    this.#progress.value = stage.done;
    if (this.#scrubbing) return;
    this.#scrub.disabled = reached === 0;
    this.#scrub.max = String(reached);
    this.#scrub.value = String(tick);
    this.#scrub.setAttribute('aria-valuetext', `tick ${tick} of ${reached}`);
    write(this.#tick, `tick ${tick}`);
  }

  /**
   * Something that takes its time before there is a frame.
   * @param {string} what
   * @param {number} [done]
   * @param {number} [total]
   */
  waiting(what, done, total) {
    write(this.#stage, what);
    write(this.#rate, '');
    if (done !== undefined && total) {
      this.#progress.max = total;
      this.#progress.value = done;
    }
  }

  /**
   * Copies a link, or shows it selected where the clipboard is refused.
   * @param {string} link
   * @returns {Promise<boolean>} whether it was copied
   */
  async copy(link) {
    const label = this.#link.querySelector('span');
    try {
      await navigator.clipboard.writeText(link);
      this.#by_hand.hidden = true;
      clearTimeout(this.#copied);
      if (label) write(label, 'Copied');
      this.#copied = setTimeout(() => label && write(label, 'Copy link'), COPIED_MS);
      return true;
    } catch {
      this.#by_hand.hidden = false;
      this.#address.value = link;
      this.#address.focus();
      this.#address.select();
      return false;
    }
  }
}
