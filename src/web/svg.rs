//! A figure as an SVG file, for readers who ask for one.

use wasm_bindgen::prelude::*;

use crate::lab::Figure;
use crate::plot::{self, SvgOptions};

/// The picture of a frame made by `Run.frame`, `width` CSS pixels wide with its margin: what `facelike render` writes.
#[wasm_bindgen]
pub fn svg(frame: &[u8], theme: &str, width: u32, title: &str) -> Result<String, JsError> {
    let figure: Figure = postcard::from_bytes(frame)?;
    Ok(plot::svg(&figure, theme.parse()?, width, &SvgOptions::alone(title, &figure.sentence))?)
}
