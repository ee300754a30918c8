// Which theme a figure is in: its own attribute, else the page's, else the system's, followed live.

/** @typedef {'light' | 'dark'} Theme */

/**
 * A media query that never throws; null where there is none.
 * @param {string} query
 */
function media(query) {
  try {
    return matchMedia(query);
  } catch {
    return null;
  }
}

const dark = media('(prefers-color-scheme: dark)');
const still = media('(prefers-reduced-motion: reduce)');

/** Whether the reader asked for less motion. */
export const reducedMotion = () => still?.matches ?? false;

/**
 * @param {HTMLElement} element
 * @param {string | null | undefined} asked
 * @returns {Theme}
 */
export function themeOf(element, asked) {
  if (asked === 'light' || asked === 'dark') return asked;
  // A page with a switch of its own narrows `color-scheme`, which elements inherit.
  const root = element.getRootNode();
  const around = element.parentElement ?? (root instanceof ShadowRoot ? root.host : document.documentElement);
  const scheme = getComputedStyle(around).colorScheme ?? '';
  const [isLight, isDark] = [/\blight\b/.test(scheme), /\bdark\b/.test(scheme)];
  if (isLight !== isDark) return isDark ? 'dark' : 'light';
  return dark?.matches ? 'dark' : 'light';
}

/**
 * Calls `changed` whenever the theme or the wish for less motion may have changed, until the signal ends it.
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function watchTheme(changed, signal) {
  for (const query of [dark, still]) query?.addEventListener?.('change', changed, { signal });
  // A page's own switch sets an attribute of its root.
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
  signal.addEventListener('abort', () => observer.disconnect());
}
