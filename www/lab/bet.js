// <facelike-bet>: the reader's bet before a figure is run, and the answer to that very bet once the run of its figure
// (`for`) is over. Nothing is locked behind it: all answers can be opened without one.
//
// <facelike-bet id="b" for="FIGURE" kind="choice" run="v=1&seed=7" truth="face">
//   <p slot="question">...</p>
//   <div data-option="face" data-label="A face">the answer to this choice</div> ...
// </facelike-bet>
// `run` is the run that the page tells of; with `settings="robust,start"` only a run that has these set as there
// settles the bet. kind="number" min="0" max="1" near="0.05" unit="" decimals="2" readout="truth" truth="0.04" has
// <div data-when="below|near|above">; the run's own readout goes before `truth`. kind="curve" has the same answers, and
// chart="truth" series="climb" x-min x-max x-label x-unit y-min y-max y-label y-unit points near decimals.

import css from './bet.css';
import { aNumber, choice, curve } from './bet-kinds.js';
import plotCss from './bet-plot.css';
import { differences } from './bet-rules.js';
import { store } from './bet-store.js';
import { h, write } from './dom.js';
import { describe } from './listing.js';
import { decode } from './permalink.js';
import { adopt } from './styles.js';
import { dress, watchTheme } from './theme.js';
import tokens from './tokens.css';

/** @import {Kind, Outcome} from './bet-kinds.js' */
/** @import {FacelikeLab} from './element.js' */
/** @import {Reading} from './types.js' */

let count = 0;

/** What says that a bet out of sight is settled: one at a time. @type {HTMLElement | null} */
let notice = null;

export class FacelikeBet extends HTMLElement {
  /** @type {AbortController | null} */
  #life = null;
  #bet = '';
  /** @type {Outcome | null} */
  #outcome = null;
  /** In what way that run was another one than the page tells of. */
  #unlike = '';
  /** Whether a run was made that this bet is not on. */
  #strange = false;
  /** Counts runs, so that a late report is not taken for a new one. */
  #runs = 0;
  /** Whether the fields show another bet than the one placed. */
  #changed = false;
  #open = false;
  /** @type {Kind | null} */
  #kind = null;
  #box = h('section', { class: 'bet' });
  #fields = h('fieldset');
  #state = h('p', { class: 'state', role: 'status', tabindex: -1, 'data-role': 'bet' });
  #note = h('p', { class: 'note', hidden: true });
  #wrong = h('p', { class: 'wrong', role: 'alert', hidden: true });
  #skip = h('button', { type: 'button', class: 'quiet', 'data-do': 'answers', 'aria-controls': 'answers' });
  #forget = h('button', { type: 'button', class: 'quiet', 'data-do': 'forget' }, 'Forget this bet');
  #remember = h('input', { type: 'checkbox', 'data-do': 'remember' });
  #rememberLabel = h('label', { class: 'remember' }, this.#remember, h('span', {}, 'Remember my bets on this device'));
  #answers = h('div', { class: 'answers', id: 'answers', hidden: true });
  #notice = h('div', { class: 'notice', hidden: true });

