//! A life of days: a search is told how good each experience is, and not that variety counts.
//!
//! U(p) = p.u + lambda H(p), greatest at p = softmax(u / lambda) with U = lambda log sum exp(u / lambda). The search is
//! exponentiated gradient ascent (Kivinen & Warmuth 1997): log p moves by the gradient. Without H it is at
//! p = softmax(t u) after pressure t, at the best life at t = 1 / lambda, and in the end at one experience, whose loss is
//! lambda log sum exp(u / lambda) - max u.

use super::{Left, TICKS};
use crate::rng::Rng;

/// Experiences (the texts say 24).
pub const KINDS: usize = 24;
/// Days shown (the texts say 48).
pub const DAYS: usize = 48;
/// Pressure after the first tick.
const FIRST: f64 = 0.01;

/// Least difference in worth between two experiences.
const APART: f64 = 1e-4;

/// Shares of the days by experience.
pub type Shares = [f64; KINDS];

/// Where the search stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub pressure: f64,
    pub truth: f64,
}

/// The world: how good each experience is, best first, and what chance each day holds.
#[derive(Clone, Debug)]
pub struct World {
    pub u: Shares,
    /// Gumbel noise by day and experience, so that a day changes only when its experience does.
    luck: Vec<Shares>,
}

impl World {
    /// The streams `boredom/worth` and `boredom/days` of `seed`.
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::stream(seed, "boredom/worth");
        let mut u: Shares = core::array::from_fn(|_| f64::from(rng.normal()));
        u.sort_by(|a, b| b.total_cmp(a));
        // Ties are broken: one experience is the best.
        for i in 1..KINDS {
            let below = u[i - 1] - APART;
            u[i] = if u[i] < below { u[i] } else { below };
        }
        let mut rng = Rng::stream(seed, "boredom/days");
        let mut gumbel = || -libm::log(-libm::log(rng.open()));
        let luck = (0..DAYS).map(|_| core::array::from_fn(|_| gumbel())).collect();
        Self { u, luck }
    }

    /// What the search is told each experience is worth: of the best, if that is left out, no more than of an average
    /// one.
    pub fn told(&self, left: Left) -> Shares {
        let mut told = self.u;
        if left == Left::Attribute {
            told[0] = 0.0;
        }
        told
    }

    /// Mean worth of a day.
    pub fn worth(u: &Shares, p: &Shares) -> f64 {
        u.iter().zip(p).map(|(u, p)| u * p).sum()
    }

    /// The true value of a life.
    pub fn truth(&self, p: &Shares, lambda: f64) -> f64 {
        Self::worth(&self.u, p) + lambda * entropy(p)
    }

    /// What the search is told of it.
    pub fn proxy(&self, p: &Shares, lambda: f64, left: Left) -> f64 {
        let variety = if left == Left::Boredom { 0.0 } else { lambda * entropy(p) };
        Self::worth(&self.told(left), p) + variety
    }

    /// The best life, and its value.
    pub fn best(&self, lambda: f64) -> (Shares, f64) {
        (softmax(&self.u.map(|u| u / lambda)), lambda * log_sum_exp(&self.u.map(|u| u / lambda)))
    }

    /// The closed form: shares after `pressure`.
    pub fn after(&self, pressure: f64, lambda: f64, left: Left) -> Shares {
        let told = self.told(left);
        if left == Left::Boredom {
            return softmax(&told.map(|u| pressure * u));
        }
        let way = -libm::expm1(-lambda * pressure) / lambda;
        softmax(&told.map(|u| way * u))
    }

    /// What is lost under pressure without limit, from the closed form.
    pub fn loss(&self, lambda: f64, left: Left) -> f64 {
        let best = lambda * log_sum_exp(&self.u.map(|u| u / lambda));
        match left {
            Left::Nothing => 0.0,
            Left::Boredom => best - self.u[0],
            Left::Attribute => best - self.truth(&softmax(&self.told(left).map(|u| u / lambda)), lambda),
        }
    }

    /// The experience of each day of a life, drawn from its shares.
    pub fn days(&self, p: &Shares) -> Vec<usize> {
        let day = |luck: &Shares| {
            let score = |i: usize| libm::log(p[i]) + luck[i];
            (1..KINDS).fold(0, |best, i| if score(i) > score(best) { i } else { best })
        };
        self.luck.iter().map(day).collect()
    }
}

/// The search, up to some tick.
#[derive(Clone, Debug)]
pub struct Ascent {
    /// Log shares, up to a constant.
    theta: Shares,
    pub shares: Shares,
    pub history: Vec<Standing>,
}

impl Ascent {
    /// At its start: every experience alike.
    pub fn new() -> Self {
        let even = [1.0 / KINDS as f64; KINDS];
        Self { theta: [0.0; KINDS], shares: even, history: Vec::with_capacity(TICKS as usize) }
    }

    /// One tick of a run that goes to `most`.
    pub fn step(&mut self, world: &World, most: f64, lambda: f64, left: Left) {
        let done = self.history.len() as u32;
        let at = |tick: u32| FIRST * libm::pow(most / FIRST, f64::from(tick) / f64::from(TICKS - 1));
        let pressure = at(done);
        let length = pressure - if done == 0 { 0.0 } else { at(done - 1) };
        let told = world.told(left);
        // Along d log p = u - lambda log p the log shares decay towards u / lambda; without the second term they add up.
        let kept = if left == Left::Boredom { 1.0 } else { libm::exp(-lambda * length) };
        let pull = if left == Left::Boredom { length } else { -libm::expm1(-lambda * length) / lambda };
        for (theta, u) in self.theta.iter_mut().zip(&told) {
            *theta = kept * *theta + pull * u;
        }
        self.shares = softmax(&self.theta);
        self.history.push(Standing { pressure, truth: world.truth(&self.shares, lambda) });
    }
}

fn softmax(logits: &Shares) -> Shares {
    let top = logits.iter().fold(f64::NEG_INFINITY, |top, x| if *x > top { *x } else { top });
    let mut p = logits.map(|x| libm::exp(x - top));
    let sum: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= sum);
    p
}

fn log_sum_exp(logits: &Shares) -> f64 {
    let top = logits.iter().fold(f64::NEG_INFINITY, |top, x| if *x > top { *x } else { top });
    top + libm::log(logits.iter().map(|x| libm::exp(x - top)).sum())
}

fn entropy(p: &Shares) -> f64 {
    p.iter().filter(|p| **p > 0.0).map(|p| -p * libm::log(*p)).sum()
}
