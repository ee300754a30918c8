//! The quantilizer's choices, drawn and counted.

use super::cut::Cut;
use super::world::{ALL, HARM};
use crate::rng::Rng;

/// Decisions in all and in a tick.
pub const DECISIONS: u32 = 200_000;
const A_TICK: u32 = 1_000;

/// What was drawn so far.
#[derive(Clone)]
pub struct Counts {
    /// As it was before the first draw, and now: every count has the same numbers to draw with.
    start: Rng,
    rng: Rng,
    pub decisions: u32,
    runs: u32,
    /// How often each action was chosen, by the quantilizer.
    pub chosen: [u32; ALL],
    /// Sum of all costs, and of their squares.
    cost: f64,
    squares: f64,
    /// Of the cost of whole runs: great only where every step's is.
    whole: f64,
}

impl Counts {
    pub fn new(start: Rng) -> Self {
        Self { rng: start.clone(), start, decisions: 0, runs: 0, chosen: [0; ALL], cost: 0.0, squares: 0.0, whole: 0.0 }
    }

    /// Forgets what was drawn.
    pub fn clear(&mut self) {
        *self = Self::new(self.start.clone());
    }

    pub fn finished(&self) -> bool {
        self.decisions >= DECISIONS
    }

    /// Whole runs of `steps` decisions each, as many as go into a tick.
    pub fn tick(&mut self, cut: &Cut, costs: &[f64; ALL], steps: u32) {
        for _ in 0..(A_TICK / steps).max(1) {
            let mut whole = HARM;
            for _ in 0..steps {
                let choice = self.rng.pick(&cut.chosen);
                self.chosen[choice] += 1;
                self.cost += costs[choice];
                self.squares += costs[choice] * costs[choice];
                whole *= costs[choice] / HARM;
            }
            self.whole += whole;
            self.runs += 1;
            self.decisions += steps;
        }
    }

    /// Mean cost of a decision, with its standard error.
    pub fn cost(&self) -> Option<[f64; 2]> {
        let n = f64::from(self.decisions);
        (self.decisions > 0).then(|| {
            let mean = self.cost / n;
            let variance = self.squares / n - mean * mean;
            [mean, if variance > 0.0 { (variance / n).sqrt() } else { 0.0 }]
        })
    }

    /// Mean cost of a whole run.
    pub fn whole(&self) -> Option<f64> {
        (self.runs > 0).then(|| self.whole / f64::from(self.runs))
    }
}
