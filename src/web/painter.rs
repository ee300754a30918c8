//! Painting for the page.

use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::canvas::CanvasSurface;
use crate::lab::Figure;
use crate::plot::{self, Theme};

/// Paints frames on the main thread.
#[wasm_bindgen]
#[derive(Default)]
pub struct Painter {
    figure: Figure,
}

#[wasm_bindgen]
impl Painter {
    /// A painter that has nothing to show yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a frame made by `Run.frame`.
    pub fn show(&mut self, frame: &[u8]) -> Result<(), JsError> {
        self.figure = postcard::from_bytes(frame)?;
        Ok(())
    }

    /// The height in CSS pixels at a width in CSS pixels.
    pub fn height(&self, width: u32) -> u32 {
        plot::height(&self.figure, width)
    }

    /// Paints on `canvas`, `ratio` device pixels a CSS pixel.
    pub fn paint(&self, canvas: HtmlCanvasElement, width: u32, ratio: f64, theme: &str) -> Result<(), JsError> {
        let theme: Theme = theme.parse()?;
        let surface = CanvasSurface::new(canvas, width, plot::height(&self.figure, width), ratio)?;
        Ok(plot::draw(&self.figure, theme, width, surface)?)
    }
}
