//! Lives as pictures: a tile a day, whose pattern is its experience's own.

use super::point::{DAYS, KINDS};
use crate::rng::Rng;

/// Pixels of a tile with the gap after it, and of the pattern in it.
const TILE: usize = 8;
const PATTERN: usize = 6;
/// Days in a row.
const ACROSS: usize = 8;
/// Pixels of a life's picture.
pub const WIDTH: usize = ACROSS * TILE;
pub const HEIGHT: usize = DAYS / ACROSS * TILE;

/// The tile of an experience, which is the same in every life: a pattern that is its own mirror image, in two greys.
fn tile(kind: usize) -> [u8; PATTERN * PATTERN] {
    let mut rng = Rng::stream(kind as u64, "boredom/tile");
    // Told apart at a glance: a ground from dark to light, and a figure that stands out from it.
    let ground = 30 + 195 * (kind * 7 % KINDS) / KINDS;
    let figure = if ground > 120 { ground - 105 } else { ground + 105 };
    let mut pixels = [ground as u8; PATTERN * PATTERN];
    for row in 0..PATTERN {
        for column in 0..PATTERN / 2 {
            if rng.chance(0.5) {
                pixels[row * PATTERN + column] = figure as u8;
                pixels[row * PATTERN + PATTERN - 1 - column] = figure as u8;
            }
        }
    }
    pixels
}

/// A life of days, each given by its experience, as a picture [HEIGHT * WIDTH].
pub fn picture(days: &[usize]) -> Vec<u8> {
    let mut pixels = vec![255; WIDTH * HEIGHT];
    for (day, kind) in days.iter().enumerate() {
        let corner = day / ACROSS * TILE * WIDTH + day % ACROSS * TILE + WIDTH + 1;
        for (i, grey) in tile(*kind).into_iter().enumerate() {
            pixels[corner + i / PATTERN * WIDTH + i % PATTERN] = grey;
        }
    }
    pixels
}
