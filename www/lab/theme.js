// Which theme a figure is in: its own attribute, else the page's, else the system's, followed live; and whether the
// page's switch (`data-contrast` on its root) or the system asks for more contrast.

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
const strong = media('(prefers-contrast: more)');
const still = media('(prefers-reduced-motion: reduce)');

/** Whether the reader asked for less motion. */
export const reducedMotion = () => still?.matches ?? false;

/**
 * @param {HTMLElement} element
 * @param {string | null | undefined} asked
 * @returns {Theme}
 */
function themeOf(element, asked) {
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
 * Sets the theme on the element, where its style sheet looks for it; the name by which a picture is painted in it.
 * @param {HTMLElement} element
 * @param {string | null | undefined} asked
 */
export function dress(element, asked) {
  const theme = themeOf(element, asked);
  const more = strong?.matches || document.documentElement.dataset.contrast === 'more';
  // Every painted frame comes here, and whoever watches the attributes hears of each that is written.
  if (element.dataset.theme !== theme) element.dataset.theme = theme;
  if (more && element.dataset.contrast !== 'more') element.dataset.contrast = 'more';
  else if (!more) delete element.dataset.contrast;
  return more ? `${theme}-contrast` : theme;
}

/**
 * Calls `changed` whenever the theme or the wish for less motion may have changed, until the signal ends it.
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function watchTheme(changed, signal) {
  for (const query of [dark, strong, still]) query?.addEventListener?.('change', changed, { signal });
  // A page's own switch sets an attribute of its root.
  const observer = new MutationObserver(changed);
  const attributeFilter = ['class', 'style', 'data-theme', 'data-contrast'];
  observer.observe(document.documentElement, { attributes: true, attributeFilter });
  signal.addEventListener('abort', () => observer.disconnect());
}
