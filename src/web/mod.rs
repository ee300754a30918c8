//! The browser's side of the library: the only place that knows wasm-bindgen, js-sys, web-sys and
//! plotters-canvas. JavaScript owns clocks, workers and the page; this owns runs and painting.
//!
//! It is built as several modules: with the feature `run` for the worker, fast, once for each set of experiments; with
//! `paint` for the page, small; with `read` and with `svg` for readers who read off values or ask for a file. A figure goes
//! from the first to the others as bytes. The feature `bench` adds what is timed, and `faults` what tests of faults need.

#[cfg(feature = "bench")]
mod bench;
#[cfg(feature = "paint")]
mod canvas;
#[cfg(feature = "faults")]
mod faults;
#[cfg(feature = "paint")]
mod painter;
#[cfg(feature = "read")]
mod read;
#[cfg(feature = "run")]
mod run;
#[cfg(feature = "svg")]
mod svg;
