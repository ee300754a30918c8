// <facelike-bet>: the reader's bet before a figure is run, remembered for this visit, and the answer to that very
// bet once the run of its figure (`for`) is over.
//
// <facelike-bet id="b" for="FIGURE" kind="choice">
//   <p slot="question">...</p>
//   <div data-option="face" data-label="A face">the answer to this choice</div> ...
// </facelike-bet>
// <facelike-bet id="b" for="FIGURE" kind="number" min="0" max="1" near="0.05" unit="" decimals="2"
//   readout="truth" truth="0.04"> with <div data-when="below|near|above">; the run's own readout goes before `truth`.

import css from './bet.css';
import { judge, readBet, terms, told } from './bet-rules.js';
import { h, write } from './dom.js';
import { readNumber } from './scale.js';
import { adopt } from './styles.js';
import { dress, watchTheme } from './theme.js';
import tokens from './tokens.css';

/** @import {Reading} from './types.js' */

let count = 0;

export class FacelikeBet extends HTMLElement {
  /** @type {AbortController | null} */
  #life = null;
  #bet = '';
  #done = false;
  /** @type {Reading[]} */
  #readouts = [];
  #state = h('p', { class: 'state', role: 'status', 'data-role': 'bet' });
  #wrong = h('p', { class: 'wrong', role: 'alert', hidden: true });
  #box = h('section', { class: 'bet' });
  /** @type {HTMLFieldSetElement | null} */
  #fields = null;

  /** The bet as made, or an empty text. */
  get value() {
    return this.#bet;
  }

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: 'open' });
      this.#bet = this.#recall();
      this.#build();
      root.append(this.#box);
      adopt(root, tokens, css);
    }
    const theme = () => dress(this, this.getAttribute('theme'));
    theme();
    watchTheme(theme, signal);
    document.addEventListener('facelike-done', (event) => this.#over(event), { signal });
    const figure = document.getElementById(this.getAttribute('for') ?? '');
    const lab = /** @type {{status?: string, told?: {readouts: Reading[]} | null} | null} */ (
      /** @type {unknown} */ (figure)
    );
    if (lab?.status === 'done') {
      this.#done = true;
      this.#readouts = lab.told?.readouts ?? [];
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  get #numeric() {
    return this.getAttribute('kind') === 'number';
  }

  get #terms() {
    return terms((name) => this.getAttribute(name));
  }

  #build() {
    count += 1;
    const name = `bet-${count}`;
    const legend = h('legend', {}, h('span', { class: 'tag' }, 'Your bet'), h('slot', { name: 'question' }));
    this.#fields = h('fieldset', {}, legend, ...(this.#numeric ? this.#numberFields(name) : this.#choiceFields(name)));
    this.#box.append(
      this.#fields,
      this.#wrong,
      this.#state,
      h('div', { class: 'answer' }, h('slot', { name: 'answer' })),
    );
  }

  /** @param {string} name */
  #choiceFields(name) {
    const options = [...this.querySelectorAll(':scope > [data-option]')];
    return options.map((option) => {
      const id = option.getAttribute('data-option') ?? '';
      const radio = h('input', { type: 'radio', name, value: id, 'data-bet': id });
      radio.checked = id === this.#bet;
      radio.addEventListener('change', () => this.#make(id));
      return h('label', { class: 'option' }, radio, h('span', {}, option.getAttribute('data-label') || id));
    });
  }

  /** @param {string} name */
  #numberFields(name) {
    const { unit } = this.#terms;
    const field = h('input', {
      id: name,
      type: 'text',
      inputmode: 'decimal',
      autocomplete: 'off',
      size: 7,
      'data-bet': 'number',
      'aria-label': 'Your bet',
    });
    field.value = this.#bet;
    const place = h('button', { type: 'button', 'data-do': 'bet' }, 'Place the bet');
    const make = () => {
      const { value, wrong } = readBet(field.value, this.#terms);
      this.#wrong.hidden = wrong === null;
      write(this.#wrong, wrong ?? '');
      if (value !== null) this.#make(String(value));
      else field.focus();
    };
    place.addEventListener('click', make);
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') make();
    });
    return [h('div', { class: 'number' }, field, unit ? h('span', {}, unit) : null, place)];
  }

  /** @param {string} bet */
  #make(bet) {
    this.#bet = bet;
    try {
      sessionStorage.setItem(this.#key, bet);
    } catch {
      // A frame without an origin has no storage: the bet lasts as long as the page.
    }
    this.#show();
  }

  get #key() {
    return `facelike-bet:${this.id || this.getAttribute('for') || ''}`;
  }

  #recall() {
    try {
      return sessionStorage.getItem(this.#key) ?? '';
    } catch {
      return '';
    }
  }

  /** @param {Event} event */
  #over(event) {
    const figure = event.target;
    if (!(figure instanceof Element) || figure.id !== this.getAttribute('for')) return;
    const { status, readouts } = /** @type {CustomEvent} */ (event).detail;
    if (status !== 'done') return;
    this.#done = true;
    this.#readouts = readouts;
    this.#show();
  }

  /** What the run says, for a bet on a number. */
  #truth() {
    const id = this.getAttribute('readout');
    const reading = this.#readouts.find((one) => one.id === id);
    return reading?.value ?? readNumber(this.getAttribute('truth') ?? '');
  }

  #show() {
    const words = this.#bet && this.#said();
    const revealed = this.#done && Boolean(words);
    // A bet made is a bet: once the answer is out it cannot be changed.
    if (this.#fields) this.#fields.disabled = revealed;
    this.#box.classList.toggle('revealed', revealed);
    if (!words) {
      write(this.#state, this.#done ? 'The run is over. What would you have said?' : '');
    } else if (!this.#done) {
      write(this.#state, `Your bet: ${words}. Now run the figure.`);
    } else {
      const truth = this.#numeric ? this.#truth() : null;
      write(
        this.#state,
        truth === null ? `You bet: ${words}.` : `You bet: ${words}. The run: ${told(truth, this.#terms)}.`,
      );
    }
    const answer = revealed ? this.#answer() : null;
    for (const part of this.querySelectorAll(':scope > [data-option], :scope > [data-when]')) {
      if (part === answer) part.setAttribute('slot', 'answer');
      else part.removeAttribute('slot');
    }
  }

  /** The bet in words; empty if it is none of what is offered, as after an edit of the page. */
  #said() {
    if (this.#numeric) {
      const { value } = readBet(this.#bet, this.#terms);
      return value === null ? '' : told(value, this.#terms);
    }
    return this.#option()?.getAttribute('data-label') ?? '';
  }

  #option() {
    return [...this.querySelectorAll(':scope > [data-option]')].find(
      (one) => one.getAttribute('data-option') === this.#bet,
    );
  }

  #answer() {
    if (!this.#numeric) return this.#option();
    const [bet, truth] = [readNumber(this.#bet), this.#truth()];
    if (bet === null || truth === null) return null;
    return this.querySelector(`:scope > [data-when="${judge(bet, truth, this.#terms.near)}"]`);
  }
}
