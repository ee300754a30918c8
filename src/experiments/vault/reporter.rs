//! The reporter, one layer on the predictor's hidden state, taught by descent on the logistic loss; and the same descent
//! with the hidden state h = alpha d a + beta o b alone, which two numbers describe.

use std::rc::Rc;

use super::predictor::{Cases, HIDDEN, KINDS, ROWS, Salience, tampered};
use crate::nn::loss::sigmoid;

/// Length of a step.
const RATE: f64 = 0.1;
/// Steps of the longest descent that is worked out.
pub const LONGEST: u32 = 300_000;
/// Steps of descents that are worked out in a tick, and how small a share of a number is no step any more.
const A_TICK: u32 = 20_000;
const SETTLED: f64 = 1e-13;

/// How the reporter is taught.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Labels {
    /// The share of tampered cases.
    pub eps: f64,
    /// Whether those are labelled by people who believe the camera, or by the truth.
    pub camera: bool,
    /// L2, by which every step shrinks the weights.
    pub decay: f64,
}

/// w [HIDDEN]; says that the diamond is there where w . h > 0.
#[derive(Clone)]
pub struct Reporter {
    weights: [f64; HIDDEN],
    rounded: [f32; HIDDEN],
    logits: Vec<f32>,
    steps: u32,
    /// The mean logit for the truth on the tampered cases that it is taught on, after the first step; and when its sign
    /// was first another.
    first: f64,
    turn: Option<u32>,
}

impl Reporter {
    pub fn new() -> Self {
        Self {
            weights: [0.0; HIDDEN],
            rounded: [0.0; HIDDEN],
            logits: vec![0.0; ROWS],
            steps: 0,
            first: 0.0,
            turn: None,
        }
    }

    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// The step at which it first answered for the other of diamond and screen.
    pub fn turn(&self) -> Option<u32> {
        self.turn
    }

    /// One step down the mean loss of all cases, each kind weighted by its share.
    pub fn step(&mut self, cases: &Cases, labels: Labels) {
        say(&self.rounded, cases, &mut self.logits);
        self.note();
        let half = (ROWS / 2) as f64;
        let weight = [((1.0 - labels.eps) / half) as f32, (labels.eps / half) as f32];
        let mut gradient = [0.0_f32; HIDDEN];
        for (i, (row, z)) in cases.rows.as_chunks::<HIDDEN>().0.iter().zip(&self.logits).enumerate() {
            let kind = i % KINDS.len();
            let y = KINDS[kind][usize::from(tampered(kind) && labels.camera)];
            let pull = weight[usize::from(tampered(kind))] * y * sigmoid(-y * z);
            for (gradient, h) in gradient.iter_mut().zip(row) {
                *gradient += pull * h;
            }
        }
        for ((w, rounded), gradient) in self.weights.iter_mut().zip(&mut self.rounded).zip(&gradient) {
            *w += RATE * (f64::from(*gradient) - labels.decay * *w);
            *rounded = *w as f32;
        }
        self.steps += 1;
    }

    /// Minds a turn, from the logits before the step at hand.
    fn note(&mut self) {
        if self.steps == 0 || self.turn.is_some() {
            return;
        }
        let now = mean(&self.logits, true);
        if self.steps == 1 {
            self.first = now;
        } else if now * self.first < 0.0 {
            self.turn = Some(self.steps);
        }
    }

    fn logits_of(&self, cases: &Cases) -> Vec<f32> {
        let mut logits = vec![0.0; ROWS];
        say(&self.rounded, cases, &mut logits);
        logits
    }

    /// The mean logit for the truth, of tampered cases or of the others.
    pub fn logit(&self, cases: &Cases, of_tampered: bool) -> f64 {
        mean(&self.logits_of(cases), of_tampered)
    }

    /// The mean logit of each kind of case, for the diamond.
    pub fn by_kind(&self, cases: &Cases) -> [f64; 4] {
        let logits = self.logits_of(cases);
        let mut sums = [0.0; 4];
        logits.iter().enumerate().for_each(|(i, z)| sums[i % 4] += f64::from(*z) * 4.0 / ROWS as f64);
        sums
    }

    /// The share of cases of which it tells the truth; an undecided one is half told.
    pub fn right(&self, cases: &Cases, of_tampered: bool) -> f64 {
        let logits = self.logits_of(cases);
        let told = |(i, z): (usize, &f32)| {
            let logit = KINDS[i % 4][0] * z;
            match tampered(i % 4) == of_tampered {
                true if logit > 0.0 => 1.0,
                true if logit == 0.0 => 0.5,
                _ => 0.0,
            }
        };
        logits.iter().enumerate().map(told).sum::<f64>() / (ROWS / 2) as f64
    }
}

