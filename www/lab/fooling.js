// What model and world say of a picture of the reader's own before the climb, in the run's own numbers; and whether it has
// fooled the model.

import { h, write } from './dom.js';
import { sheet, show } from './easel.js';
import { number } from './format.js';

/** @import {Origin} from './easel.js' */
/** @import {Picture} from './picture.js' */
/** @import {Description, Pair, Reading} from './types.js' */

/** Below this truth the world draws no such face. */
export const NO_FACE = 0.05;

/** What a run must read out to be played with. */
const NEEDED = ['logit', 'confidence', 'logit_best_real', 'truth'];

/** What a state has that is not the model's: neither it nor its judgement depends on how one climbs afterwards. */
const NOT_THE_MODEL = ['v', 'tick', 'at', 'steps', 'rate', 'regulariser', 'prior_weight'];

/**
 * A picture and what is said of it.
 * @typedef {object} Judged
 * @property {number} logit what the model says: a face, if above 0
 * @property {number} confidence the same as a probability
 * @property {number} best the highest logit of the real faces
 * @property {number} truth what the world says
 * @property {Pair[]} pairs the state with this picture, before the climb
 */

/** Of each model the best picture that has fooled it, for as long as the page is there. @type {Map<string, Judged>} */
const bests = new Map();

/** Why a picture is no feat of the reader's. @type {Record<Origin, string>} */
const NOT_PLAYED = {
  hand: '',
  photo: 'A photo is no picture of this world, which draws none like it: whatever it shows, it does not count here.',
  climb: 'This one was found by the climb, so it does not count as yours.',
  link: 'This one came with the link, so it does not count as yours.',
};

/**
 * The numbers of a run that is about to climb; null where it reads out others.
 * @param {Reading[]} readings
 * @param {Pair[]} pairs
 * @returns {Judged | null}
 */
export function judged(readings, pairs) {
  const [logit, confidence, best, truth] = NEEDED.map((id) => readings.find((one) => one.id === id)?.value ?? null);
  if (logit == null || confidence == null || best == null || truth == null) return null;
  return { logit, confidence, best, truth, pairs };
}

/**
 * Whether the model says face and the world draws no such face.
 * @param {Judged} one
 */
export function fooled({ logit, truth }) {
  return logit > 0 && truth < NO_FACE;
}

/**
 * What has come of a picture, in words.
 * @param {Judged} one
 */
export function outcome(one) {
  const { logit, best, truth } = one;
  if (fooled(one)) {
    const surer = logit > best ? ', and is surer than of its favourite real face' : '';
    return `Fooled! The model says face${surer}. The world draws no such face.`;
  }
  if (logit > 0) return 'Not fooled: the model says face, and the world does not deny it. Take more of the face away.';
  if (truth < NO_FACE) return 'Not fooled: neither the model nor the world takes it for one of these faces.';
  return 'Not fooled, the other way round: the world finds something of a face in it, and the model does not.';
}

/** @param {number} share */
function percent(share) {
  if (share > 0.999) return 'more than 99.9%';
  return share < 0.001 ? 'less than 0.1%' : `${number(100 * share, 1)}%`;
}

export class Fooling {
  #model = h('dd', { 'data-own': 'model' }, '\u2013');
  #world = h('dd', { 'data-own': 'world' }, '\u2013');
  #nearest = sheet();
  #figure = h('div', { class: 'nearest', hidden: true }, this.#nearest, h('p', {}, 'The nearest face of this world'));
  #rule = h('p');
  #said = h('p', { class: 'outcome', role: 'status', 'data-own': 'outcome' });
  #best = h('p', { 'data-own': 'best', hidden: true });
  #again = h('button', { type: 'button', 'data-do': 'own-best', hidden: true }, 'Show my best');
  #copy = h('button', { type: 'button', 'data-do': 'own-link', disabled: true }, 'Copy link to this picture');
  #address = h('input', { type: 'text', readonly: true, 'aria-label': 'Link to this picture', hidden: true });
  /** What is on show. @type {Judged | null} */
  #now = null;

