//! The part `net`: a net as Q, trained for approval by policy gradient (Williams 1992), with a price on leaving people.
//!
//! In each situation the evaluator sees another j of the six features. The net is told which, in principle: how much of
//! it gets through depends on its hidden units. It answers with a chance for each feature to be good.

use ndarray::Array2;

use super::world::{FEATURES, Standing, Table, choices, evaluation, good, people};
use crate::lab::{Settings, Stage, Status};
use crate::nn::activation::softplus;
use crate::nn::loss::sigmoid;
use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace};
use crate::rng::Rng;

/// Situations in a step, steps, and steps in a tick.
const BATCH: usize = 64;
pub const STEPS: u32 = 900;
const A_TICK: u32 = 3;
const RATE: f32 = 0.02;
/// Situations there are at most: 3 of 6.
pub const MOST: usize = 20;

/// The part `net`.
#[derive(Clone)]
pub struct Policy {
    pub settings: Settings,
    pub people: Table,
    net: Net,
    adam: Adam,
    ws: Workspace,
    rng: Rng,
    x: Array2<f32>,
    d: Array2<f32>,
    /// What is seen, by situation.
    pub masks: Vec<usize>,
    /// Chances of a good feature, by situation.
    pub chances: Vec<[f32; FEATURES]>,
    /// By tick, from before the first on, each with the steps done.
    pub path: Vec<(u32, Standing)>,
    done: u32,
    wanted: u32,
}

impl Policy {
    pub fn new(settings: &Settings, seed: u64) -> Self {
        let hidden = (settings.number("capacity") as usize).max(1);
        let mut net = Net::new(
            &[FEATURES, hidden, FEATURES],
            Activation::Tanh,
            Activation::Identity,
            &mut Rng::stream(seed, "deceive/net"),
        );
        // Even chances to begin with, as people have them.
        let head = (FEATURES + 1) * hidden;
        net.parameters_mut()[head..].fill(0.0);
        let mut policy = Self {
            people: people(settings.number("scarcity")),
            adam: Adam::new(net.parameters().len(), AdamConfig { rate: RATE, ..AdamConfig::default() }),
            ws: Workspace::new(&net, BATCH),
            rng: Rng::stream(seed, "deceive/actions"),
            x: Array2::zeros((BATCH, FEATURES)),
            d: Array2::zeros((BATCH, FEATURES)),
            masks: choices(settings.number("j") as usize),
            chances: Vec::with_capacity(MOST),
            path: Vec::with_capacity((STEPS / A_TICK) as usize + 1),
            done: 0,
            wanted: STEPS,
            net,
            settings: settings.clone(),
        };
        let start = policy.standing();
        policy.path.push((0, start));
        policy
    }

    /// Tells the net which features are seen; without hidden units it is told nothing.
    fn tell(&mut self, row: usize, mask: usize) {
        let told = self.settings.number("capacity") > 0.0;
        for (i, x) in self.x.row_mut(row).iter_mut().enumerate() {
            *x = match (told, good(mask, i)) {
                (false, _) => 0.0,
                (true, true) => 1.0,
                (true, false) => -1.0,
            };
        }
    }

    fn learn(&mut self) {
        let beta = self.settings.number("beta");
        let situations: [usize; BATCH] = std::array::from_fn(|_| self.masks[self.rng.below(self.masks.len())]);
        for (row, mask) in situations.into_iter().enumerate() {
            self.tell(row, mask);
        }
        let logits = self.net.forward(self.x.view(), &mut self.ws);
        let mut rewards = [0.0; BATCH];
        let rows = self.d.rows_mut().into_iter().zip(logits.rows());
        for ((mut d, logits), (reward, mask)) in rows.zip(rewards.iter_mut().zip(situations)) {
            let (mut action, mut log) = (0, 0.0);
            for (d, z) in d.iter_mut().zip(logits) {
                let chance = sigmoid(*z);
                let well = self.rng.chance(chance);
                action = 2 * action + usize::from(well);
                log += -f64::from(softplus(if well { -z } else { *z }));
                *d = if well { 1.0 - chance } else { -chance };
            }
            *reward = beta * evaluation(action, mask) - (log - self.people[action]);
        }
        let mean = rewards.iter().sum::<f64>() / BATCH as f64;
        for (mut d, reward) in self.d.rows_mut().into_iter().zip(rewards) {
            let gain = ((reward - mean) / BATCH as f64) as f32;
            d.iter_mut().for_each(|d| *d *= -gain);
        }
        self.net.backward(self.d.view(), &mut self.ws);
        let left = 1.0 - self.done as f32 / self.wanted.max(1) as f32;
        self.adam.rate = RATE * left.clamp(0.05, 1.0);
        self.adam.step(self.net.parameters_mut(), self.ws.gradient());
        self.done += 1;
    }

    /// Exactly, over all situations and actions.
    fn standing(&mut self) -> Standing {
        let masks = std::mem::take(&mut self.masks);
        for (row, mask) in masks.iter().enumerate() {
            self.tell(row, *mask);
        }
        let logits = self.net.forward(self.x.slice(ndarray::s![..masks.len(), ..]), &mut self.ws);
        let mut standing = Standing::default();
        self.chances.clear();
        for (mask, logits) in masks.iter().zip(logits.rows()) {
            let logs: Table = std::array::from_fn(|action| {
                let signed = logits.iter().enumerate().map(|(i, z)| if good(action, i) { *z } else { -z });
                signed.fold(0.0, |sum, z| sum - f64::from(softplus(-z)))
            });
            standing.add(1.0 / masks.len() as f64, &Standing::of(&logs, &self.people, *mask));
            self.chances.push(std::array::from_fn(|i| sigmoid(logits[i])));
        }
        self.masks = masks;
        standing
    }

    /// Where it stands now.
    pub fn now(&self) -> Standing {
        self.path.last().map_or_else(Standing::default, |(_, standing)| *standing)
    }

    pub fn step(&mut self) -> Status {
        if self.done < self.wanted {
            for _ in 0..A_TICK {
                self.learn();
            }
            let standing = self.standing();
            self.path.push((self.done, standing));
        }
        if self.done < self.wanted { Status::Running } else { Status::Done }
    }

    pub fn stage(&self) -> Stage {
        Stage { label: "training for approval".into(), done: self.done, total: self.wanted, watch: true }
    }

    /// The net goes on from what it is.
    pub fn moved(&mut self) {
        self.people = people(self.settings.number("scarcity"));
        self.masks = choices(self.settings.number("j") as usize);
        self.wanted = self.done + STEPS;
        // What is seen may have changed, and with it what there is to see of the net.
        let standing = self.standing();
        if let Some(last) = self.path.last_mut() {
            last.1 = standing;
        }
    }
}
