//! Five nets as judges of sequences: they learn from measured ones, say what they expect of all, and the world, in which
//! every value is known, tells what the choice is worth.

use std::sync::Arc;

use ndarray::Array2;

use super::judges::RULES;
use crate::models::predictor::{Panel, Training};
use crate::nn::Net;
use crate::rng::Rng;
use crate::worlds::sequences::{COUNT, Draft, INPUTS, Landscape, Measured, Sequence, best_first, encode};

/// Nets.
pub const MEMBERS: usize = 5;
/// Sequences that they learn from, the steps of a net's training, and of these in a tick.
const MEASURED: usize = 2_000;
const TRAINING: u32 = 800;
const A_TICK: u32 = 10;
/// Sequences asked about in a tick.
const ASKED: usize = 512;
/// Sizes of the search along the curves.
const SIZES: usize = 180;
/// Sequences shown one by one: every so many.
const EVERY: usize = 211;
/// Rules, and the truth itself as one.
const ORDERS: usize = RULES + 1;

/// What the nets say of all sequences.
#[derive(Clone, Debug)]
pub struct Said {
    pub mean: Vec<f32>,
    pub deviation: Vec<f32>,
    least: Vec<f32>,
    /// Mean correlation of two nets' errors, once all has been asked.
    pub shared: Option<f64>,
    /// Sums of errors, and of their products, by net and nets.
    errors: [f64; MEMBERS],
    products: [[f64; MEMBERS]; MEMBERS],
}

/// What is expected of a choice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    pub value: f64,
    pub deviation: f64,
    pub mean: f64,
}

/// By every rule, and last by a perfect judge.
pub type Choices = [Choice; ORDERS];

#[derive(Clone)]
pub struct Nets {
    seed: u64,
    lower: bool,
    /// Until the landscape is made of it.
    draft: Option<Box<Draft>>,
    world: Option<Arc<Landscape>>,
    told: Option<Arc<Measured>>,
    training: Option<Box<Training>>,
    members: Vec<Arc<Net>>,
    panel: Option<Box<Panel>>,
    rows: Array2<f32>,
    pub said: Arc<Said>,
    /// Sequences by rule, highest score first; last by the truth.
    orders: Vec<Arc<Vec<Sequence>>>,
    lambda: f64,
    /// `[n, worth]` by rule, and last of a perfect judge.
    pub curves: [Vec<[f64; 2]>; ORDERS],
    ticks: u32,
}

impl Nets {
    pub fn new(lower: bool, lambda: f64, seed: u64) -> Self {
        let said = Said {
            mean: Vec::with_capacity(COUNT),
            deviation: Vec::with_capacity(COUNT),
            least: Vec::with_capacity(COUNT),
            shared: None,
            errors: [0.0; MEMBERS],
            products: [[0.0; MEMBERS]; MEMBERS],
        };
        Self {
            seed,
            lower,
            // As in the essay's other figure of sequences.
            draft: Some(Box::new(Draft::new(3, seed))),
            world: None,
            told: None,
            training: None,
            members: Vec::new(),
            panel: None,
            rows: Array2::zeros((ASKED, INPUTS)),
            said: Arc::new(said),
            orders: Vec::new(),
            lambda,
            curves: [const { Vec::new() }; ORDERS],
            ticks: 0,
        }
    }

    /// With another price of disagreement the orders are made anew, and nothing before them.
    pub fn set_lambda(&mut self, lambda: f64) {
        self.lambda = lambda;
        self.orders.clear();
        self.curves.iter_mut().for_each(Vec::clear);
    }

    pub fn over(&self) -> bool {
        self.curves[0].len() == SIZES
    }

    /// What is being done, how far it is, and whether it is to be watched.
    pub fn stage(&self) -> (&'static str, usize, usize, bool) {
        if self.told.is_none() {
            ("drawing the landscape", self.ticks as usize, 10, false)
        } else if self.members.len() < MEMBERS {
            let done = self.training.as_ref().map_or(0, |training| training.done());
            (
                "training five nets",
                self.members.len() * TRAINING as usize + done as usize,
                MEMBERS * TRAINING as usize,
                false,
            )
        } else if self.said.mean.len() < COUNT {
            ("asking the nets about all sequences", self.said.mean.len(), COUNT, false)
        } else if self.orders.len() < ORDERS {
            ("putting them in order", self.orders.len(), ORDERS, false)
        } else {
            ("searching harder", self.curves[0].len(), SIZES, true)
        }
    }

