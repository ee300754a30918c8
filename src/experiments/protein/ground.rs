//! The landscape, what has been measured of it, and what it looks like as a whole.

use std::sync::Arc;

use ndarray::Array2;

use crate::lab::Settings;
use crate::rng::Rng;
use crate::worlds::sequences::{COUNT, Draft, INPUTS, Landscape, Measured, SITES, Sequence, encode};

/// Designs that a search works on, and measured sequences that it starts from.
pub const DESIGNS: usize = 128;
/// Sequences, not measured, on which the predictor's correlation is found (the help says 600).
const UNSEEN: usize = 600;
/// Sequences from anywhere, not measured, that the figure shows.
pub const OTHERS: usize = 300;
/// Ticks of a survey: a site each, ranking, measuring.
pub const TICKS: u32 = SITES as u32 + 2;

/// Which landscape, and what of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    epistasis: usize,
    data_fraction: f64,
    lower: bool,
    shuffled: bool,
}

impl Kind {
    /// What the settings ask for.
    pub fn of(settings: &Settings) -> Self {
        Self {
            epistasis: settings.number("epistasis") as usize,
            data_fraction: settings.number("data_fraction"),
            lower: settings.choice("measured") == "lower",
            shuffled: settings.on("shuffled"),
        }
    }
}

/// What the world knows, and what the searcher is told.
#[derive(Debug)]
pub struct Ground {
    /// Which it is.
    pub kind: Kind,
    /// Every sequence's fitness and rank.
    pub landscape: Arc<Landscape>,
    /// The measured sequences and what the searcher is told of them, by that, best first.
    pub told: Measured,
    /// The measured sequence that is truly best.
    pub best_measured: Sequence,
    /// Sequences from where the measured ones come from, not measured.
    pub unseen: Vec<Sequence>,
    /// Sequences from anywhere, not measured.
    pub others: Vec<Sequence>,
    /// The same in one-hot form [OTHERS, INPUTS].
    pub others_one_hot: Array2<f32>,
    /// How the fitness of all sequences is spread.
    pub spread_all: Spread,
    /// How the fitness of the measured ones is spread.
    pub spread_measured: Spread,
}

/// A survey on its way.
#[derive(Clone)]
pub struct Survey {
    kind: Kind,
    seed: u64,
    draft: Draft,
    landscape: Option<Arc<Landscape>>,
    /// Ticks done.
    pub done: u32,
}

impl Survey {
    /// Begins with nothing.
    pub fn new(kind: Kind, seed: u64) -> Self {
        Self { kind, seed, draft: Draft::new(kind.epistasis, seed), landscape: None, done: 0 }
    }

    /// One tick; the result with the last.
    pub fn step(&mut self) -> Option<Arc<Ground>> {
        self.done += 1;
        if self.draft.add_site() {
            return None;
        }
        let Some(landscape) = &self.landscape else {
            self.landscape = Some(Arc::new(self.draft.finish()));
            return None;
        };
        Some(Arc::new(Ground::new(self.kind, landscape.clone(), self.seed)))
    }
}

impl Ground {
    fn new(kind: Kind, landscape: Arc<Landscape>, seed: u64) -> Self {
        let half = COUNT / 2;
        let from = if kind.lower { &landscape.best_first()[half..] } else { landscape.best_first() };
        let wanted = (kind.data_fraction * half as f64 + 0.5) as usize;
        let mut told = Measured::draw(&landscape, from, wanted, &mut Rng::stream(seed, "protein/measured"));
        let best_measured = told.sequences[0];
        let mut seen = vec![false; COUNT];
        told.sequences.iter().for_each(|sequence| seen[usize::from(*sequence)] = true);
        let new = |pool: &[Sequence]| pool.iter().copied().filter(|s| !seen[usize::from(*s)]).collect::<Vec<_>>();
        let mut rng = Rng::stream(seed, "protein/unseen");
        let unseen = Measured::draw(&landscape, &new(from), UNSEEN, &mut rng).sequences;
        let others = Measured::draw(&landscape, &new(landscape.best_first()), OTHERS, &mut rng).sequences;
        let spread_measured = Spread::of(told.values.iter().copied());
        if kind.shuffled {
            Rng::stream(seed, "protein/shuffled").shuffle(&mut told.values);
            let mut pairs: Vec<(f32, Sequence)> = told.values.iter().copied().zip(told.sequences).collect();
            pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            (told.values, told.sequences) = pairs.into_iter().unzip();
        }
        Self {
            kind,
            best_measured,
            others_one_hot: one_hot(&others),
            spread_all: Spread::of(landscape.best_first().iter().map(|s| landscape.fitness(*s))),
            spread_measured,
            landscape,
            told,
            unseen,
            others,
        }
    }

    /// The sequences that a search starts from, one-hot: those told to be best [DESIGNS, INPUTS].
    pub fn starts(&self) -> Array2<f32> {
        one_hot(&self.told.sequences[..DESIGNS])
    }
}

/// Sequences in one-hot form [N, INPUTS].
pub fn one_hot(sequences: &[Sequence]) -> Array2<f32> {
    let mut rows = Array2::zeros((sequences.len(), INPUTS));
    for (row, sequence) in rows.rows_mut().into_iter().zip(sequences) {
        encode(*sequence, row.into_slice().expect("rows in standard layout"));
    }
    rows
}

/// Bins of a spread, their width, and where the first begins, in standard deviations.
const BINS: usize = 48;
const WIDTH: f64 = 0.25;
const FIRST: f64 = -6.0;

/// How values are spread over bins: shares of the fullest one. Values beyond the bins are counted in the last.
#[derive(Clone, Debug)]
pub struct Spread([f64; BINS]);

impl Spread {
    /// Of these values.
    pub fn of(values: impl Iterator<Item = f32>) -> Self {
        let mut shares = [0.0; BINS];
        for value in values {
            let bin = (f64::from(value) - FIRST) / WIDTH;
            shares[(if bin > 0.0 { bin as usize } else { 0 }).min(BINS - 1)] += 1.0;
        }
        let fullest = shares.iter().fold(1.0, |most, share| if *share > most { *share } else { most });
        shares.iter_mut().for_each(|share| *share /= fullest);
        Self(shares)
    }

    /// `[from, to, per cent]` of the bins that are not empty.
    pub fn bars(&self) -> Vec<[f64; 3]> {
        let bar = |(i, share): (usize, &f64)| {
            let from = FIRST + i as f64 * WIDTH;
            (*share > 0.0).then_some([from, from + WIDTH, 100.0 * share])
        };
        self.0.iter().enumerate().filter_map(bar).collect()
    }

    /// The outline `[x, per cent]` over the bins that are not empty, from the floor to the floor.
    pub fn outline(&self) -> Vec<[f64; 2]> {
        let bars = self.bars();
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return Vec::new() };
        let (low, high) = (first[0], last[1]);
        let mut line = vec![[low, 0.0]];
        for (i, share) in self.0.iter().enumerate() {
            let from = FIRST + i as f64 * WIDTH;
            if from >= low && from < high {
                line.extend([[from, 100.0 * share], [from + WIDTH, 100.0 * share]]);
            }
        }
        line.push([high, 0.0]);
        line
    }
}
