//! The search itself: designs go up what a predictor says of them, a random search of equal size goes beside it, and
//! the world tells what both are worth.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2, s};

use super::ground::{DESIGNS, Ground, one_hot};
use crate::models::predictor::Panel;
use crate::nn::Net;
use crate::rng::Rng;
use crate::search::cbas::Cbas;
use crate::search::relaxed::SoftmaxAscent;
use crate::worlds::sequences::{COUNT, INPUTS, LETTERS, Sequence, decode, encode};

/// About how far a step of the ascent moves a logit.
const RATE: f32 = 0.1;
/// Measured sequences, told to be best, around which CbAS begins to sample.
const COMPONENTS: usize = 32;

/// How designs move.
#[derive(Clone)]
enum Method {
    /// Softened sequences climb the mean of the nets.
    Ascent(SoftmaxAscent),
    /// A model of sequences learns to sample better ones.
    Sampling(Cbas),
}

impl Method {
    /// The designs as they are held [DESIGNS, INPUTS].
    fn held(&self) -> ArrayView2<'_, f32> {
        match self {
            Self::Ascent(ascent) => ascent.shares(),
            Self::Sampling(cbas) => cbas.samples(),
        }
    }
}

/// Where a search stands after a step; means over the designs.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// What the searcher believes of the designs as it holds them.
    pub predicted: f64,
    /// What the same predictor says of them as sequences.
    pub rounded: f64,
    /// What they really have as sequences.
    pub truth: f64,
    /// Predictions of the random search's best.
    pub random_predicted: f64,
    /// What these really have.
    pub random_truth: f64,
}

/// A search on its way.
#[derive(Clone)]
pub struct Search {
    /// The world and the data.
    pub ground: Arc<Ground>,
    panel: Panel,
    method: Method,
    /// The designs as sequences, and in one-hot form [DESIGNS, INPUTS].
    pub designs: Vec<Sequence>,
    rows: Array2<f32>,
    /// What is believed of each design as it is held, and as a sequence [DESIGNS].
    pub predicted: Vec<f32>,
    pub rounded: Vec<f32>,
    deviation: Vec<f32>,
    /// Step by step.
    pub history: Vec<Standing>,
    /// Whether a prediction has left the range of numbers.
    pub lost: bool,
    /// Correlation of prediction and truth on sequences that were not measured, if there are any.
    pub correlation: Option<f64>,
    chance: Chance,
}

/// Random search: of all sequences drawn so far the ones with the highest predictions.
#[derive(Clone)]
struct Chance {
    rng: Rng,
    /// [DESIGNS, INPUTS]
    rows: Array2<f32>,
    drawn: Vec<Sequence>,
    /// Whether a sequence has been drawn [COUNT].
    seen: Vec<bool>,
    /// At most twice DESIGNS, highest first.
    best: Vec<(f32, Sequence)>,
}

impl Search {
    /// At its start, already judged. With `sampling` CbAS, otherwise an ascent of the nets' mean.
    pub fn new(ground: Arc<Ground>, nets: Vec<Arc<Net>>, sampling: bool, steps: usize, seed: u64) -> Self {
        let mut panel = Panel::new(nets, DESIGNS);
        let method = if sampling {
            let rng = Rng::stream(seed, "protein/cbas");
            Method::Sampling(Cbas::new(one_hot(&ground.told.sequences[..COMPONENTS]).view(), LETTERS, DESIGNS, rng))
        } else {
            let mut ascent = SoftmaxAscent::new(&panel.nets()[0], LETTERS, DESIGNS, RATE);
            ascent.start(ground.starts().view());
            Method::Ascent(ascent)
        };
        let mut search = Self {
            correlation: correlation(&ground, &mut panel),
            panel,
            method,
            designs: vec![0; DESIGNS],
            rows: Array2::zeros((DESIGNS, INPUTS)),
            predicted: vec![0.0; DESIGNS],
            rounded: vec![0.0; DESIGNS],
            deviation: vec![0.0; DESIGNS],
            history: Vec::with_capacity(steps + 1),
            lost: false,
            chance: Chance {
                rng: Rng::stream(seed, "protein/random"),
                rows: Array2::zeros((DESIGNS, INPUTS)),
                drawn: vec![0; DESIGNS],
                seen: vec![false; COUNT],
                best: Vec::with_capacity(2 * DESIGNS),
            },
            ground,
        };
        search.judge();
        search
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.history.len().saturating_sub(1) as u32
    }

