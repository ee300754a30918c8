// The canvas of a figure: its font, and its size in device pixels.

/** @import {Painter} from './types.js' */

/** Widths that a figure is painted in, in CSS pixels. */
const MIN_WIDTH = 240;
const MAX_WIDTH = 1400;

/** More device pixels a CSS pixel cost time and are not seen. */
const MAX_RATIO = 3;

/** How long the first paint waits for the page's font. */
const FONT_MS = 1500;

/** @type {Promise<unknown> | undefined} */
let fonts;

/** Resolves when the page's font is there, or has taken too long. */
export function fontsReady() {
  fonts ??= (async () => {
    try {
      const loads = ['400', '600'].map((weight) => document.fonts.load(`${weight} 16px "Facelike Sans"`));
      await Promise.race([Promise.all(loads), new Promise((resolve) => setTimeout(resolve, FONT_MS))]);
    } catch {
      // The page has no such font: the next one in the list is used.
    }
  })();
  return fonts;
}

/**
 * Paints what the painter holds as wide as the element.
 * @param {Painter} painter
 * @param {HTMLCanvasElement} canvas
 * @param {number} elementWidth in CSS pixels
 * @param {string} theme
 */
export function paint(painter, canvas, elementWidth, theme) {
  const width = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, elementWidth)));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${painter.height(width)}px`;
  painter.paint(canvas, width, Math.min(MAX_RATIO, devicePixelRatio || 1), theme);
  canvas.hidden = false;
}