/// Logits [ROWS], column by column: so all rows go at once.
fn say(weights: &[f32; HIDDEN], cases: &Cases, logits: &mut [f32]) {
    logits.fill(0.0);
    for (w, column) in weights.iter().zip(cases.columns.chunks_exact(ROWS)) {
        for (z, h) in logits.iter_mut().zip(column) {
            *z += w * h;
        }
    }
}

fn mean(logits: &[f32], of_tampered: bool) -> f64 {
    let kept = logits.iter().enumerate().filter(|(i, _)| tampered(i % 4) == of_tampered);
    kept.map(|(i, z)| f64::from(KINDS[i % 4][0] * z)).sum::<f64>() / (ROWS / 2) as f64
}

/// The descent with two numbers: w = p (alpha a + beta b) + q (beta b - alpha a).
#[derive(Clone, Copy)]
pub struct Pair {
    p: f64,
    q: f64,
    /// (alpha a + beta b)^2, (beta b - alpha a)^2, and their product beta^2 - alpha^2.
    agree: f64,
    differ: f64,
    cross: f64,
    steps: u32,
    first: f64,
    turn: Option<u32>,
}

impl Pair {
    pub fn new(Salience { alpha, beta, cosine }: Salience) -> Self {
        let (squares, both) = (alpha * alpha + beta * beta, 2.0 * alpha * beta * cosine);
        Self {
            p: 0.0,
            q: 0.0,
            agree: squares + both,
            differ: squares - both,
            cross: beta * beta - alpha * alpha,
            steps: 0,
            first: 0.0,
            turn: None,
        }
    }

    /// The logit for the truth on a tampered case.
    pub fn tampered(&self) -> f64 {
        -(self.p * self.cross + self.q * self.differ)
    }

    pub fn turn(&self) -> Option<u32> {
        self.turn
    }

    /// One step; tells by how much at most a number has changed.
    pub fn step(&mut self, Labels { eps, camera, decay }: Labels) -> f64 {
        let sign = if camera { 1.0 } else { -1.0 };
        let untampered = self.p * self.agree + self.q * self.cross;
        let labelled = -sign * self.tampered();
        let p = RATE * ((1.0 - eps) * falling(untampered) - decay * self.p);
        let q = RATE * (eps * sign * falling(labelled) - decay * self.q);
        self.p += p;
        self.q += q;
        self.steps += 1;
        let now = self.tampered();
        if self.steps == 1 {
            self.first = now;
        } else if self.turn.is_none() && now * self.first < 0.0 {
            self.turn = Some(self.steps);
        }
        if p.abs() > q.abs() { p.abs() } else { q.abs() }
    }
}

/// 1 / (1 + e^x): what is still to be learned of a case with margin x.
fn falling(x: f64) -> f64 {
    if x >= 0.0 {
        let e = libm::exp(-x);
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + libm::exp(x))
    }
}

/// How long the labels take to turn the reporter, worked out for several shares of tampered cases, a little every tick.
#[derive(Clone)]
pub struct Sweep {
    start: Pair,
    now: Pair,
    /// The next share to work out.
    next: u32,
    /// `[share, steps]`.
    found: Rc<Vec<[f64; 2]>>,
}

impl Sweep {
    /// Shares worked out, from 0.1 to 0.0001.
    const SHARES: u32 = 13;

    pub fn new(salience: Salience, labels: Labels) -> Self {
        let start = Pair::new(salience);
        // Labels that agree with what it does by itself turn nothing.
        let turns = (start.cross < 0.0) == labels.camera;
        Self { now: start, next: if turns { 0 } else { Self::SHARES }, start, found: Rc::new(Vec::new()) }
    }

    pub fn finished(&self) -> bool {
        self.next >= Self::SHARES
    }

    /// The line, as far as it is known, by rising share.
    pub fn line(&self) -> Vec<[f64; 2]> {
        self.found.iter().rev().copied().collect()
    }

    /// One tick's work.
    pub fn work(&mut self, labels: Labels) {
        for _ in 0..A_TICK {
            if self.finished() {
                return;
            }
            let eps = libm::pow(10.0, -1.0 - f64::from(self.next) / 4.0);
            let change = self.now.step(Labels { eps, ..labels });
            let turn = self.now.turn;
            if let Some(turn) = turn {
                Rc::make_mut(&mut self.found).push([eps, f64::from(turn)]);
            }
            // What has settled, or takes longer than anybody waits, turns no more, and with fewer labels still less.
            if change < SETTLED || self.now.steps >= LONGEST {
                self.next = Self::SHARES;
            } else if turn.is_some() {
                (self.next, self.now) = (self.next + 1, self.start);
            }
        }
    }
}
