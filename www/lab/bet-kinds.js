// The three kinds of bets: what is offered for each, when a bet is one, and how the run settles it.

import { abscissa, compare, curveTerms, difference, judgeCurve, readCurve, sample, writeCurve } from './bet-curve.js';
import { Plot } from './bet-plot.js';
import { judge, readBet, terms, told } from './bet-rules.js';
import { h } from './dom.js';
import { axisName, number, withUnit } from './format.js';
import { readNumber } from './scale.js';

/** @import {Reading, Report} from './types.js' */

/**
 * What a run has come to.
 * @typedef {object} Outcome
 * @property {Reading[]} readouts
 * @property {Report | null} report for kinds that need one
 * @property {boolean} own whether its settings are not those that the page tells of
 */

/**
 * What a bet comes to: which answer, and a sentence.
 * @typedef {{answer: string, words: string}} Settled
 */

/**
 * @typedef {object} Kind
 * @property {HTMLElement[]} fields
 * @property {boolean} needsReport
 * @property {(bet: string) => string} said a bet in words; empty if it is none of what is offered
 * @property {(bet: string) => string} placed what to say of a bet before the run
 * @property {(bet: string) => void} show puts a bet, or none, into the fields
 * @property {(bet: string, outcome: Outcome | null) => Settled | null} settle holds a bet against a run, if there is
 *   one; null where it does not tell
 * @property {() => void} focus
 */

/**
 * @typedef {object} Maker
 * @property {Element} bet the element
 * @property {string} name for ids
 * @property {(bet: string) => void} make places a bet
 * @property {(message: string) => void} wrong says what a bet takes
 * @property {() => void} changed the fields do not show the bet as it was placed
 */

/** @param {Element} bet */
const attributes = (bet) => (/** @type {string} */ name) => bet.getAttribute(name);

/**
 * @param {Maker} maker
 * @returns {Kind}
 */
export function choice({ bet, name, make }) {
  const options = [...bet.querySelectorAll(':scope > [data-option]')].map((option) => {
    const id = option.getAttribute('data-option') ?? '';
    const label = option.getAttribute('data-label') || id;
    const radio = h('input', { type: 'radio', name, value: id, 'data-bet': id });
    radio.addEventListener('change', () => make(id));
    return { id, label, radio };
  });
  const said = (/** @type {string} */ bet) => options.find(({ id }) => id === bet)?.label ?? '';
  return {
    fields: options.map(({ label, radio }) => h('label', { class: 'option' }, radio, h('span', {}, label))),
    needsReport: false,
    said,
    placed: () => 'Your bet is placed.',
    show: (bet) => {
      for (const { id, radio } of options) radio.checked = id === bet;
    },
    settle: (made, outcome) => {
      if (!outcome || !said(made)) return null;
      const right = said(bet.getAttribute('truth') ?? '');
      const where = outcome.own ? 'In the run told of here it was' : 'It was';
      return { answer: made, words: `You bet: ${said(made)}.${right && ` ${where}: ${right}.`}` };
    },
    focus: () => options[0]?.radio.focus(),
  };
}

/**
 * @param {Maker} maker
 * @returns {Kind}
 */
