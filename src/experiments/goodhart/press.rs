//! Two ways to press on a learned reward: best of n, and policy gradient with a price on the divergence.
//!
//! Gao, Schulman & Hilton 2022 (arXiv 2210.10760): gold and proxy score by d, the root of the divergence from where the
//! policy began. Policy gradient: Williams 1992 (REINFORCE), the mean reward as baseline; the policy puts a letter at
//! each of eight sites, independently, so that all means are sums over the 65,536 answers and are worked out exactly.

use std::rc::Rc;

use super::law::MOST;
use super::learn::World;
use crate::nn::{Adam, AdamConfig};
use crate::rng::Rng;
use crate::worlds::extremes::MOST_DRAWN;
use crate::worlds::sequences::{COUNT, LETTERS, SITES};

/// Where a policy stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// Nats from people's answers.
    pub kl: f64,
    /// Mean of what the net says, and of what is true.
    pub proxy: f64,
    pub truth: f64,
}

impl Standing {
    /// The distance that scores are drawn over.
    pub fn d(&self) -> f64 {
        self.kl.max(0.0).sqrt()
    }
}

/// Numbers of candidates tried: eight a decade up to a million.
const RUNGS: u32 = 49;
/// Ticks on each, and picks drawn in a tick.
const RUNG_TICKS: u32 = 4;
const PICKS: u32 = 60;

/// Best of n.
#[derive(Clone)]
pub struct BestOf {
    world: Rc<World>,
    rng: Rng,
    /// How much weight lies up to each answer in the world's order, as a logarithm [COUNT].
    below: Rc<Vec<f64>>,
    /// By n.
    pub exact: Vec<(f64, Standing)>,
    /// Mean truth over picks drawn, with their number.
    pub drawn: Vec<(f64, u32)>,
    ticks: u32,
}

impl BestOf {
    pub fn new(world: &Rc<World>, seed: u64) -> Self {
        // Summed from the top, where the logarithm needs its digits.
        let mut below = vec![0.0; COUNT];
        let mut above = 0.0;
        for (below, answer) in below.iter_mut().zip(&world.order).rev() {
            *below = libm::log1p(-if above < 1.0 { above } else { 1.0 - 1e-16 });
            above += world.weight[usize::from(*answer)];
        }
        Self {
            world: world.clone(),
            rng: Rng::stream(seed, "goodhart/picks"),
            below: Rc::new(below),
            exact: Vec::with_capacity(RUNGS as usize),
            drawn: Vec::with_capacity(RUNGS as usize),
            ticks: 0,
        }
    }

    /// How many candidates are picked from at a rung.
    fn rung(rung: u32) -> f64 {
        libm::floor(libm::pow(10.0, f64::from(rung) / 8.0) + 0.5)
    }

    pub fn progress(&self) -> (u32, u32) {
        (self.ticks, RUNGS * RUNG_TICKS)
    }

    /// False once there is nothing left to do.
    pub fn step(&mut self) -> bool {
        if self.ticks < RUNGS * RUNG_TICKS {
            let n = Self::rung(self.ticks / RUNG_TICKS);
            if self.ticks.is_multiple_of(RUNG_TICKS) {
                self.exact.push((n, self.standing(n)));
                self.drawn.push((0.0, 0));
            }
            self.draw(n);
            self.ticks += 1;
        }
        self.ticks < RUNGS * RUNG_TICKS
    }

    /// The best of `n` over all answers: an answer is picked if all are up to it and not all below it.
    pub fn standing(&self, n: f64) -> Standing {
        let mut standing = Standing::default();
        let mut before = 0.0;
        for (answer, log_below) in self.world.order.iter().zip(&*self.below) {
            let power = n * log_below;
            if power < -60.0 {
                continue;
            }
            let up_to = libm::exp(power);
            let (picked, answer) = (up_to - before, usize::from(*answer));
            before = up_to;
            if picked > 0.0 {
                standing.kl += picked * libm::log(picked / self.world.weight[answer]);
                standing.proxy += picked * f64::from(self.world.proxy[answer]);
                standing.truth += picked * f64::from(self.world.truth[answer]);
            }
        }
        standing
    }

    /// Picks in earnest: a candidate is a uniform number, its place in the order of what the net likes; above 10,000
    /// candidates the greatest of them is drawn alone.
    fn draw(&mut self, n: f64) {
        let Some(slot) = self.drawn.last_mut() else { return };
        for _ in 0..PICKS {
            let log_place = if n <= MOST_DRAWN {
                let best = (0..n as u32).fold(0, |best, _| best.max(self.rng.bits()));
                libm::log((f64::from(best) + 0.5) / 4_294_967_296.0)
            } else {
                libm::log(self.rng.open()) / n
            };
            let at = self.below.partition_point(|below| *below < log_place).min(COUNT - 1);
            slot.0 += f64::from(self.world.truth[usize::from(self.world.order[at])]);
            slot.1 += 1;
        }
    }

