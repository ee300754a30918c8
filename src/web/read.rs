//! Reading values off a figure that the page shows.

use wasm_bindgen::prelude::*;

use crate::lab::Figure;
use crate::plot::{Move, Place, Reader, Spot};

/// Where a way from 2 on leads.
const MOVES: [Move; 8] =
    [Move::Next, Move::Before, Move::Up, Move::Down, Move::NextPart, Move::PartBefore, Move::First, Move::Last];

/// A figure, and what is being read off it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Reading {
    figure: Figure,
    spot: Option<Spot>,
}

#[wasm_bindgen]
impl Reading {
    /// Nothing to read yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a frame made by `Run.frame`.
    pub fn show(&mut self, frame: &[u8]) -> Result<(), JsError> {
        self.figure = postcard::from_bytes(frame)?;
        Ok(())
    }

    /// Reads a value off the figure as painted `width` wide: what is nearest to `(x, y)` for the `way` 0, what was read
    /// before for 1, and what is one of [`MOVES`] away from that for those from 2 on. In lines: left, top, width and
    /// height of what to mark, the name, the value, where it has it; nothing where there is nothing to read.
    pub fn read(&mut self, width: u32, way: usize, x: f64, y: f64) -> String {
        let reader = Reader::new(&self.figure, width);
        self.spot = match way {
            0 => reader.at(x, y),
            1 => self.spot.and_then(|spot| reader.keep(spot)),
            _ => MOVES.get(way - 2).and_then(|to| reader.go(self.spot, *to)),
        };
        let Some(value) = self.spot.and_then(|spot| reader.tell(spot)) else { return String::new() };
        let Place { x, y, width, height } = value.mark;
        let [x, y, width, height] = [x, y, width, height].map(|px| px.round() as i32);
        format!("{x} {y} {width} {height}\n{}\n{}\n{}", value.name, value.y, value.x)
    }
}
