// What no reader needs before the first live figure: a file of its own, which later.js asks for.

export { FacelikeBet } from './bet.js';
export { draft } from './drafter.js';
export { Numbers } from './numbers.js';
export { paint } from './painter.js';
export { Reading } from './reading.js';
export { Spread } from './spread.js';