    /// The n of the ladder with the greatest true value; none if that is the last.
    pub fn peak(&self) -> Option<(f64, Standing)> {
        let better =
            |best: (f64, Standing), next: (f64, Standing)| if next.1.truth > best.1.truth { next } else { best };
        let peak = self.exact.iter().copied().reduce(better)?;
        (peak.0 < MOST).then_some(peak)
    }
}

/// Answers in a step of the policy gradient, and how long it goes on.
const BATCH: usize = 128;
pub const STEPS: u32 = 300;
const RATE: f32 = 0.04;

/// Policy gradient.
#[derive(Clone)]
pub struct Gradient {
    world: Rc<World>,
    rng: Rng,
    /// Logits of letters at sites [SITES LETTERS].
    logits: Vec<f32>,
    adam: Adam,
    /// How much a nat costs.
    pub price: f64,
    /// From before the first step on.
    pub path: Vec<Standing>,
    /// Steps wanted.
    pub wanted: u32,
    room: Vec<f64>,
}

impl Gradient {
    pub fn new(world: &Rc<World>, price: f64, seed: u64) -> Self {
        let logits: Vec<f32> = world.usual.iter().flatten().map(|log| *log as f32).collect();
        let mut gradient = Self {
            world: world.clone(),
            rng: Rng::stream(seed, "goodhart/policy"),
            adam: Adam::new(logits.len(), AdamConfig { rate: RATE, ..AdamConfig::default() }),
            logits,
            price,
            path: Vec::with_capacity(STEPS as usize + 1),
            wanted: STEPS,
            room: vec![0.0; COUNT / LETTERS],
        };
        let start = gradient.standing();
        gradient.path.push(start);
        gradient
    }

    /// Steps done.
    pub fn done(&self) -> u32 {
        self.path.len() as u32 - 1
    }

    /// Shares of letters at sites.
    fn shares(&self) -> [[f64; LETTERS]; SITES] {
        std::array::from_fn(|site| {
            let logits = &self.logits[site * LETTERS..][..LETTERS];
            let most = logits.iter().fold(f32::MIN, |most, z| if *z > most { *z } else { most });
            let mut shares: [f64; LETTERS] = std::array::from_fn(|a| libm::exp(f64::from(logits[a] - most)));
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
            shares
        })
    }

    /// False once there is nothing left to do.
    pub fn step(&mut self) -> bool {
        if self.done() < self.wanted {
            self.learn();
            let standing = self.standing();
            self.path.push(standing);
        }
        self.done() < self.wanted
    }

    fn learn(&mut self) {
        let shares = self.shares();
        let mut letters = [[0_usize; SITES]; BATCH];
        let mut rewards = [0.0; BATCH];
        for (letters, reward) in letters.iter_mut().zip(&mut rewards) {
            let (mut answer, mut nats) = (0, 0.0);
            for (site, (chosen, shares)) in letters.iter_mut().zip(&shares).enumerate() {
                *chosen = self.rng.pick(shares);
                nats += libm::log(shares[*chosen]) - self.world.usual[site][*chosen];
                answer = answer * LETTERS + *chosen;
            }
            *reward = f64::from(self.world.proxy[answer]) - self.price * nats;
        }
        let mean = rewards.iter().sum::<f64>() / BATCH as f64;
        let mut d = [0.0_f32; SITES * LETTERS];
        for (letters, reward) in letters.iter().zip(&rewards) {
            let gain = (reward - mean) / BATCH as f64;
            for (site, chosen) in letters.iter().enumerate() {
                for (a, share) in shares[site].iter().enumerate() {
                    let taken = if a == *chosen { 1.0 } else { 0.0 };
                    d[site * LETTERS + a] -= (gain * (taken - share)) as f32;
                }
            }
        }
        self.adam.step(&mut self.logits, &d);
    }

    /// Exactly: sums over all answers, a site at a time from the last.
    fn standing(&mut self) -> Standing {
        let shares = self.shares();
        let world = self.world.clone();
        let mut mean = |values: &[f32]| {
            for (slot, four) in self.room.iter_mut().zip(values.chunks_exact(LETTERS)) {
                *slot = four.iter().zip(&shares[SITES - 1]).fold(0.0, |sum, (v, share)| sum + f64::from(*v) * share);
            }
            let mut length = self.room.len();
            for site in (0..SITES - 1).rev() {
                length /= LETTERS;
                for i in 0..length {
                    let four = &self.room[i * LETTERS..][..LETTERS];
                    self.room[i] = four.iter().zip(&shares[site]).fold(0.0, |sum, (v, share)| sum + v * share);
                }
            }
            self.room[0]
        };
        let (proxy, truth) = (mean(&world.proxy), mean(&world.truth));
        let mut kl = 0.0;
        for (shares, usual) in shares.iter().zip(&world.usual) {
            for (share, usual) in shares.iter().zip(usual).filter(|(share, _)| **share > 0.0) {
                kl += share * (libm::log(*share) - usual);
            }
        }
        Standing { kl, proxy, truth }
    }
}
