// Numbers and messages as a reader sees them.

/**
 * A number with a typographic minus and a fixed count of decimals, so that its width does not jump.
 * @param {number} value
 * @param {number} decimals
 */
export function number(value, decimals) {
  const size = Math.abs(value);
  const text = size >= 1e9 ? value.toExponential(3) : value.toFixed(decimals);
  // -0.00 is told as 0.00, 65536 as 65,536.
  const plain = /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
  const [whole = '', ...part] = plain.split('.');
  const grouped = size >= 1e4 && size < 1e9 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return [grouped, ...part].join('.').replace(/-/g, '\u2212');
}

/**
 * A value with its unit: a percent sign and the like stand close, words after a space.
 * @param {string} value
 * @param {string} unit
 */
export function withUnit(value, unit) {
  if (!unit) return value;
  return unit === '%' || unit === '\u00b0' ? `${value}\u2009${unit}` : `${value}\u00a0${unit}`;
}

/**
 * An axis by its name, with its unit.
 * @param {{label: string, unit: string}} axis
 */
export function axisName({ label, unit }) {
  return unit ? `${label} (${unit})` : label;
}

/**
 * A message of the library as a sentence for readers: a capital, quotation marks instead of backticks, a full stop.
 * @param {string} text
 */
export function sentence(text) {
  const quoted = text.trim().replace(/`([^`]*)`/g, '\u201c$1\u201d');
  const ended = /[.!?]$/.test(quoted) ? quoted : `${quoted}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

/**
 * At most 40 characters of what somebody gave, for a message.
 * @param {string} text
 */
export function short(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const clean = [...text.replace(/[\u0000-\u001f\u007f]/g, ' ')];
  return clean.length <= 40 ? clean.join('') : `${clean.slice(0, 37).join('')}...`;
}
