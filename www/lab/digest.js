// The digest of a state, and what it tells two readers who compare theirs.

import { h, write } from './dom.js';
import { short } from './format.js';
import { SHOWN as FOREIGN } from './permalink.js';

/** @import {Host, Pair} from './types.js' */

/** Digits of a digest, and how many are shown at first: they tell states apart as well as all of them do. */
const DIGITS = 64;
const SHOWN = 16;

/** The fewest digits that are compared. */
const FEWEST = 8;

/** @param {string} digits */
export function grouped(digits) {
  return digits.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * What another reader's digest or link says about this state.
 * @param {string} given
 * @param {string} digest ours
 * @param {Pair[]} pairs our state
 * @returns {string}
 */
export function compare(given, digest, pairs) {
  const text = given.trim();
  if (text === '') return '';
  if (/[?&=]/.test(text)) return compareLinks(text, pairs);
  const digits = text.toLowerCase().replace(/[\s\-\u2026.]/g, '');
  if (!/^[0-9a-f]+$/.test(digits) || digits.length < FEWEST || digits.length > DIGITS) {
    return `A digest cannot be \u201c${short(text)}\u201d: it takes ${FEWEST} to ${DIGITS} digits from 0 to 9 and a to f, with or without hyphens; or a link to a state.`;
  }
  if (digest.startsWith(digits)) {
    return 'The same: you both look at the very same numbers, down to the last bit.';
  }
  return 'Different: you do not look at the same numbers. Compare your links first. If these lead to one state and the digests still differ, one of the two programs is of another version or has miscalculated.';
}

/**
 * @param {string} text
 * @param {Pair[]} pairs
 */
function compareLinks(text, pairs) {
  const theirs = new Map(new URLSearchParams(text.replace(/^[^?]*\?/, '').replace(/#.*$/, '')));
  for (const foreign of ['fig', ...FOREIGN]) theirs.delete(foreign);
  const ours = new Map(pairs);
  const names = [...new Set([...theirs.keys(), ...ours.keys()])];
  const apart = names.filter((name) => theirs.get(name) !== ours.get(name));
  if (!theirs.has('v')) return 'This link names no exact state: copy it with \u201cCopy link\u201d under the figure.';
  if (apart.length === 0) return 'The same: this link leads to the very state shown here, so that the digests are one.';
  const told = apart.map((name) => {
    const [their, our] = [theirs.get(name) ?? 'as at first', ours.get(name) ?? 'as at first'];
    return `${name === 'at' ? 'changes on the way' : name}: ${short(their)} there, ${short(our)} here`;
  });
  return `Different states, and so different digests (${told.join('; ')}).`;
}

export class Digest {
  #digest = '';
  #all = false;
  #code = h('code', { 'data-role': 'digest' });
  #copy = h('button', { type: 'button', 'data-do': 'copy-digest' }, 'Copy');
  #more = h('button', { type: 'button', 'data-do': 'whole-digest', 'aria-pressed': 'false' }, `All ${DIGITS} digits`);
  #field = h('input', { type: 'text', 'data-do': 'compare', autocomplete: 'off', spellcheck: 'false' });
  #said = h('p', { class: 'note', role: 'status', 'data-role': 'compared' });

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.element = h(
      'div',
      { class: 'digest', hidden: true },
      h('p', {}, 'Digest of this state: ', this.#code),
      h('div', { class: 'offers' }, this.#copy, this.#more),
      h('label', {}, h('span', {}, 'Another reader\u2019s digest or link, to compare'), this.#field),
      this.#said,
    );
    this.#copy.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(this.#digest);
        write(this.#said, 'All digits have been copied.');
      } catch {
        this.#show(true);
        getSelection()?.selectAllChildren(this.#code);
        write(this.#said, 'The clipboard is refused: the digits are selected, to be copied by hand.');
      }
    });
    this.#more.addEventListener('click', () => this.#show(!this.#all));
    this.#field.addEventListener('input', () => this.#compare());
  }

  /** @param {string} digest */
  sync(digest) {
    this.#digest = digest;
    this.element.hidden = false;
    this.#show(this.#all);
    this.#compare();
  }

  #compare() {
    write(this.#said, compare(this.#field.value, this.#digest, this.host.pairs()));
  }

  /** @param {boolean} all */
  #show(all) {
    this.#all = all;
    this.#more.setAttribute('aria-pressed', String(all));
    write(this.#code, grouped(this.#digest.slice(0, all ? DIGITS : SHOWN)) + (all ? '' : '\u2026'));
  }
}
