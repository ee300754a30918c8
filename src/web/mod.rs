//! The browser's shell: the only place that knows wasm-bindgen, js-sys, web-sys and plotters-canvas.

pub mod canvas;
