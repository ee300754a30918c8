//! The plane and each unsafe disc as small grey pictures: what the filter stops, and what it lets pass.

use ndarray::{Array2, s};

use super::training::{INPUTS, Training, encode};
use super::world::{Disc, World};
use crate::nn::Workspace;
use crate::nn::loss::sigmoid;

/// Pixels of the plane's side and of a disc's picture's.
pub const PLANE: usize = 64;
pub const TILE: usize = 20;
/// Half the plane's side, and half a disc's picture's in radii.
const REACH: f64 = 4.4;
const AROUND: f64 = 1.5;
/// Greys.
const OUTLINE: u8 = 120;
const STOPPED: u8 = 150;
const STOPPED_OUTSIDE: u8 = 70;
const PASSED: u8 = 255;
const BATCH: usize = 512;
const BATCHES_A_TICK: usize = 8;

/// The pictures, and a net's room to make them.
#[derive(Clone, Debug)]
pub struct View {
    ws: Workspace,
    x: Array2<f32>,
    points: Vec<[f64; 2]>,
    inside: Vec<bool>,
    pub pixels: Vec<u8>,
    /// Where to go on drawing.
    next: usize,
}

fn square(side: usize, middle: [f64; 2], reach: f64) -> impl Iterator<Item = [f64; 2]> {
    let at = move |i: usize| reach * ((2 * i + 1) as f64 / side as f64 - 1.0);
    (0..side * side).map(move |i| [middle[0] + at(i % side), middle[1] - at(i / side)])
}

impl View {
    pub fn new(world: &World, filter: &Training) -> Self {
        let tile = |disc: &Disc| square(TILE, disc.middle, AROUND * disc.radius);
        let points: Vec<_> = square(PLANE, [0.0; 2], REACH).chain(world.discs.iter().flat_map(tile)).collect();
        Self {
            ws: Workspace::new(&filter.net, BATCH),
            x: Array2::zeros((BATCH, INPUTS)),
            inside: points.iter().map(|point| world.disc_of(*point).is_some()).collect(),
            pixels: vec![0; points.len()],
            points,
            next: 0,
        }
    }

    /// Draws the next part of the pictures anew, of the filter as it is in the box.
    pub fn draw(&mut self, filter: &Training) {
        for _ in 0..BATCHES_A_TICK {
            let from = self.next;
            let rows = (self.points.len() - from).min(BATCH);
            for (row, point) in self.x.rows_mut().into_iter().zip(&self.points[from..from + rows]) {
                encode(*point, filter.places[0], row.into_slice().expect("rows in standard layout"));
            }
            let z = filter.net.forward(self.x.slice(s![..rows, ..]), &mut self.ws);
            for (i, z) in z.iter().enumerate() {
                let i = from + i;
                let passes = *z < 0.0;
                self.pixels[i] = match (i < PLANE * PLANE, self.inside[i]) {
                    (_, true) if passes => PASSED,
                    (true, true) => OUTLINE,
                    (true, false) => (f32::from(STOPPED_OUTSIDE) * sigmoid(*z)) as u8,
                    (false, true) => STOPPED,
                    (false, false) if passes => 0,
                    (false, false) => STOPPED_OUTSIDE,
                };
            }
            self.next = if from + rows == self.points.len() { 0 } else { from + rows };
        }
    }

    /// Ticks that it takes to draw all of it.
    pub fn ticks(&self) -> u32 {
        self.points.len().div_ceil(BATCH * BATCHES_A_TICK) as u32
    }

    /// What the filter says of one input.
    pub fn logit(&mut self, filter: &Training, point: [f64; 2], place: f32) -> f32 {
        encode(point, place, self.x.row_mut(0).into_slice().expect("rows in standard layout"));
        filter.net.forward(self.x.slice(s![..1, ..]), &mut self.ws)[[0, 0]]
    }
}
