/** Modules made by bundle.mjs. */

declare module 'facelike:core' {
  /** A fresh copy of core.js: a panic poisons the instance it happens in, and no other. */
  export default function core(): typeof import('./core.js');
}

declare module '*.css' {
  const text: string;
  export default text;
}

declare module 'facelike:painting' {
  /** A fresh copy of wasm-bindgen's glue of the module that paints, likewise. */
  export default function painting(): import('./types.js').PaintGlue;
}

declare module 'facelike:reading' {
  /** Of the module that reads off values. */
  export default function reading(): import('./types.js').ReadGlue;
}

declare module 'facelike:drawing' {
  /** Of the module that writes SVG. */
  export default function drawing(): import('./types.js').SvgGlue;
}

/** wasm-bindgen's glue of the module that runs, target/wasm/run.js: the shape is RunGlue in types.d.ts. */
declare module 'facelike:run';
