//! The browser's side of the library: the only place that knows wasm-bindgen, js-sys, web-sys and
//! plotters-canvas. JavaScript owns clocks, workers and the page; this owns runs and painting.
//!
//! It is built twice, as two modules: with the feature `run` for the worker, fast, and with the feature `paint` for
//! the page, small. A figure goes from one to the other as bytes. The feature `bench` adds what is timed,
//! and `faults` what tests of faults need.

#[cfg(feature = "bench")]
mod bench;
#[cfg(feature = "paint")]
mod canvas;
#[cfg(feature = "faults")]
mod faults;
#[cfg(feature = "paint")]
mod painter;
#[cfg(feature = "run")]
mod run;