export function aNumber({ bet, name, make, wrong }) {
  const taken = terms(attributes(bet));
  const field = h('input', {
    id: name,
    type: 'text',
    inputmode: 'decimal',
    autocomplete: 'off',
    size: 7,
    'data-bet': 'number',
    'aria-label': 'Your bet',
  });
  const place = h('button', { type: 'button', 'data-do': 'bet' }, 'Place the bet');
  const take = () => {
    const read = readBet(field.value, taken);
    wrong(read.wrong ?? '');
    if (read.value !== null) make(String(read.value));
    else field.focus();
  };
  place.addEventListener('click', take);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') take();
  });
  const said = (/** @type {string} */ bet) => {
    const { value } = readBet(bet, taken);
    return value === null ? '' : told(value, taken);
  };
  return {
    fields: [h('div', { class: 'number' }, field, taken.unit ? h('span', {}, taken.unit) : null, place)],
    needsReport: false,
    said,
    placed: (bet) => `Your bet: ${said(bet)}.`,
    show: (bet) => {
      field.value = bet;
    },
    settle: (made, outcome) => {
      if (!outcome) return null;
      const reading = outcome.readouts.find(({ id }) => id === bet.getAttribute('readout'))?.value ?? null;
      const truth = reading ?? readNumber(bet.getAttribute('truth') ?? '');
      const value = readNumber(made);
      if (value === null || truth === null) return null;
      const whose = reading === null ? 'The run told of here' : outcome.own ? 'Your run' : 'The run';
      return {
        answer: judge(value, truth, taken.near),
        words: `You bet: ${said(made)}. ${whose}: ${told(truth, taken)}.`,
      };
    },
    focus: () => field.focus(),
  };
}

/**
 * @param {Maker} maker
 * @returns {Kind}
 */
export function curve({ bet, name, make, wrong, changed }) {
  const taken = curveTerms(attributes(bet));
  const plot = new Plot(taken, name, () => {
    wrong('');
    changed();
  });
  const button = (/** @type {string} */ what, /** @type {string} */ label, /** @type {() => void} */ act) => {
    const node = h('button', { type: 'button', 'data-do': what }, label);
    node.addEventListener('click', act);
    return node;
  };
  const tools = h(
    'div',
    { class: 'tools' },
    button('undo', 'Undo', () => plot.undo()),
    button('clear', 'Clear', () => plot.clear()),
    button('bet', 'Place the bet', () => {
      const { curve } = plot;
      wrong(curve ? '' : 'Draw a curve first, with pointer, finger or arrow keys.');
      if (curve) make(writeCurve(curve));
      else plot.area.focus();
    }),
  );
  const numbers = h('details', { class: 'numbers', hidden: true });
  return {
    fields: [plot.element, tools, numbers],
    needsReport: true,
    said: (bet) => (readCurve(bet, taken) ? 'the curve' : ''),
    placed: () => 'Your bet is placed.',
    show: (bet) => {
      plot.curve = readCurve(bet, taken);
    },
    settle: (made, outcome) => {
      const curve = readCurve(made, taken);
      const chart = outcome?.report?.charts.find(({ id }) => id === bet.getAttribute('chart'));
      const line = chart?.series.find(({ id }) => id === bet.getAttribute('series'))?.points;
      const run = curve && line ? sample(line, taken) : null;
      const between = curve && run && compare(curve, run);
      plot.reveal(between && line ? line : null);
      tools.hidden = between !== null;
      numbers.hidden = between === null;
      if (!curve || !run || !between) return null;
      fill(numbers, taken, curve, run);
      const short = between.points < taken.points ? ', as far as that went' : '';
      const whose = outcome?.own ? 'your run' : 'the run';
      return {
        answer: judgeCurve(between, taken.near),
        words: `${difference(between, taken.decimals, whose)}${short}.`,
      };
    },
    focus: () => plot.area.focus(),
  };
}

/**
 * The table of both curves.
 * @param {HTMLElement} details
 * @param {import('./bet-curve.js').CurveTerms} taken
 * @param {number[]} bet
 * @param {(number | null)[]} run
 */
function fill(details, taken, bet, run) {
  const { x, y, decimals } = taken;
  const cell = (/** @type {number | null | undefined} */ value) =>
    value === null || value === undefined ? '\u2013' : withUnit(number(value, decimals), y.unit);
  const titles = [axisName(x), 'your bet', 'the run'];
  const summary = h('summary', {}, 'The numbers');
  details.replaceChildren(
    summary,
    h(
      'table',
      {},
      h('caption', {}, axisName(y)),
      h('thead', {}, h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)))),
      h(
        'tbody',
        {},
        ...bet.map((value, point) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, String(abscissa(taken, point))),
            h('td', {}, cell(value)),
            h('td', {}, cell(run[point])),
          ),
        ),
      ),
    ),
  );
}
