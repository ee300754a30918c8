//! The filter: a small net that learns from safe inputs and the unsafe ones that are known.

use std::sync::Arc;

use ndarray::{Array2, s};

use super::world::World;
use crate::nn::loss::sigmoid;
use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace};
use crate::rng::Rng;

/// Two coordinates, and whether this is the box (-1) or the world (1); 0 for who cannot tell.
pub const INPUTS: usize = 3;
const SIZES: [usize; 4] = [INPUTS, 32, 32, 1];
/// Of safe inputs, of known unsafe ones, and of complaints in a training step.
const SAFE: usize = 96;
const KNOWN: usize = 64;
const COMPLAINTS: usize = 32;
/// What a complaint counts beside a known unsafe input.
const COMPLAINT: f32 = 0.5;
const RATE: f32 = 4e-3;
/// Coordinates are shrunk by this for the net.
const SCALE: f32 = 0.5;

/// What a net is told of the place it is in.
pub const BOX: f32 = -1.0;
pub const WORLD: f32 = 1.0;

/// Writes an input for the net.
pub fn encode([x, y]: [f64; 2], place: f32, row: &mut [f32]) {
    row.copy_from_slice(&[SCALE * x as f32, SCALE * y as f32, place]);
}

/// What it learns from beside safe and known unsafe inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feedback {
    /// Nothing.
    None,
    /// From the world, where whoever is stopped complains: unsafe inputs, told to have been safe.
    Complaints,
}

/// A net in training.
#[derive(Clone, Debug)]
pub struct Training {
    world: Arc<World>,
    feedback: Feedback,
    /// What a known unsafe input counts beside a safe one.
    caution: f32,
    /// What it is told in the box, and in the world.
    pub places: [f32; 2],
    pub net: Net,
    adam: Adam,
    ws: Workspace,
    rng: Rng,
    /// Unsafe inputs that are known.
    pub known: Vec<[f64; 2]>,
    x: Array2<f32>,
    d: Array2<f32>,
    pub steps: u32,
}

impl Training {
    /// A new net, and the first `examples` unsafe inputs that came up.
    pub fn new(world: Arc<World>, examples: usize, caution: f32, feedback: Feedback, tells: bool, seed: u64) -> Self {
        let mut rng = Rng::stream(seed, "filter/examples");
        let known = (0..examples).map(|_| world.draw_unsafe(&mut rng).1).collect();
        let net = Net::new(&SIZES, Activation::Tanh, Activation::Identity, &mut Rng::stream(seed, "filter/init"));
        let rows = SAFE + KNOWN + COMPLAINTS;
        Self {
            world,
            feedback,
            caution,
            places: if tells { [BOX, WORLD] } else { [0.0; 2] },
            adam: Adam::new(net.parameters().len(), AdamConfig { rate: RATE, ..AdamConfig::default() }),
            ws: Workspace::new(&net, rows),
            net,
            rng: Rng::stream(seed, "filter/data"),
            known,
            x: Array2::zeros((rows, INPUTS)),
            d: Array2::zeros((rows, 1)),
            steps: 0,
        }
    }

    /// One step: cross-entropy over the safe, the unsafe and the complaints, each on average; `rate` from 0 to 1.
    pub fn step(&mut self, rate: f32) {
        let rows = if self.feedback == Feedback::Complaints { SAFE + KNOWN + COMPLAINTS } else { SAFE + KNOWN };
        for i in 0..rows {
            let row = self.x.row_mut(i).into_slice().expect("rows in standard layout");
            if i < SAFE {
                let mut draw = || [f64::from(self.rng.normal()), f64::from(self.rng.normal())];
                let mut point = draw();
                while self.world.disc_of(point).is_some() {
                    point = draw();
                }
                // Ordinary inputs come up in both places.
                encode(point, self.places[i % 2], row);
            } else if i < SAFE + KNOWN {
                encode(self.known[self.rng.below(self.known.len())], self.places[0], row);
            } else {
                encode(self.world.draw_unsafe(&mut self.rng).1, self.places[1], row);
            }
        }
        let z = self.net.forward(self.x.slice(s![..rows, ..]), &mut self.ws);
        for (i, (d, z)) in self.d.iter_mut().zip(z).enumerate() {
            let (label, weight) = match i {
                _ if i < SAFE => (0.0, 1.0 / SAFE as f32),
                _ if i < SAFE + KNOWN => (1.0, self.caution / KNOWN as f32),
                _ => (0.0, COMPLAINT * self.caution / COMPLAINTS as f32),
            };
            *d = weight * (sigmoid(*z) - label);
        }
        self.net.backward(self.d.slice(s![..rows, ..]), &mut self.ws);
        self.adam.rate = RATE * rate;
        self.adam.step(self.net.parameters_mut(), self.ws.gradient());
        self.steps += 1;
    }
}
