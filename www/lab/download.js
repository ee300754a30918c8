// Files for the reader: saved, or, where a page may not save any (a sandboxed frame has no origin of its own), shown to
// be copied instead.

import drawing from 'facelike:drawing';
import { h } from './dom.js';

/** @import {Host} from './types.js' */

/** Widths of an SVG in CSS pixels, and the margin around the figure that is part of it: see src/plot. */
const WIDTHS = { least: 280, most: 1400 };
const MARGIN = 16;

/** Whether this page may hand a file to the reader. */
export function downloads() {
  return self.origin !== 'null' || location.protocol === 'file:';
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', { href: url, download: name });
  link.click();
  // Browsers fetch the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Gives a text: as a file, or to be copied.
 * @param {string} text
 * @param {{name: string, ending: string, type: string}} file
 * @returns {HTMLElement[]} what to show
 */
export function give(text, { name, ending, type }) {
  if (downloads()) {
    save(new Blob([text], { type: `${type};charset=utf-8` }), `${name}.${ending}`);
    return [];
  }
  const area = h('textarea', { readonly: true, rows: 8, 'aria-label': `The ${ending.toUpperCase()} as text` });
  area.value = text;
  // Once it is shown.
  queueMicrotask(() => {
    area.focus();
    area.select();
  });
  return [h('p', {}, 'This page may not save files: copy the text instead.'), area];
}

/**
 * The picture as PNG, on a ground, since the canvas is clear.
 * @param {HTMLCanvasElement} canvas
 * @param {string} ground
 * @returns {Promise<Blob>}
 */
export function picture(canvas, ground) {
  return new Promise((resolve, reject) => {
    if (canvas.hidden) throw new Error('there is no live picture yet');
    const copy = h('canvas', { width: canvas.width, height: canvas.height });
    const context = copy.getContext('2d');
    if (!context) throw new Error('the browser has no canvas left');
    context.fillStyle = ground;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png');
  });
}

/**
 * The picture as SVG, as wide as it is shown with a margin around it: what `facelike render` writes, byte for byte.
 * @param {Host} host
 */
export async function drawn(host) {
  const frame = host.frame();
  if (!frame) throw new Error('there is no live picture yet');
  const glue = drawing();
  await glue.default({ module_or_path: await host.module('svg') });
  const width = Math.min(WIDTHS.most, Math.max(WIDTHS.least, host.width() + 2 * MARGIN));
  return glue.svg(frame.bytes, host.theme(), width, host.description.title);
}
