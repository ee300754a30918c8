// Speeds of the part to watch, in ticks a second.

/** No limit; so does all preparation. */
export const AS_FAST_AS_IT_GOES = 0;

export const NORMAL_SPEED = 20;

/** @type {[label: string, ticks_per_s: number][]} */
export const SPEEDS = [
  ['Slow', 5],
  ['Normal', NORMAL_SPEED],
  ['Fast', 60],
  ['As fast as it goes', AS_FAST_AS_IT_GOES],
];