  /** The bet as placed, or an empty text. */
  get value() {
    return this.#bet;
  }

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: 'open' });
      // Without the script they stand in what can be folded out.
      this.append(...this.querySelectorAll('.plain > details > [data-label]'));
      this.#build();
      this.#bet = store.recall(this.#key);
      // What is kept may be none of what is offered now, or edited.
      if (!this.#kind?.said(this.#bet)) this.#bet = '';
      root.append(this.#box, this.#notice);
      adopt(root, tokens, css, plotCss);
    }
    const theme = () => dress(this, this.getAttribute('theme'));
    theme();
    watchTheme(theme, signal);
    store.watch(() => this.#offer(), signal);
    document.addEventListener('facelike-done', (event) => this.#done(event), { signal });
    this.#kind?.show(this.#bet);
    this.#show();
    const lab = this.#figure;
    if (lab?.status === 'done') this.#over(lab, lab.state, lab.told?.readouts ?? [], false);
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#quiet();
  }

  get #key() {
    return this.id || this.getAttribute('for') || '';
  }

  /** The figure; null while it is not live. */
  get #figure() {
    const figure = document.getElementById(this.getAttribute('for') ?? '');
    return figure && 'report' in figure ? /** @type {FacelikeLab} */ (figure) : null;
  }

  // ---- What there is to see ---------------------------------------------------------------------------------

  #build() {
    count += 1;
    const kinds = { choice, number: aNumber, curve };
    const kind = /** @type {keyof typeof kinds} */ (this.getAttribute('kind') ?? 'choice');
    this.#kind = (kinds[kind] ?? choice)({
      bet: this,
      name: `bet-${count}`,
      make: (bet) => this.#make(bet),
      wrong: (message) => {
        this.#wrong.hidden = message === '';
        write(this.#wrong, message);
      },
      changed: () => {
        this.#changed = true;
        this.#say();
      },
    });
    const legend = h('legend', {}, h('span', { class: 'tag' }, 'Your bet'), h('slot', { name: 'question' }));
    this.#fields.append(legend, ...this.#kind.fields);
    for (const part of this.#parts()) {
      const label = part.getAttribute('data-label');
      this.#answers.append(
        h('div', {}, label ? h('p', { class: 'who' }, label) : null, h('slot', { name: `all-${keyOf(part)}` })),
      );
    }
    this.#skip.addEventListener('click', () => {
      this.#open = !this.#open;
      this.#show();
    });
    this.#forget.addEventListener('click', () => {
      this.#make('');
      this.#kind?.show('');
      this.#kind?.focus();
    });
    this.#remember.addEventListener('change', () => store.remember(this.#remember.checked));
    const see = h('button', { type: 'button', 'data-do': 'see' }, 'Your bet is settled: see it');
    see.addEventListener('click', () => {
      this.#quiet();
      this.scrollIntoView({ block: 'start' });
      this.#state.focus({ preventScroll: true });
    });
    const close = h('button', { type: 'button', 'data-do': 'dismiss', 'aria-label': 'Dismiss' }, '\u00d7');
    close.addEventListener('click', () => this.#quiet());
    this.#notice.append(see, close);
    this.#box.append(
      this.#fields,
      this.#wrong,
      this.hasAttribute('settings') ? this.#link() : '',
      this.#state,
      this.#note,
      h('div', { class: 'answer' }, h('slot', { name: 'answer' })),
      h('div', { class: 'row' }, this.#skip, this.#forget, this.#rememberLabel),
      this.#answers,
    );
  }

  /** Opens the figure as the bet means it, and runs it. */
  #link() {
    const [figure, run] = [this.getAttribute('for') ?? '', this.getAttribute('run') ?? ''];
    const link = h('a', { href: `?fig=${figure}&${run}#${figure}`, 'data-do': 'run' }, 'Set these switches and run');
    link.addEventListener('click', (event) => {
      const lab = this.#figure;
      // Where the figure is not live, and for another tab, it is a link like any other.
      if (!lab || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      lab.open(run);
      lab.play();
      lab.scrollIntoView({ block: 'start' });
    });
    return h('p', { class: 'run' }, link);
  }

  /** The answers, each in the page's own text. */
  #parts() {
    return [...this.querySelectorAll(':scope > [data-option], :scope > [data-when]')];
  }

  // ---- Bets -------------------------------------------------------------------------------------------------

  /** @param {string} bet */
  #make(bet) {
    this.#bet = bet;
    store.keep(this.#key, bet);
    this.#show();
  }

  /** @param {Event} event */
  #done(event) {
    const lab = this.#figure;
    if (!lab || event.target !== lab) return;
    const { status, state, readouts } = /** @type {CustomEvent} */ (event).detail;
    if (status === 'done') this.#over(lab, state, readouts, true);
  }

  /**
   * Takes a run that is over, if the bet is on one like it.
   * @param {FacelikeLab} lab
   * @param {string} state
   * @param {Reading[]} readouts
   * @param {boolean} now whether it has just come to its end
   */
  async #over(lab, state, readouts, now) {
    this.#runs += 1;
    const run = this.#runs;
    const { description } = describe(lab.getAttribute('experiment') ?? '');
    const unlike = differences(description, decode(this.getAttribute('run') ?? ''), decode(state));
    const meant = (this.getAttribute('settings') ?? '').split(',');
    this.#strange = unlike.some(({ id }) => meant.includes(id));
    if (this.#strange) return this.#say();
    try {
      const report = this.#kind?.needsReport ? await lab.report() : null;
      if (run !== this.#runs || !this.#life || this.#life.signal.aborted) return;
      this.#outcome = { readouts, report, own: unlike.length > 0 };
    } catch {
      // The run was closed meanwhile; the next one settles it.
      return;
    }
    this.#unlike = unlike.map(({ words }) => words).join('; ');
    const known = this.#box.classList.contains('revealed');
    hold(lab, () => this.#show());
    if (now && this.#bet && !known) this.#announce();
  }

  /** Says that the bet is settled, where its own words are out of sight. */
  #announce() {
    const sight = new IntersectionObserver((entries) => {
      const seen = entries.at(-1)?.isIntersecting ?? true;
      if (seen) {
        sight.disconnect();
        this.#quiet();
      } else {
        if (notice && notice !== this.#notice) notice.hidden = true;
        notice = this.#notice;
        notice.hidden = false;
      }
    });
    sight.observe(this.#state);
    this.#life?.signal.addEventListener('abort', () => sight.disconnect());
  }

  #quiet() {
    this.#notice.hidden = true;
    if (notice === this.#notice) notice = null;
  }

  // ---- Showing ----------------------------------------------------------------------------------------------

  #show() {
    const kind = this.#kind;
    if (!kind) return;
    this.#changed = false;
    if (this.#bet) kind.show(this.#bet);
    const settled = kind.settle(this.#bet, this.#outcome);
    const focused = this.#fields.contains(this.shadowRoot?.activeElement ?? null);
    // A bet made is a bet: once the answer is out it can be forgotten, not changed.
    this.#fields.disabled = settled !== null;
    this.#box.classList.toggle('revealed', settled !== null);
    if (settled && focused) this.#state.focus({ preventScroll: true });
    for (const part of this.#parts()) {
      const key = keyOf(part);
      if (settled?.answer === key) part.setAttribute('slot', 'answer');
      else if (this.#open) part.setAttribute('slot', `all-${key}`);
      else part.removeAttribute('slot');
    }
    for (const [i, part] of this.#parts().entries()) {
      const place = this.#answers.children[i];
      if (place instanceof HTMLElement) place.hidden = settled?.answer === keyOf(part);
    }
    this.#answers.hidden = !this.#open;
    this.#offer();
    this.#note.hidden = !(settled && this.#unlike);
    write(this.#note, `Your run had other settings than the one told of here: ${this.#unlike}.`);
    this.#say(settled?.words);
  }

  /** What can be done with the bet now. */
  #offer() {
    const revealed = this.#box.classList.contains('revealed');
    const what = revealed ? 'the other answers' : 'the answers';
    write(this.#skip, this.#open ? `Hide ${what}` : revealed ? `Show ${what}` : `Skip and show ${what}`);
    this.#skip.setAttribute('aria-expanded', String(this.#open));
    this.#skip.hidden = Boolean(this.#bet) && !revealed && !this.#open;
    this.#forget.hidden = !this.#bet;
    this.#rememberLabel.hidden = !this.#bet || !store.choice;
    this.#remember.checked = store.remembering;
  }

  /** @param {string} [settled] how the bet was settled */
  #say(settled) {
    const kind = this.#kind;
    // Settled before, and nothing has changed since.
    if (!kind || (settled === undefined && this.#box.classList.contains('revealed'))) return;
    const drawn = this.getAttribute('kind') === 'curve';
    const open = this.#outcome ? `The run is over. What would you have ${drawn ? 'drawn' : 'said'}?` : '';
    let words = settled ?? open;
    if (!words && !this.#bet) words = 'No bet is needed to read on.';
    else if (!words || (this.#bet && !settled)) {
      const where = this.hasAttribute('settings') ? 'run it with these switches' : 'run the figure';
      words = `${kind.placed(this.#bet)} Now ${where}.`;
      if (this.#strange) words = `${kind.placed(this.#bet)} The last run had other switches than it is on.`;
      if (this.#changed) words = 'The bet stays as it was until you place the new one.';
    }
    write(this.#state, words);
  }
}

/**
 * Which answer a part of the page's text is.
 * @param {Element} part
 */
function keyOf(part) {
  return part.getAttribute('data-option') ?? part.getAttribute('data-when') ?? '';
}

/**
 * Changes what may stand above a figure without moving it away under the reader's eyes.
 * @param {Element} figure
 * @param {() => void} change
 */
function hold(figure, change) {
  const { top, bottom } = figure.getBoundingClientRect();
  change();
  const middle = innerHeight / 2;
  const moved = figure.getBoundingClientRect().top - top;
  if (moved !== 0 && top < middle && bottom > middle) scrollBy({ top: moved, behavior: 'instant' });
}