    /// The designs as they are held [DESIGNS, INPUTS].
    pub fn held(&self) -> ArrayView2<'_, f32> {
        self.method.held()
    }

    /// What the nets say of other sequences, one-hot [N, INPUTS].
    pub fn say(&mut self, rows: ArrayView2<f32>) -> Vec<f32> {
        say(&mut self.panel, rows)
    }

    /// One step, judged.
    pub fn step(&mut self) {
        match &mut self.method {
            Method::Ascent(ascent) => ascent.step(self.panel.nets().iter().map(Arc::as_ref)),
            Method::Sampling(cbas) => cbas.step(&self.rounded, &self.deviation),
        }
        self.judge();
    }

    fn judge(&mut self) {
        let held = self.method.held();
        self.predicted.copy_from_slice(self.panel.ask(held));
        for ((design, mut row), held) in self.designs.iter_mut().zip(self.rows.rows_mut()).zip(held.rows()) {
            *design = decode(held.to_slice().expect("rows in standard layout"));
            encode(*design, row.as_slice_mut().expect("rows in standard layout"));
        }
        self.rounded.copy_from_slice(self.panel.ask(self.rows.view()));
        self.deviation.copy_from_slice(self.panel.deviation());
        self.chance.draw(&mut self.panel);
        let fitness = |sequence: &Sequence| self.ground.landscape.fitness(*sequence);
        let standing = Standing {
            predicted: mean(self.predicted.iter().copied()),
            rounded: mean(self.rounded.iter().copied()),
            truth: mean(self.designs.iter().map(fitness)),
            random_predicted: mean(self.chance.best.iter().map(|(f, _)| *f)),
            random_truth: mean(self.chance.best.iter().map(|(_, sequence)| fitness(sequence))),
        };
        if standing.predicted.is_finite() && standing.rounded.is_finite() && standing.random_predicted.is_finite() {
            self.history.push(standing);
        } else {
            self.lost = true;
        }
    }

    /// The design that the searcher likes most, as it holds it; the first of equals.
    pub fn favourite(&self) -> usize {
        let better = |best: usize, next: usize| if self.predicted[next] > self.predicted[best] { next } else { best };
        (0..DESIGNS).fold(0, better)
    }
}

impl Chance {
    /// Draws as many sequences as there are designs and keeps the best of all, each once.
    fn draw(&mut self, panel: &mut Panel) {
        for (mut row, drawn) in self.rows.rows_mut().into_iter().zip(&mut self.drawn) {
            *drawn = self.rng.below(COUNT) as Sequence;
            encode(*drawn, row.as_slice_mut().expect("rows in standard layout"));
        }
        for (f, sequence) in panel.ask(self.rows.view()).iter().zip(&self.drawn) {
            if !std::mem::replace(&mut self.seen[usize::from(*sequence)], true) {
                self.best.push((*f, *sequence));
            }
        }
        self.best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.best.truncate(DESIGNS);
    }
}

/// What the nets of a panel say of any number of rows, which it takes in turns.
fn say(panel: &mut Panel, rows: ArrayView2<f32>) -> Vec<f32> {
    let mut said = Vec::with_capacity(rows.nrows());
    for from in (0..rows.nrows()).step_by(DESIGNS) {
        let to = (from + DESIGNS).min(rows.nrows());
        said.extend_from_slice(panel.ask(rows.slice(s![from..to, ..])));
    }
    said
}

/// Pearson's correlation of prediction and truth on the unseen sequences; none without two, or without spread.
fn correlation(ground: &Ground, panel: &mut Panel) -> Option<f64> {
    let said = say(panel, one_hot(&ground.unseen).view());
    let truth = || ground.unseen.iter().map(|sequence| ground.landscape.fitness(*sequence));
    let (m, t) = (mean(said.iter().copied()), mean(truth()));
    let (mut product, mut squares) = (0.0, [0.0; 2]);
    for (f, y) in said.iter().zip(truth()) {
        let (a, b) = (f64::from(*f) - m, f64::from(y) - t);
        product += a * b;
        squares = [squares[0] + a * a, squares[1] + b * b];
    }
    let size = (squares[0] * squares[1]).sqrt();
    (size > 0.0).then(|| product / size)
}

/// Mean; 0 of nothing.
fn mean(values: impl ExactSizeIterator<Item = f32>) -> f64 {
    let count = values.len().max(1) as f64;
    values.fold(0.0, |sum, value| sum + f64::from(value)) / count
}
