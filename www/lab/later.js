// Asks for the second file of the page's script (more.js): once a figure is live, or as soon as somebody needs it.

/** @typedef {typeof import('./more.js')} More */

/** @type {Promise<More> | undefined} */
let asked;

/** What is in more.js; a failure is forgotten, so that asking again tries again. */
export function more() {
  asked ??= load().catch((error) => {
    asked = undefined;
    throw error;
  });
  return asked;
}

/** @returns {Promise<More>} */
async function load() {
  const name = 'data-facelike-more';
  const url = document.querySelector(`script[${name}]`)?.getAttribute(name);
  if (!url) throw new Error('this page does not say where the rest of its script is');
  return import(new URL(url, document.baseURI).href);
}