  /**
   * @param {Description} description
   * @param {string[]} picture the controls that choose the picture
   * @param {{link: (pairs: Pair[]) => string, again: (one: Judged) => void}} heard
   */
  constructor(description, picture, heard) {
    this.others = [...NOT_THE_MODEL, ...picture];
    this.plays = NEEDED.every((id) => description.readouts.some((one) => one.id === id));
    this.#nearest.setAttribute('role', 'img');
    this.#nearest.setAttribute('aria-label', 'The face of this world that is nearest to your picture');
    this.numbers = h(
      'div',
      { class: 'judged', hidden: !this.plays },
      h(
        'dl',
        {},
        h('div', {}, h('dt', {}, 'The model says'), this.#model),
        h('div', {}, h('dt', {}, 'The world says'), this.#world),
      ),
      this.#figure,
    );
    this.game = h(
      'div',
      { class: 'game', hidden: !this.plays },
      h('p', { class: 'title' }, 'Draw the face that fools it'),
      this.#rule,
      this.#said,
      this.#best,
      h('div', { class: 'row' }, this.#copy, this.#again),
      this.#address,
    );
    this.#tellRule(null);
    this.#copy.addEventListener('click', () => this.#now && this.#copyLink(heard.link(this.#now.pairs)));
    this.#again.addEventListener('click', () => {
      const best = this.#now && bests.get(this.#key(this.#now));
      if (best) heard.again(best);
    });
  }

  /**
   * Which model it was that judged.
   * @param {Judged} one
   */
  #key({ pairs }) {
    return pairs.flatMap(([name, text]) => (this.others.includes(name) ? [] : [`${name}=${text}`])).join('&');
  }

  /**
   * Nothing is known of the picture on the easel.
   * @param {string} why
   */
  wait(why) {
    this.#now = null;
    this.#copy.disabled = true;
    this.#figure.hidden = true;
    this.#address.hidden = true;
    for (const one of [this.#model, this.#world]) write(one, '\u2013');
    write(this.#said, why);
  }

  /**
   * Tells what is said of a picture.
   * @param {Judged} one
   * @param {Origin} origin
   */
  tell(one, origin) {
    this.#now = one;
    this.#copy.disabled = false;
    this.#address.hidden = true;
    write(this.#model, `${percent(one.confidence)} face (logit ${number(one.logit, 1)})`);
    write(this.#world, `truth ${number(one.truth, 2)}`);
    this.#tellRule(one);
    write(this.#said, NOT_PLAYED[origin] || outcome(one));
    const key = this.#key(one);
    const before = bests.get(key);
    if (origin === 'hand' && fooled(one) && one.logit > (before?.logit ?? 0)) bests.set(key, one);
    const best = bests.get(key);
    this.#best.hidden = !best;
    this.#again.hidden = !best;
    if (best) {
      write(this.#best, `Your best so far: logit ${number(best.logit, 1)} at truth ${number(best.truth, 2)}.`);
    }
  }

  /** @param {Picture | null} picture the nearest face that the world can draw */
  nearest(picture) {
    this.#figure.hidden = !picture;
    if (picture) show(this.#nearest, picture);
  }

  /** @param {Judged | null} one */
  #tellRule(one) {
    const best = one ? ` Its favourite of all real faces has ${number(one.best, 1)}: can you beat that?` : '';
    write(
      this.#rule,
      `It is fooled when it says face (logit above 0) while the truth is below ${NO_FACE}, so that the world draws no such face.${best}`,
    );
  }

  /** @param {string} link */
  async #copyLink(link) {
    try {
      await navigator.clipboard.writeText(link);
      write(this.#said, 'The link to this picture has been copied.');
    } catch {
      this.#address.hidden = false;
      this.#address.value = link;
      this.#address.focus();
      this.#address.select();
      write(this.#said, 'The clipboard is refused: the link is selected, to be copied by hand.');
    }
  }
}
