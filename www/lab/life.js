// What a figure watches while it is in a page: whether it is near and seen, its size, its attributes, theme and font.

import { reducedMotion, watchTheme } from './theme.js';

/** Animation frames that come later than this mean that nobody sees the page. */
export const UNSEEN_MS = 700;

/**
 * @typedef {object} Heard
 * @property {(near: boolean) => void} near whether it is less than a screen away
 * @property {(visible: boolean) => void} visible whether any of it is on the screen
 * @property {() => void} hidden the page was hidden, or is back
 * @property {() => void} given attributes have changed
 * @property {() => void} looks its width, theme or font may have changed
 */

/**
 * Tells what happens to an element until the signal ends it.
 * @param {Element} element
 * @param {Heard} heard
 * @param {AbortSignal} signal
 */
export function watchLife(element, heard, signal) {
  const inside = (/** @type {IntersectionObserverEntry[]} */ entries) => entries.at(-1)?.isIntersecting ?? false;
  const near = new IntersectionObserver((entries) => heard.near(inside(entries)), { rootMargin: '100% 0px' });
  const visible = new IntersectionObserver((entries) => heard.visible(inside(entries)));
  const sized = new ResizeObserver(heard.looks);
  near.observe(element);
  visible.observe(element);
  sized.observe(element);
  const given = new MutationObserver(heard.given);
  given.observe(element, { attributes: true });
  signal.addEventListener('abort', () => {
    for (const observer of [near, visible, sized, given]) observer.disconnect();
  });
  watchTheme(heard.looks, signal);
  document.addEventListener('visibilitychange', heard.hidden, { signal });
  document.fonts?.addEventListener?.('loadingdone', heard.looks, { signal });
}

/**
 * Calls `start` once half of the picture is on the screen, unless the reader asked for less motion.
 * @param {Element} plate
 * @param {() => void} start
 * @param {AbortSignal} signal
 */
export function watchAutoplay(plate, start, signal) {
  const half = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.intersectionRatio >= 0.5)) return;
      half.disconnect();
      if (!reducedMotion()) start();
    },
    { threshold: 0.5 },
  );
  half.observe(plate);
  signal.addEventListener('abort', () => half.disconnect());
}

/**
 * Waits until the page is painted again. Firefox does not tell a frame of another site that it has left the screen: it
 * only stops painting it.
 * @param {(unseen: boolean) => void} tell
 */
export function watchUnseen(tell) {
  tell(true);
  let before = 0;
  const look = (/** @type {number} */ now) => {
    const unseen = now - before > UNSEEN_MS;
    before = now;
    if (unseen) requestAnimationFrame(look);
    else tell(false);
  };
  requestAnimationFrame(look);
}
