// What no reader needs before the first live figure: a file of its own, which later.js asks for.

export { FacelikeBet } from './bet.js';
