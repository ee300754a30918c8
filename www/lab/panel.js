// The control panel, made from an experiment's description, and the seed with it.

import { h, write } from './dom.js';
import { short } from './format.js';
import { more } from './later.js';
import { words as reason } from './modules.js';
import { allowed, range, readNumber, takes, toPosition, toValue } from './scale.js';

/** @import {Control, Choice, Description, Host, ImageControl, LineControl, PressButton, Slider, Toggle} from './types.js' */

/**
 * @typedef {object} Heard
 * @property {(control: string, text: string) => void} set
 * @property {(text: string) => void} reseed
 * @property {(message: string) => void} problem
 */

/** Most options, and most letters in all, of a choice shown as buttons side by side. */
const MOST_BUTTONS = 4;
const MOST_LETTERS = 26;

/** Seeds that "another seed" draws; small enough to read aloud. */
const SEEDS = 10_000;

const MAX_SEED = Number.MAX_SAFE_INTEGER;

/** Shown after the name of a control that starts the run over. */
const OVER = '\u21ba';

let count = 0;

export class Panel {
  /** Shows a control's value. @type {Map<string, (text: string) => void>} */
  #shows = new Map();
  #seed = h('input', {
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    spellcheck: 'false',
    size: 9,
    'data-do': 'seed',
    value: '0',
  });
  #seedNow = '0';

  /**
   * @param {Description} description
   * @param {Control[]} shown
   * @param {Heard} heard
   * @param {Host} host
   */
  constructor(description, shown, heard, host) {
    this.heard = heard;
    this.host = host;
    const cells = shown.map((control) => this.#cell(control));
    this.count = cells.length + 1;
    const starts = shown.some((control) => !control.live && control.kind !== 'button');
    this.element = h(
      'details',
      { class: 'panel' },
      h('summary', {}, 'Settings'),
      h(
        'div',
        { class: 'cells', role: 'group', 'aria-label': `Settings of \u201c${description.title}\u201d` },
        ...cells,
        this.#seedCell(),
      ),
      h(
        'p',
        { class: 'legend' },
        starts ? `${OVER} starts the run over; the others act at once.` : 'Changes act at once.',
      ),
    );
  }

  /**
   * Shows the settings of a frame.
   * @param {Iterable<[string, string]>} settings
   * @param {string | undefined} seed
   */
  sync(settings, seed) {
    for (const [id, text] of settings) this.#shows.get(id)?.(text);
    if (seed !== undefined) {
      this.#seedNow = seed;
      if (!focused(this.#seed)) this.#seed.value = seed;
    }
  }

  /**
   * A cell: name, field, and a help text that a small button shows to everybody.
   * @param {{label: string, help: string, over: boolean, named: 'label' | 'legend' | 'itself'}} words
   * @param {string} id of the field, for its label
   * @param {Node[]} fields
   * @param {HTMLElement[]} described which elements the help text belongs to
   */
  #frame({ label, help, over, named }, id, fields, described) {
    const name =
      named === 'label'
        ? h('label', { class: 'name', for: id }, label)
        : h('span', { class: 'name', id: named === 'legend' ? `${id}-name` : null }, named === 'legend' ? label : '');
    const mark = over ? h('span', { class: 'over', title: 'starts the run over' }, OVER) : null;
    mark?.setAttribute('aria-hidden', 'true');
    const text = [help, over ? 'Changing it starts the run over.' : ''].filter(Boolean).join(' ');
    const note = text ? h('p', { class: 'help', id: `${id}-help`, hidden: true }, text) : null;
    const ask = note
      ? h('button', { type: 'button', class: 'ask', 'aria-expanded': 'false', 'aria-controls': `${id}-help` }, '?')
      : null;
    if (note && ask) {
      ask.setAttribute('aria-label', `What is \u201c${label}\u201d?`);
      ask.addEventListener('click', () => {
        note.hidden = !note.hidden;
        ask.setAttribute('aria-expanded', String(!note.hidden));
      });
      for (const field of described) field.setAttribute('aria-describedby', `${id}-help`);
    }
    return h(
      'div',
      { class: 'cell' },
      h('div', { class: 'head' }, name, mark, named === 'itself' ? null : ask),
      h('div', { class: 'field' }, ...fields, named === 'itself' ? ask : null),
      note,
    );
  }

  /** @param {Control} control */
  #cell(control) {
    switch (control.kind) {
      case 'slider':
        return this.#slider(control);
      case 'choice':
        return this.#choice(control);
      case 'toggle':
        return this.#toggle(control);
      default:
        return this.#button(control);
    }
  }

  /** @param {Slider} control */
  #slider(control) {
    const id = unique(control.id);
    const bar = h('input', { type: 'range', id, 'data-control': control.id, ...range(control) });
    const field = h('input', {
      type: 'text',
      inputmode: control.min < 0 ? 'text' : 'decimal',
      autocomplete: 'off',
      spellcheck: 'false',
      size: 5,
      'data-number': control.id,
      'aria-label': control.unit ? `${control.label}, in ${control.unit}` : control.label,
    });
    let now = control.default;
    const show = (/** @type {number} */ value) => {
      now = value;
      bar.value = String(toPosition(control, value));
      bar.setAttribute('aria-valuetext', control.unit ? `${value} ${control.unit}` : String(value));
      if (!focused(field)) field.value = String(value);
    };
    show(now);
    this.#shows.set(control.id, (text) => {
      const value = Number(text);
      if (value !== now && Number.isFinite(value)) show(value);
    });
    const give = (/** @type {number} */ value) => {
      show(value);
      this.heard.set(control.id, String(value));
    };
    // A live control acts while it is dragged; one that starts the run over waits until it is let go.
    bar.addEventListener('input', () => {
      const value = toValue(control, Number(bar.value));
      if (control.live) give(value);
      else {
        write(field, '');
        field.value = String(value);
        bar.setAttribute('aria-valuetext', control.unit ? `${value} ${control.unit}` : String(value));
      }
    });
    bar.addEventListener('change', () => {
      const value = toValue(control, Number(bar.value));
      if (!control.live && value !== now) give(value);
    });
    field.addEventListener('change', () => {
      const value = readNumber(field.value);
      if (takes(control, value)) {
        if (value !== now) give(value);
        field.value = String(value);
        return;
      }
      this.heard.problem(
        `\u201c${control.label}\u201d cannot be \u201c${short(field.value)}\u201d: it takes ${allowed(control)}.`,
      );
      field.value = String(now);
    });
    const unit = control.unit ? h('span', { class: 'unit', 'aria-hidden': 'true' }, control.unit) : null;
    const number = h('span', { class: 'number' }, field, unit);
    return this.#frame(words(control, 'label'), id, [bar, number], [bar, field]);
  }

  /** @param {Choice} control */
  #choice(control) {
    const id = unique(control.id);
    const letters = control.options.reduce((sum, option) => sum + option.label.length, 0);
    if (control.options.length > MOST_BUTTONS || letters > MOST_LETTERS) {
      const select = h(
        'select',
        { id, 'data-control': control.id },
        ...control.options.map((option) => h('option', { value: option.id }, option.label)),
      );
      const show = (/** @type {string} */ text) => {
        if (select.value !== text) select.value = text;
      };
      show(control.default);
      this.#shows.set(control.id, show);
      select.addEventListener('change', () => this.heard.set(control.id, select.value));
      return this.#frame(words(control, 'label'), id, [select], [select]);
    }
    const radios = control.options.map((option) =>
      h('input', { type: 'radio', name: id, value: option.id, 'data-control': control.id }),
    );
    const group = h('div', { class: 'segments', role: 'radiogroup', 'aria-labelledby': `${id}-name` });
    control.options.forEach((option, i) => {
      group.append(h('label', {}, radios[i], h('span', {}, option.label)));
    });
    const show = (/** @type {string} */ text) => {
      for (const radio of radios) radio.checked = radio.value === text;
    };
    show(control.default);
    this.#shows.set(control.id, show);
    group.addEventListener('change', () => {
      const chosen = radios.find((radio) => radio.checked);
      if (chosen) this.heard.set(control.id, chosen.value);
    });
    return this.#frame(words(control, 'legend'), id, [group], [group]);
  }

  /** @param {Toggle} control */
  #toggle(control) {
    const id = unique(control.id);
    const box = h('input', { type: 'checkbox', role: 'switch', id, 'data-control': control.id });
    const state = h('span', { class: 'state', 'aria-hidden': 'true' });
    const show = (/** @type {string} */ text) => {
      box.checked = text === 'on';
      write(state, text);
    };
    show(control.default);
    this.#shows.set(control.id, show);
    box.addEventListener('change', () => {
      const text = box.checked ? 'on' : 'off';
      write(state, text);
      this.heard.set(control.id, text);
    });
    return this.#frame(words(control, 'label'), id, [box, state], [box]);
  }

  /** @param {PressButton | ImageControl | LineControl} control */
  #button(control) {
    const id = unique(control.id);
    const { label, help, live } = control;
    const opens = opening(control);
    const button = h(
      'button',
      { type: 'button', id, 'data-control': control.id, 'aria-expanded': opens ? 'false' : null },
      opens || label,
    );
    button.addEventListener('click', () =>
      control.kind === 'button' ? this.heard.set(control.id, 'press') : this.#edit(control, button),
    );
    return this.#frame({ label, help, over: !live, named: opens ? 'legend' : 'itself' }, id, [button], [button]);
  }

  /**
   * Opens the editor of a picture or of a line, whose script is fetched later.
   * @param {ImageControl | LineControl} control
   * @param {HTMLElement} button
   */
  async #edit(control, button) {
    try {
      const { draft, paint } = await more();
      if (control.kind === 'image') paint(control, button, this.heard, this.host);
      else draft(control, button, this.heard, this.host);
    } catch (error) {
      this.heard.problem(`This part could not be loaded (${reason(error)}).`);
    }
  }

  #seedCell() {
    const id = unique('seed');
    const seed = this.#seed;
    seed.id = id;
    const another = h('button', { type: 'button', 'data-do': 'reseed' }, 'Another seed');
    seed.addEventListener('change', () => {
      const text = seed.value.trim();
      if (/^\d+$/.test(text) && Number(text) <= MAX_SEED) {
        if (text !== this.#seedNow) this.#reseed(String(Number(text)));
        return;
      }
      this.heard.problem(
        `The seed cannot be \u201c${short(text)}\u201d: it takes a whole number from 0 to ${MAX_SEED}.`,
      );
      seed.value = this.#seedNow;
    });
    another.addEventListener('click', () => {
      let next = this.#seedNow;
      while (next === this.#seedNow) next = String(Math.floor(Math.random() * SEEDS));
      this.#reseed(next);
    });
    const help = 'Every random choice of a run comes from this number: the same seed gives the same run, bit for bit.';
    return this.#frame({ label: 'Seed', help, over: true, named: 'label' }, id, [seed, another], [seed]);
  }

  /** @param {string} text */
  #reseed(text) {
    this.#seedNow = text;
    this.#seed.value = text;
    this.heard.reseed(text);
  }
}

/**
 * What opens a control's editor, in words; empty for a button, which has none.
 * @param {PressButton | ImageControl | LineControl} control
 */
function opening(control) {
  if (control.kind === 'button') return '';
  if (control.kind === 'image') return 'Paint it, or take a photo';
  return control.drawn > 0 ? 'Draw it' : 'Enter the points';
}

/**
 * @param {Control} control
 * @param {'label' | 'legend'} named
 */
function words({ label, help, live }, named) {
  return { label, help, over: !live, named };
}

/** @param {string} id */
function unique(id) {
  count += 1;
  return `${id}-${count}`;
}

/** @param {HTMLElement} field */
function focused(field) {
  const root = field.getRootNode();
  return root instanceof ShadowRoot && root.activeElement === field;
}
