//! What is exact about a filter: the share of unsafe inputs that pass, and of all inputs that are told right, by quadrature.

use ndarray::{Array2, s};

use super::training::{INPUTS, Training, encode};
use super::world::{UNSAFE, World};
use crate::nn::Workspace;

/// Rings and angles of the quadrature over the plane, and how far out it goes.
const RINGS: usize = 160;
const ANGLES: usize = 160;
const REACH: f64 = 6.0;
/// Inputs judged at a time, and in a tick.
const BATCH: usize = 512;
const A_TICK: usize = 8 * BATCH;

/// Nodes with what each stands for, made once.
#[derive(Debug)]
pub struct Nodes {
    /// Unsafe inputs and shares of the unsafe.
    inside: Vec<([f64; 2], f64)>,
    /// All inputs and shares of all; whether the input is safe.
    plane: Vec<([f64; 2], f64, bool)>,
}

impl Nodes {
    pub fn new(world: &World) -> Self {
        let count = world.discs.len() as f64;
        let inside = world
            .discs
            .iter()
            .flat_map(|disc| disc.nodes().into_iter().map(|(at, share)| (at, share / count)))
            .collect();
        let mut plane = Vec::with_capacity(RINGS * ANGLES);
        for ring in 0..RINGS {
            let far = REACH * (ring as f64 + 0.5) / RINGS as f64;
            let share = far * libm::exp(-0.5 * far * far) * REACH / RINGS as f64 / ANGLES as f64;
            for angle in 0..ANGLES {
                let turn = (angle as f64 + 0.5 * (ring % 2) as f64) / ANGLES as f64;
                let (sin, cos) = libm::sincos(core::f64::consts::TAU * turn);
                let point = [far * cos, far * sin];
                plane.push((point, share, world.disc_of(point).is_none()));
            }
        }
        Self { inside, plane }
    }

    pub fn ticks(&self, plane: bool) -> u32 {
        (self.inside.len() + if plane { self.plane.len() } else { 0 }).div_ceil(A_TICK) as u32
    }
}

/// A filter being surveyed.
#[derive(Clone, Debug)]
pub struct Survey {
    ws: Workspace,
    x: Array2<f32>,
    done: usize,
    /// How far everything lies off, and what the net is told of the place.
    shift: [f64; 2],
    place: f32,
    /// Whether all inputs are surveyed, or the unsafe alone.
    all: bool,
    passed: f64,
    stopped: f64,
}

/// What a survey found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// The share of unsafe inputs that pass.
    pub false_negatives: f64,
    /// The share of all inputs that are told right.
    pub accuracy: f64,
}

impl Survey {
    pub fn new(filter: &Training, shift: [f64; 2], place: f32, all: bool) -> Self {
        let ws = Workspace::new(&filter.net, BATCH);
        Self { ws, x: Array2::zeros((BATCH, INPUTS)), done: 0, shift, place, all, passed: 0.0, stopped: 0.0 }
    }

    /// Ticks done.
    pub fn ticks(&self) -> u32 {
        (self.done / A_TICK) as u32
    }

    /// One tick; what was found with the last.
    pub fn step(&mut self, filter: &Training, nodes: &Nodes) -> Option<Found> {
        let inside = nodes.inside.len();
        let total = inside + if self.all { nodes.plane.len() } else { 0 };
        let end = (self.done + A_TICK).min(total);
        while self.done < end {
            let rows = (end - self.done).min(BATCH);
            let at = |i: usize| if i < inside { nodes.inside[i].0 } else { nodes.plane[i - inside].0 };
            for (i, row) in self.x.rows_mut().into_iter().take(rows).enumerate() {
                let [x, y] = at(self.done + i);
                let row = row.into_slice().expect("rows in standard layout");
                encode([x + self.shift[0], y + self.shift[1]], self.place, row);
            }
            let z = filter.net.forward(self.x.slice(s![..rows, ..]), &mut self.ws);
            for (i, z) in z.iter().enumerate() {
                let i = self.done + i;
                if i < inside {
                    self.passed += if *z < 0.0 { nodes.inside[i].1 } else { 0.0 };
                } else {
                    let (_, share, safe) = nodes.plane[i - inside];
                    self.stopped += if *z >= 0.0 && safe { share } else { 0.0 };
                }
            }
            self.done += rows;
        }
        (self.done >= total)
            .then_some(Found { false_negatives: self.passed, accuracy: 1.0 - self.stopped - UNSAFE * self.passed })
    }
}
