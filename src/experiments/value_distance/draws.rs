//! Draws of many worlds, each worth something to me and something to somebody else, and what each of us would choose.
//!
//! U = my value, V = rho U + sqrt(1 - rho^2) Z with Z independent: among n worlds the other chooses argmax V. If U and Z
//! are normal, E[U at argmax V] = rho m_n and E[max U] = m_n.

use crate::rng::Rng;
use crate::worlds::extremes::{MOST_DRAWN, Outermost, Tail, expected_at_max};

/// Correlations tried on every draw: 0 to 1 in steps of 1/20. The one that is asked for comes after them.
pub const GRID: usize = 21;
const TRIED: usize = GRID + 1;

/// How heavy the tails are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// Of my own values, and of the error.
    pub own: Tail,
    pub error: Tail,
}

impl Law {
    /// The expected best of `n` worlds, by my values.
    pub fn best(self, n: f64) -> f64 {
        expected_at_max(n, |x| self.own.of(x))
    }

    /// Whether all are bell curves.
    pub fn normal(self) -> bool {
        self.own.normal() && self.error.normal()
    }
}

/// The correlation at a place of the grid.
pub fn grid(i: usize) -> f64 {
    i as f64 / (GRID - 1) as f64
}

/// What comes of a draw.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// The best world by my values.
    pub best: f64,
    /// What I get from the worlds chosen at each correlation of the grid.
    pub got: [f64; GRID],
    /// At the correlation asked for: what I get; what they lose by my choice.
    pub here: f64,
    pub back: f64,
}

/// Draws worlds.
#[derive(Clone, Debug)]
pub struct Drawer {
    law: Law,
    rng: Rng,
    /// Weights of U and Z in V, by correlation.
    weights: [[f64; 2]; TRIED],
    /// V of the world chosen, and U of it.
    chosen: [[f64; 2]; TRIED],
    /// U and Z of the best world by my values.
    mine: [f64; 2],
}

impl Drawer {
    /// The stream `value-distance/worlds` of `seed`.
    pub fn new(law: Law, rho: f64, seed: u64) -> Self {
        let mut drawer = Self {
            law,
            rng: Rng::stream(seed, "value-distance/worlds"),
            weights: core::array::from_fn(|i| weights(if i < GRID { grid(i) } else { 1.0 })),
            chosen: [[0.0; 2]; TRIED],
            mine: [0.0; 2],
        };
        drawer.set_rho(rho);
        drawer
    }

    pub fn set_rho(&mut self, rho: f64) {
        self.weights[GRID] = weights(rho);
    }

    /// Draws `n` worlds; also how many had to be looked at.
    pub fn draw(&mut self, n: f64) -> (Outcome, usize) {
        self.chosen = [[f64::NEG_INFINITY, 0.0]; TRIED];
        self.mine = [f64::NEG_INFINITY, 0.0];
        let mut looked = 0;
        if n <= MOST_DRAWN {
            while (looked as f64) < n {
                let pair = [f64::from(self.rng.normal()), f64::from(self.rng.normal())];
                self.look(pair);
                looked += 1;
            }
        } else {
            let mut outermost = Outermost::new(n);
            while let Some((pair, reach)) = outermost.next(&mut self.rng) {
                self.look(pair);
                looked += 1;
                if self.found(reach) {
                    break;
                }
            }
        }
        let [u, z] = self.mine;
        let [a, b] = self.weights[GRID];
        let [v, here] = self.chosen[GRID];
        let got = core::array::from_fn(|i| self.chosen[i][1]);
        (Outcome { best: u, got, here, back: v - (a * u + b * z) }, looked)
    }

    fn look(&mut self, [u, z]: [f64; 2]) {
        let (u, z) = (self.law.own.of(u), self.law.error.of(z));
        for ([a, b], chosen) in self.weights.iter().zip(&mut self.chosen) {
            let v = a * u + b * z;
            if v > chosen[0] {
                *chosen = [v, u];
            }
        }
        if u > self.mine[0] {
            self.mine = [u, z];
        }
    }

    /// Whether no world in which neither normal is above `reach` could be chosen by anybody.
    fn found(&self, reach: f64) -> bool {
        let (u, z) = (self.law.own.of(reach), self.law.error.of(reach));
        u <= self.mine[0] && self.weights.iter().zip(&self.chosen).all(|([a, b], chosen)| a * u + b * z <= chosen[0])
    }
}

fn weights(rho: f64) -> [f64; 2] {
    [rho, (1.0 - rho * rho).sqrt()]
}

/// Sums over the draws of one size.
#[derive(Clone, Debug)]
pub struct Tally {
    pub n: f64,
    /// Expected best of so many worlds.
    pub best_exact: f64,
    pub count: f64,
    best: f64,
    got: [f64; GRID],
}

impl Tally {
    pub fn new(n: f64, law: Law) -> Self {
        Self { n, best_exact: law.best(n), count: 0.0, best: 0.0, got: [0.0; GRID] }
    }

    pub fn add(&mut self, outcome: &Outcome) {
        self.count += 1.0;
        self.best += outcome.best;
        self.got.iter_mut().zip(&outcome.got).for_each(|(sum, got)| *sum += got);
    }

    /// Mean of my best world.
    pub fn best(&self) -> f64 {
        self.best / self.count
    }

    /// Mean worth to me of what values with correlation `rho` choose, straight between places of the grid.
    pub fn worth(&self, rho: f64) -> f64 {
        let at = rho * (GRID - 1) as f64;
        let i = (at as usize).min(GRID - 2);
        let part = at - i as f64;
        ((1.0 - part) * self.got[i] + part * self.got[i + 1]) / self.count
    }

    /// The correlation from which on values choose at least `worth`; none if not even my own do.
    pub fn breakeven(&self, worth: f64) -> Option<f64> {
        let got = |i: usize| self.got[i] / self.count;
        if self.count == 0.0 || got(GRID - 1) < worth {
            return None;
        }
        let below = (0..GRID - 1).rev().find(|i| got(*i) < worth);
        Some(below.map_or(0.0, |i| grid(i) + (worth - got(i)) / (got(i + 1) - got(i)) / (GRID - 1) as f64))
    }
}

/// Sums over the draws at the correlation asked for.
#[derive(Clone, Debug, Default)]
pub struct Here {
    pub count: f64,
    value: f64,
    best: f64,
    distance: [f64; 2],
    back: f64,
    apart: f64,
    /// Both distances of the first draws.
    pub first: Vec<[f64; 2]>,
}

/// Draws shown one by one.
const SHOWN: usize = 250;

impl Here {
    pub fn add(&mut self, outcome: &Outcome) {
        let distance = outcome.best - outcome.here;
        self.count += 1.0;
        self.value += outcome.here;
        self.best += outcome.best;
        self.distance = [self.distance[0] + distance, self.distance[1] + distance * distance];
        self.back += outcome.back;
        self.apart += (distance - outcome.back).abs();
        if self.first.len() < SHOWN {
            self.first.push([distance, outcome.back]);
        }
    }

    pub fn value(&self) -> f64 {
        self.value / self.count
    }

    pub fn best(&self) -> f64 {
        self.best / self.count
    }

    pub fn distance(&self) -> f64 {
        self.distance[0] / self.count
    }

    pub fn spread(&self) -> f64 {
        let variance = self.distance[1] / self.count - self.distance() * self.distance();
        if variance > 0.0 { variance.sqrt() } else { 0.0 }
    }

    pub fn back(&self) -> f64 {
        self.back / self.count
    }

    pub fn asymmetry(&self) -> f64 {
        self.apart / self.count
    }
}
