// The exact state of one figure in the page's address: `?fig=INSTANCE&v=1&seed=7&...&tick=120`. Where a figure is its
// page's only one, as in a frame, `fig` may be left out, and what the address says of showing it stays there.

/** @import {Pair} from './types.js' */

/** Parameters of a link that tell how a figure is shown rather than what it is. */
export const SHOWN = ['theme', 'controls', 'readouts', 'autoplay'];

/**
 * Like `encodeURIComponent`, but what an input log is full of stays readable: no browser needs these encoded.
 * @param {string} text
 */
function readable(text) {
  return encodeURIComponent(text).replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%3D/g, '=');
}

/**
 * A query string without its question mark.
 * @param {Pair[]} pairs
 */
export function encode(pairs) {
  return pairs.map(([name, text]) => `${readable(name)}=${readable(text)}`).join('&');
}

/**
 * Pairs of a query string, of an object, or of pairs.
 * @param {string | Record<string, unknown> | Iterable<Pair>} given
 * @returns {Pair[]}
 */
export function decode(given) {
  if (typeof given === 'string') return [...new URLSearchParams(given)];
  const pairs = Symbol.iterator in given ? [...given] : Object.entries(given);
  return pairs.map(([name, text]) => [String(name), String(text)]);
}

/**
 * What a link says about the figure `instance`; null if it is about another one or about none.
 * @param {string} query
 * @param {string} instance
 * @param {boolean} sole whether the page has no other figure
 */
export function read(query, instance, sole) {
  const all = decode(query);
  const meant = all.find(([name]) => name === 'fig')?.[1] ?? (sole && instance);
  if (!instance || meant !== instance) return null;
  const pairs = all.filter(([name]) => name !== 'fig' && !SHOWN.includes(name));
  const shown = Object.fromEntries(all.filter(([name]) => SHOWN.includes(name)));
  return { pairs, shown };
}

/**
 * A link's pairs laid over an element's. One that carries a version is an exact state and stands alone; one
 * written by hand changes only what it names.
 * @param {Pair[]} own
 * @param {Pair[]} linked
 */
export function merge(own, linked) {
  if (linked.some(([name]) => name === 'v')) return linked;
  // The element's own come first: where the link's is refused, they stay in force. Input logs do not mix.
  const log = linked.some(([name]) => name === 'at');
  return [...own.filter(([name]) => !(log && name === 'at')), ...linked];
}

/**
 * The address of a page with this figure's state; parameters that are not ours stay.
 * @param {string} address
 * @param {string} instance
 * @param {Pair[]} pairs
 * @param {Iterable<string>} ours names of parameters of any figure, which are replaced
 * @param {boolean} sole whether the page has no other figure
 */
export function address(address, instance, pairs, ours, sole) {
  const url = new URL(address);
  const known = new Set([...ours, 'fig', 'v', 'seed', 'tick', 'at', ...(sole ? [] : SHOWN)]);
  const foreign =
    sole || url.searchParams.has('fig') ? decode(url.search).filter(([name]) => !known.has(name)) : decode(url.search);
  /** @type {Pair[]} */
  const named = sole ? [] : [['fig', instance]];
  url.search = encode([...foreign, ...named, ...pairs]);
  return url;
}

/** Milliseconds after the last change until the address is written; Safari limits the rate. */
const REST_MS = 500;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Writes the address of the figure last touched: at once, or when changes have come to rest.
 * @param {() => URL | null} make
 * @param {boolean} atOnce
 */
export function remember(make, atOnce) {
  clearTimeout(timer);
  const write = () => {
    try {
      const url = make();
      if (url && url.href !== location.href) history.replaceState(history.state, '', url);
    } catch {
      // Inside srcdoc, and when Safari has had enough, the address stays as it is; "copy link" still works.
    }
  };
  if (atOnce) write();
  else timer = setTimeout(write, REST_MS);
}

/**
 * The address that a link to this page starts from: inside srcdoc the page's own address is none.
 */
export function home() {
  if (/^(https?|file):/.test(location.protocol)) return location.href;
  const canonical = document.querySelector('link[rel=canonical]');
  return canonical instanceof HTMLLinkElement && canonical.href ? canonical.href : document.baseURI;
}
