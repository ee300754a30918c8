// What a page asks of a figure by attributes, and what was wrong with it.

import { short } from './format.js';

/** @import {Control, Description, Pair} from './types.js' */

/**
 * Attributes that are the element's or the browser's own; every other is a parameter of the run, as is one that is called
 * as a control.
 */
const OWN =
  /^(experiment|theme|controls|readouts|autoplay|id|class|style|title|lang|dir|hidden|slot|part|exportparts|tabindex|role|is|nonce|inert|popover|translate|draggable|spellcheck|contenteditable|accesskey|autofocus|width|height|on.*|item.*|data-.*|aria-.*|xmlns.*)$/;

/**
 * A link to a figure that the page does not have is told by the page's first figure. On a page of somebody else's
 * `fig` may mean anything, so only one that carries our list of experiments is looked at.
 * @param {Element} element
 * @param {string[]} problems told here
 */
export function checkLink(element, problems) {
  const wanted = new URLSearchParams(location.search).get('fig');
  const labs = [...document.querySelectorAll('facelike-lab[id]')];
  if (wanted === null || labs[0] !== element || !document.getElementById('facelike-experiments')) return;
  const known = labs.map(({ id }) => id);
  if (!known.includes(wanted))
    problems.push(`This page has no figure \u201c${short(wanted)}\u201d: there is ${known.join(', ')}.`);
}

/**
 * The parameters of the run that an element carries. A toggle without a value is on, as in HTML.
 * @param {Element} element
 * @param {Description | null} description
 * @returns {Pair[]}
 */
export function ownPairs(element, description) {
  const kinds = new Map(description?.controls.map(({ id, kind }) => [id, kind]));
  return [...element.attributes]
    .filter(({ name }) => kinds.has(name) || !OWN.test(name))
    .map(({ name, value }) => [name, kinds.get(name) === 'toggle' && value === '' ? 'on' : value]);
}

/**
 * Every control's default, then what `pairs` say.
 * @param {Description | null} description
 * @param {Pair[]} pairs
 * @returns {Pair[]}
 */
export function withDefaults(description, pairs) {
  /** @type {Pair[]} */
  const all = (description?.controls ?? []).flatMap((control) =>
    control.kind === 'button' ? [] : [/** @type {Pair} */ ([control.id, String(control.default)])],
  );
  return [...all, ...pairs];
}

/** @param {string} list ids with commas between them */
function listed(list) {
  return list
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
}

/**
 * The controls to show; null for no panel at all. The seed is always there beside them, and may be named.
 * @param {Description} description
 * @param {string | null} asked ids with commas between them, `none`, or null for all
 * @param {string[]} problems told here
 * @returns {Control[] | null}
 */
export function shownControls(description, asked, problems) {
  if (asked === null) return description.controls;
  if (asked.trim() === 'none') return null;
  const ids = listed(asked);
  const known = description.controls.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id) || id === 'seed') continue;
    problems.push(`No control \u201c${short(id)}\u201d to show: there is ${known.join(', ')}, or none.`);
  }
  return description.controls.filter(({ id }) => ids.includes(id));
}

/**
 * The readouts to show; the others are among the numbers that can be opened and downloaded.
 * @param {Description} description
 * @param {string | null} asked ids with commas between them, or null for all
 * @param {string[]} problems told here
 */
export function shownReadouts(description, asked, problems) {
  const { readouts } = description;
  const ids = listed(asked ?? '');
  const known = readouts.map(({ id }) => id);
  for (const id of ids) {
    if (!known.includes(id))
      problems.push(`No readout \u201c${short(id)}\u201d to show: there is ${known.join(', ')}.`);
  }
  const shown = readouts.filter(({ id }) => ids.includes(id));
  return shown.length > 0 ? shown : readouts;
}

/**
 * @param {string | null} theme
 * @param {string[]} problems told here
 */
export function checkTheme(theme, problems) {
  if (!theme || theme === 'light' || theme === 'dark') return;
  problems.push(`The theme cannot be \u201c${short(theme)}\u201d: it takes light or dark.`);
}
