// A small grey picture as the value of a control: its form in links, which is that of src/lab/picture.rs, what a brush
// covers, and how a photo is shrunk.

/** Pixels across and down. */
export const SIDE = 24;

/** The lightest of the greys; 0 is black. */
export const WHITE = 63;

const PIXELS = SIDE * SIDE;

/** How a picture is written that has nothing on it, and its grey. */
const BLANK = 'blank';
const GROUND = 32;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Shortest row of further equal greys that is written by their number. */
const WORTH_COUNTING = 3;

/** Greys from 0 to WHITE, row by row from the top left. @typedef {Uint8Array<ArrayBuffer>} Picture */

/** @returns {Picture} */
export function blank() {
  return new Uint8Array(PIXELS).fill(GROUND);
}

/**
 * A picture as it stands in a link.
 * @param {Picture} picture
 */
export function encode(picture) {
  if (picture.every((grey) => grey === GROUND)) return BLANK;
  let text = '';
  for (let at = 0; at < PIXELS; at += 1) {
    let more = 0;
    while (more < WHITE && at + more + 1 < PIXELS && picture[at + more + 1] === picture[at]) more += 1;
    text += DIGITS[picture[at] ?? 0];
    if (more < WORTH_COUNTING) continue;
    text += `.${DIGITS[more]}`;
    at += more;
  }
  return text;
}

/**
 * Reads what `encode` writes; null if it is no picture.
 * @param {string} text
 * @returns {Picture | null}
 */
export function decode(text) {
  if (text === BLANK) return blank();
  /** @type {number[]} */
  const greys = [];
  for (let at = 0; at < text.length; at += 1) {
    const counted = text[at] === '.';
    if (counted) at += 1;
    const digit = DIGITS.indexOf(text[at] ?? '?');
    const grey = counted ? greys.at(-1) : digit;
    if (digit < 0 || grey === undefined || greys.length > PIXELS) return null;
    for (let times = counted ? digit : 1; times > 0; times -= 1) greys.push(grey);
  }
  return greys.length === PIXELS ? Uint8Array.from(greys) : null;
}

// ---- Brushes ------------------------------------------------------------------------------------------------

/** A place on a picture in pixels from its top left corner. @typedef {{x: number, y: number}} Place */

/** Across, in pixels. */
export const BRUSHES = [1, 2, 4, 6];

/**
 * Where a round brush has its middle: in a pixel's middle or at its corner, so that it always covers as many.
 * @param {number} at
 * @param {number} size
 */
function middle(at, size) {
  return size % 2 ? Math.floor(at) + 0.5 : Math.round(at);
}

/**
 * The left and top edge of a brush.
 * @param {Place} place
 * @param {number} size
 */
export function corner({ x, y }, size) {
  return { x: middle(x, size) - size / 2, y: middle(y, size) - size / 2 };
}

/**
 * Puts the brush down.
 * @param {Picture} picture
 * @param {Place} place
 * @param {number} size
 * @param {number} grey
 */
export function dab(picture, place, size, grey) {
  const { x: left, y: top } = corner(place, size);
  for (let y = Math.max(0, top); y < Math.min(SIDE, top + size); y += 1) {
    for (let x = Math.max(0, left); x < Math.min(SIDE, left + size); x += 1) {
      const [across, down] = [x + 0.5 - left - size / 2, y + 0.5 - top - size / 2];
      if (across ** 2 + down ** 2 <= (size / 2) ** 2) picture[y * SIDE + x] = grey;
    }
  }
}

/**
 * Draws the brush from one place to another.
 * @param {Picture} picture
 * @param {Place} from
 * @param {Place} to
 * @param {number} size
 * @param {number} grey
 */
export function stroke(picture, from, to, size, grey) {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const steps = Math.max(1, Math.ceil(2 * Math.max(Math.abs(across), Math.abs(down))));
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps;
    dab(picture, { x: from.x + share * across, y: from.y + share * down }, size, grey);
  }
}

// ---- Photos -------------------------------------------------------------------------------------------------

/**
 * A square of pixels shrunk to a picture, each grey as bright as what lies in its cell on average: what the command
 * line does with a file (src/cli/picture.rs), bit for bit.
 * @param {Uint8ClampedArray} rgba
 * @param {number} side in pixels
 * @returns {Picture}
 */
export function shrink(rgba, side) {
  const picture = new Uint8Array(PIXELS);
  for (let at = 0; at < PIXELS; at += 1) {
    const [left, right] = edges(at % SIDE, side);
    const [top, bottom] = edges(Math.floor(at / SIDE), side);
    let [sum, area] = [0, 0];
    for (let y = Math.floor(top); y < bottom; y += 1) {
      const high = Math.min(y + 1, bottom) - Math.max(y, top);
      for (let x = Math.floor(left); x < right; x += 1) {
        const share = high * (Math.min(x + 1, right) - Math.max(x, left));
        sum += share * brightness(rgba, 4 * (y * side + x));
        area += share;
      }
    }
    picture[at] = Math.floor((sum / area) * WHITE + 0.5);
  }
  return picture;
}

/**
 * Where a cell begins and ends in a row of pixels.
 * @param {number} at
 * @param {number} side of the row
 */
function edges(at, side) {
  return /** @type {const} */ ([(at * side) / SIDE, ((at + 1) * side) / SIDE]);
}

/**
 * How bright the colour at a place looks, from 0 to 1 (ITU-R BT.601).
 * @param {Uint8ClampedArray} rgba
 * @param {number} at
 */
function brightness(rgba, at) {
  const [red, green, blue] = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0];
  return 0.299 * (red / 255) + 0.587 * (green / 255) + 0.114 * (blue / 255);
}
