// A photo that a reader gives is read, cropped and shrunk on the device: it is sent nowhere and kept nowhere.

import { h } from './dom.js';
import { shrink } from './picture.js';

/** @import {Picture} from './picture.js' */

/** Largest file, in bytes, and most pixels: more would take a phone's memory. */
const MOST_MB = 50;
const MOST_PIXELS = 100_000_000;

/** What is larger across is first made smaller by the browser. */
const MOST_ACROSS = 1536;

/**
 * The middle square of a photo as a picture; what is transparent lies on white.
 * @param {Blob} file
 * @returns {Promise<Picture>} the error says in words why there is none
 */
export async function readPhoto(file) {
  const most = MOST_MB * 1_000_000;
  if (file.size > most) throw new Error(`it has ${Math.ceil(file.size / 1e6)} MB, and at most ${MOST_MB} can be read`);
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error('it is no picture that this browser can read');
  });
  try {
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) throw new Error(`it has ${width} by ${height} pixels, which are too many`);
    const side = Math.min(width, height);
    const across = Math.min(side, MOST_ACROSS);
    const context = h('canvas', { width: across, height: across }).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the browser has no canvas left');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, across, across);
    context.imageSmoothingQuality = 'high';
    const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
    context.drawImage(bitmap, left, top, side, side, 0, 0, across, across);
    return shrink(context.getImageData(0, 0, across, across).data, across);
  } finally {
    bitmap.close();
  }
}
