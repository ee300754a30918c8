/** Modules made by bundle.mjs. */

declare module 'facelike:core' {
  /** A fresh copy of core.js: a panic poisons the instance it happens in, and no other. */
  export default function core(): typeof import('./core.js');
}

declare module '*.css' {
  const text: string;
  export default text;
}

/** wasm-bindgen's glue, target/wasm/facelike.js: the shape is Glue in types.d.ts. */
declare module 'facelike:module';