    pub fn step(&mut self) {
        self.ticks += 1;
        if let Some(draft) = &mut self.draft {
            if !draft.add_site() {
                self.world = Some(Arc::new(draft.finish()));
                self.draft = None;
            }
            return;
        }
        let Some(world) = self.world.clone() else { return };
        let Some(told) = self.told.clone() else {
            let from = &world.best_first()[if self.lower { COUNT / 2 } else { 0 }..];
            let mut rng = Rng::stream(self.seed, "unsure/measured");
            self.told = Some(Arc::new(Measured::draw(&world, from, MEASURED, &mut rng)));
            return;
        };
        if self.members.len() < MEMBERS {
            let member = self.members.len();
            let training = self.training.get_or_insert_with(|| Box::new(Training::new(member, TRAINING, self.seed)));
            for _ in 0..A_TICK {
                training.step(&told);
            }
            if training.finished() {
                self.members.push(Arc::new(training.net().clone()));
                self.training = None;
            }
        } else if self.said.mean.len() < COUNT {
            self.ask(&world);
        } else if self.orders.len() < ORDERS {
            self.order(&world);
        } else if !self.over() {
            let part = self.curves[0].len() as f64 / (SIZES - 1) as f64;
            let n = libm::floor(libm::pow(COUNT as f64, part) + 0.5);
            for rule in 0..ORDERS {
                let value = self.choice(rule, n).value;
                self.curves[rule].push([n, value]);
            }
        }
    }

    fn ask(&mut self, world: &Landscape) {
        let from = self.said.mean.len();
        for (row, sequence) in self.rows.rows_mut().into_iter().zip(from..) {
            encode(sequence as Sequence, row.into_slice().expect("rows in standard layout"));
        }
        let panel = self.panel.get_or_insert_with(|| Box::new(Panel::new(self.members.clone(), ASKED)));
        panel.ask(self.rows.view());
        let said = Arc::make_mut(&mut self.said);
        said.mean.extend_from_slice(panel.mean());
        said.deviation.extend_from_slice(panel.deviation());
        for i in 0..ASKED {
            let all: [f32; MEMBERS] = core::array::from_fn(|net| panel.of(net)[i]);
            said.least.push(all.iter().fold(f32::INFINITY, |least, f| if *f < least { *f } else { least }));
            let errors = all.map(|f| f64::from(f - world.fitness((from + i) as Sequence)));
            for (a, error) in errors.iter().enumerate() {
                said.errors[a] += error;
                errors.iter().zip(&mut said.products[a]).for_each(|(other, sum)| *sum += error * other);
            }
        }
        if said.mean.len() == COUNT {
            said.shared = Some(shared(&said.errors, &said.products));
        }
    }

    fn order(&mut self, world: &Landscape) {
        let said = &self.said;
        let lambda = self.lambda as f32;
        let order = if self.orders.len() == RULES {
            world.best_first().to_vec()
        } else {
            let score = |s: Sequence| {
                let i = usize::from(s);
                match self.orders.len() {
                    0 => said.mean[i],
                    1 => said.least[i],
                    _ => said.mean[i] - lambda * said.deviation[i],
                }
            };
            best_first(score)
        };
        self.orders.push(Arc::new(order));
    }

    /// What is expected of the best by a rule among `n` sequences drawn without putting back: the i-th of N is it with
    /// probability C(N - i, n - 1) / C(N, n).
    fn choice(&self, rule: usize, n: f64) -> Choice {
        let (Some(world), Some(order)) = (&self.world, self.orders.get(rule)) else { return Choice::default() };
        let all = COUNT as f64;
        let mut p = n / all;
        let mut choice = Choice::default();
        for (i, sequence) in order.iter().enumerate() {
            let at = usize::from(*sequence);
            choice.value += p * f64::from(world.fitness(*sequence));
            choice.deviation += p * f64::from(self.said.deviation[at]);
            choice.mean += p * f64::from(self.said.mean[at]);
            let left = all - (i + 1) as f64;
            if left < n || p < 1e-12 {
                break;
            }
            p *= (left - n + 1.0) / left;
        }
        choice
    }

    /// The same by all rules, once all is known.
    pub fn choices(&self, n: f64) -> Option<Choices> {
        (self.orders.len() == ORDERS).then(|| core::array::from_fn(|rule| self.choice(rule, n)))
    }

    /// Disagreement and error of the mean, of some sequences.
    pub fn scatter(&self) -> Vec<[f64; 2]> {
        let Some(world) = &self.world else { return vec![] };
        let said = self.said.mean.iter().zip(&self.said.deviation).zip(0..=Sequence::MAX);
        let point = |((mean, deviation), sequence): ((&f32, &f32), Sequence)| {
            [f64::from(*deviation), f64::from((mean - world.fitness(sequence)).abs())]
        };
        said.step_by(EVERY).map(point).collect()
    }

    /// Mean disagreement about all sequences.
    pub fn usual(&self) -> Option<f64> {
        let deviation = &self.said.deviation;
        (deviation.len() == COUNT).then(|| deviation.iter().map(|d| f64::from(*d)).sum::<f64>() / COUNT as f64)
    }
}

/// Mean correlation of the errors of two nets.
fn shared(errors: &[f64; MEMBERS], products: &[[f64; MEMBERS]; MEMBERS]) -> f64 {
    let n = COUNT as f64;
    let covariance = |a: usize, b: usize| products[a][b] / n - errors[a] / n * (errors[b] / n);
    let mut sum = 0.0;
    for a in 0..MEMBERS {
        for b in 0..a {
            sum += covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt();
        }
    }
    sum / (MEMBERS * (MEMBERS - 1) / 2) as f64
}

const _: () = assert!(TRAINING.is_multiple_of(A_TICK) && COUNT.is_multiple_of(ASKED));
