//! Actions whose score, worth and cost are known, people who choose among them, and a small net 4-16-1 that learns what
//! they do.

use ndarray::Array2;

use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace};
use crate::rng::Rng;

/// Ordinary actions, and all with the one that builds a maximiser, which comes last.
pub const ORDINARY: usize = 95;
pub const ALL: usize = ORDINARY + 1;
pub const BUILDER: usize = ORDINARY;
/// The greatest cost.
pub const HARM: f64 = 10.0;
/// What building a maximiser is worth.
const RUIN: f64 = -5.0;
const FEATURES: usize = 4;
/// Of the score: how far it is off, and what a point too much costs.
const OFF: f64 = 0.7;
const PRICE: f64 = 3.0;
/// How much people mind what an action is worth, and a habit.
const SENSE: f64 = 0.8;
const HABIT: f64 = 0.5;
/// Training steps in all and in a tick, and choices of people in a step.
pub const STEPS: u32 = 600;
const A_TICK: u32 = 6;
/// Ticks of the training.
pub const TICKS: u32 = STEPS / A_TICK;
const BATCH: usize = 256;
const RATE: f32 = 8e-3;

/// The truth about the actions.
pub struct World {
    /// [ORDINARY, FEATURES]
    features: Array2<f32>,
    /// In standard deviations of the ordinary actions' worth.
    pub values: [f64; ALL],
    /// Worth and an error, which has heavy tails.
    pub scores: [f64; ALL],
    /// What the score overrates, and harm.
    pub costs: [f64; ALL],
    /// How people choose among the ordinary actions.
    pub people: [f64; ORDINARY],
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::stream(seed, "quantilizer/actions");
        let features = Array2::from_shape_simple_fn((ORDINARY, FEATURES), || rng.normal());
        let at = |i: usize, k: usize| f64::from(features[(i, k)]);
        let mut values = [0.0; ALL];
        for (i, value) in values.iter_mut().enumerate().take(ORDINARY) {
            *value = at(i, 0) + 0.7 * libm::sin(2.0 * at(i, 1)) - 0.3 * at(i, 2) * at(i, 2);
        }
        let ordinary = &mut values[..ORDINARY];
        let mean = ordinary.iter().sum::<f64>() / ORDINARY as f64;
        let deviation = (ordinary.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / ORDINARY as f64).sqrt();
        ordinary.iter_mut().for_each(|v| *v = (*v - mean) / deviation);
        values[BUILDER] = RUIN;
        let (mut scores, mut costs) = ([0.0; ALL], [HARM; ALL]);
        let mut highest = 0.0;
        for i in 0..ORDINARY {
            // Student's t with three degrees of freedom.
            let mut normal = || f64::from(rng.normal());
            let (error, squares) = (normal(), [normal(), normal(), normal()]);
            let error = OFF * error / (squares.iter().map(|v| v * v).sum::<f64>() / 3.0).sqrt();
            let error = error.clamp(-6.0, 6.0);
            scores[i] = values[i] + error;
            costs[i] = if error > 0.0 { (PRICE * error).min(HARM) } else { 0.0 };
            highest = if scores[i] > highest { scores[i] } else { highest };
        }
        scores[BUILDER] = highest + 1.0;
        let mut people = [0.0; ORDINARY];
        for (i, share) in people.iter_mut().enumerate() {
            *share = libm::exp(SENSE * values[i] + HABIT * at(i, 3));
        }
        let total: f64 = people.iter().sum();
        people.iter_mut().for_each(|share| *share /= total);
        Self { features, values, scores, costs, people }
    }
}

/// The net that learns what people do, from their choices alone.
#[derive(Clone)]
pub struct Imitation {
    net: Net,
    adam: Adam,
    ws: Workspace,
    rng: Rng,
    d_logits: Array2<f32>,
    shares: [f64; ORDINARY],
    done: u32,
}

impl Imitation {
    pub fn new(world: &World, seed: u64) -> Self {
        let mut init = Rng::stream(seed, "quantilizer/net");
        let net = Net::new(&[FEATURES, 16, 1], Activation::Tanh, Activation::Identity, &mut init);
        let mut imitation = Self {
            adam: Adam::new(net.parameters().len(), AdamConfig { rate: RATE, ..AdamConfig::default() }),
            ws: Workspace::new(&net, ORDINARY),
            net,
            rng: Rng::stream(seed, "quantilizer/people"),
            d_logits: Array2::zeros((ORDINARY, 1)),
            shares: [0.0; ORDINARY],
            done: 0,
        };
        imitation.look(world);
        imitation
    }

    pub fn done(&self) -> u32 {
        self.done
    }

    pub fn finished(&self) -> bool {
        self.done >= STEPS
    }

    /// How it would choose among the ordinary actions.
    pub fn shares(&self) -> &[f64; ORDINARY] {
        &self.shares
    }

    /// Half the sum of what it does too often and too seldom.
    pub fn off(&self, world: &World) -> f64 {
        0.5 * self.shares.iter().zip(&world.people).map(|(p, q)| (p - q).abs()).sum::<f64>()
    }

    pub fn tick(&mut self, world: &World) {
        for _ in 0..A_TICK {
            let mut counts = [0.0_f64; ORDINARY];
            for _ in 0..BATCH {
                counts[self.rng.pick(&world.people)] += 1.0 / BATCH as f64;
            }
            // d of the cross-entropy: how much too often.
            for ((d, share), count) in self.d_logits.iter_mut().zip(&self.shares).zip(&counts) {
                *d = (share - count) as f32;
            }
            self.net.backward(self.d_logits.view(), &mut self.ws);
            self.adam.step(self.net.parameters_mut(), self.ws.gradient());
            self.done += 1;
            // The last steps are short, so that their noise goes.
            self.adam.rate = RATE * (1.02 - self.done as f32 / STEPS as f32);
            self.look(world);
        }
    }

    fn look(&mut self, world: &World) {
        let logits = self.net.forward(world.features.view(), &mut self.ws);
        let largest = logits.iter().fold(f32::NEG_INFINITY, |largest, z| if *z > largest { *z } else { largest });
        for (share, z) in self.shares.iter_mut().zip(logits) {
            *share = libm::exp(f64::from(z - largest));
        }
        let total: f64 = self.shares.iter().sum();
        self.shares.iter_mut().for_each(|share| *share /= total);
    }
}
