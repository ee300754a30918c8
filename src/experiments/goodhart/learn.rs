//! A small world of answers and a reward net that learns from comparisons of pairs of them.
//!
//! Bradley & Terry 1952: of two answers the one of value a is preferred to that of value b with probability
//! 1 / (1 + exp(b - a)); the net is trained on the likelihood of the preferences (Gao, Schulman & Hilton 2022, arXiv
//! 2210.10760, section 2), and kept as it was when it told best those comparisons that it was not trained on.

use ndarray::{Array2, s};

use crate::lab::Settings;
use crate::nn::loss::{bce_with_logits, sigmoid};
use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace};
use crate::rng::Rng;
use crate::worlds::sequences::{COUNT, Draft, INPUTS, LETTERS, SITES, Sequence, best_first, encode, letter};

/// How often the four letters stand at a site of the answers that people give, from the usual one to the rare one.
const USUAL: [f64; LETTERS] = [0.6, 0.25, 0.1, 0.05];
/// Other sites that decide what a letter is worth.
const EPISTASIS: usize = 2;
const SIZES: [usize; 3] = [INPUTS, 64, 1];
/// Pairs in a training step, steps, and steps in a tick.
const BATCH: usize = 64;
pub const STEPS: u32 = 800;
const A_TICK: u32 = 10;
/// The net is tried on the comparisons kept aside after so many steps; a fifth of them is kept aside.
const EACH: u32 = 20;
const ASIDE: usize = 5;
const RATE: f32 = 3e-3;
/// Fresh comparisons that the net is tried on.
const FRESH: u32 = 4_000;
/// Answers rated in a tick.
const RATED: usize = 2_048;

/// Every answer's true value, how usual it is, and what the net says of it.
pub struct World {
    /// By answer, in standard deviations of the answers that people give, from their mean [COUNT].
    pub truth: Vec<f32>,
    /// The same as the net has it; its mean over people's answers is 0 too [COUNT].
    pub proxy: Vec<f32>,
    /// Logarithms of how often people put each letter at each site.
    pub usual: [[f64; LETTERS]; SITES],
    /// How often people give each answer [COUNT].
    pub weight: Vec<f64>,
    /// Answers from the one that the net likes least [COUNT].
    pub order: Vec<Sequence>,
    /// Share of fresh comparisons of people's answers in which the net prefers the truly better one.
    pub accuracy: f64,
}

/// What is being prepared.
#[derive(Clone)]
enum Phase {
    Landscape(Draft),
    Train,
    Rate(usize),
    Sort,
}

/// The world on its way.
#[derive(Clone)]
pub struct Learning {
    phase: Phase,
    rng: Rng,
    data: usize,
    shuffled: bool,
    usual: [[f64; LETTERS]; SITES],
    truth: Vec<f32>,
    proxy: Vec<f32>,
    weight: Vec<f64>,
    /// Pairs of answers, the preferred one first.
    pairs: Vec<[Sequence; 2]>,
    net: Net,
    best: (f32, Vec<f32>),
    adam: Adam,
    ws: Workspace,
    x: Array2<f32>,
    /// Of pairs: by how much the net prefers the first, and the gradient of the loss by that; of both answers [.., 1].
    logits: Array2<f32>,
    d_logits: Array2<f32>,
    d: Array2<f32>,
    done: u32,
}

impl Learning {
    pub fn new(settings: &Settings, seed: u64) -> Self {
        let mut init = Rng::stream(seed, "goodhart/net");
        let net = Net::new(&SIZES, Activation::Relu, Activation::Identity, &mut init);
        let mut rng = Rng::stream(seed, "goodhart/comparisons");
        // Which letter is the usual one is another at each site.
        let usual = std::array::from_fn(|_| {
            let mut shares = USUAL;
            rng.shuffle(&mut shares);
            shares.map(libm::log)
        });
        let data = match settings.choice("data") {
            "250" => 250,
            "4k" => 4_000,
            _ => 1_000,
        };
        Self {
            phase: Phase::Landscape(Draft::new(EPISTASIS, seed)),
            rng,
            data,
            shuffled: settings.choice("labels") == "lot",
            usual,
            truth: Vec::new(),
            proxy: Vec::with_capacity(COUNT),
            weight: Vec::new(),
            pairs: Vec::with_capacity(data),
            best: (f32::INFINITY, net.parameters().to_vec()),
            adam: Adam::new(net.parameters().len(), AdamConfig { rate: RATE, ..AdamConfig::default() }),
            ws: Workspace::new(&net, RATED),
            x: Array2::zeros((RATED, INPUTS)),
            logits: Array2::zeros((RATED / 2, 1)),
            d_logits: Array2::zeros((RATED / 2, 1)),
            d: Array2::zeros((2 * BATCH, 1)),
            net,
            done: 0,
        }
    }

    /// One tick; the world with the last.
    pub fn step(&mut self) -> Option<World> {
        match &mut self.phase {
            Phase::Landscape(draft) => {
                if !draft.add_site() {
                    self.survey();
                    self.phase = Phase::Train;
                }
                None
            }
            Phase::Train => {
                for _ in 0..A_TICK {
                    self.train();
                }
                if self.done == STEPS {
                    let best = std::mem::take(&mut self.best.1);
                    self.net.parameters_mut().copy_from_slice(&best);
                    self.phase = Phase::Rate(0);
                }
                None
            }
            Phase::Rate(from) => {
                let from = *from;
                let answers = (from..from + RATED).map(|answer| answer as Sequence);
                for (answer, row) in answers.zip(self.x.rows_mut()) {
                    encode(answer, row.into_slice().expect("rows in standard layout"));
                }
                self.proxy.extend(self.net.forward(self.x.view(), &mut self.ws));
                self.phase = if from + RATED == COUNT { Phase::Sort } else { Phase::Rate(from + RATED) };
                None
            }
            Phase::Sort => Some(self.finish()),
        }
    }

    /// How far it is: what is being done, how many of how many units.
    pub fn progress(&self) -> (&'static str, u32, u32) {
        match self.phase {
            Phase::Landscape(_) => ("drawing the world", 0, STEPS),
            Phase::Train => ("training the reward net", self.done, STEPS),
            Phase::Rate(_) | Phase::Sort => ("asking the net about every answer", STEPS, STEPS),
        }
    }

    /// An answer as people give them.
    fn answer(&mut self) -> Sequence {
        let mut answer = 0;
        for site in &self.usual {
            answer = answer * LETTERS as Sequence + self.rng.pick(&site.map(libm::exp)) as Sequence;
        }
        answer
    }

    /// True values, weights and comparisons, once the landscape is there.
    fn survey(&mut self) {
        let Phase::Landscape(draft) = &self.phase else { return };
        let landscape = draft.finish();
        let log_weight = |answer: Sequence| {
            self.usual.iter().enumerate().fold(0.0, |sum, (site, logs)| sum + logs[letter(answer, site)])
        };
        self.weight = (0..=Sequence::MAX).map(|answer| libm::exp(log_weight(answer))).collect();
        let values = || (0..=Sequence::MAX).map(|answer| f64::from(landscape.fitness(answer)));
        let mean = self.weight.iter().zip(values()).fold(0.0, |sum, (w, v)| sum + w * v);
        let variance = self.weight.iter().zip(values()).fold(0.0, |sum, (w, v)| sum + w * (v - mean) * (v - mean));
        let deviation = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        self.truth = values().map(|v| ((v - mean) / deviation) as f32).collect();
        for _ in 0..self.data {
            let (a, b) = (self.answer(), self.answer());
            let gap = if self.shuffled { 0.0 } else { self.truth[usize::from(a)] - self.truth[usize::from(b)] };
            let prefers_first = self.rng.chance(sigmoid(gap));
            self.pairs.push(if prefers_first { [a, b] } else { [b, a] });
        }
    }

    /// One step on the comparisons that are not kept aside; now and then the others are asked about.
    fn train(&mut self) {
        let aside = self.data / ASIDE;
        let batch: [usize; BATCH] = std::array::from_fn(|_| aside + self.rng.below(self.data - aside));
        self.compare(batch.into_iter());
        let gradient = self.d_logits.slice(s![..BATCH, ..]);
        self.d.slice_mut(s![..BATCH, ..]).assign(&gradient);
        self.d.slice_mut(s![BATCH.., ..]).zip_mut_with(&gradient, |d, g| *d = -g);
        self.net.backward(self.d.view(), &mut self.ws);
        self.adam.step(self.net.parameters_mut(), self.ws.gradient());
        self.done += 1;
        if self.done.is_multiple_of(EACH) {
            let loss = self.compare(0..aside.min(RATED / 2));
            if loss < self.best.0 {
                self.best.0 = loss;
                self.best.1.copy_from_slice(self.net.parameters());
            }
        }
    }

    /// Puts pairs through the net, all preferred answers and then all others; the loss.
    fn compare(&mut self, pairs: impl ExactSizeIterator<Item = usize>) -> f32 {
        let count = pairs.len();
        for (row, pair) in pairs.enumerate() {
            for (half, answer) in self.pairs[pair].into_iter().enumerate() {
                let mut row = self.x.row_mut(half * count + row);
                encode(answer, row.as_slice_mut().expect("rows in standard layout"));
            }
        }
        let said = self.net.forward(self.x.slice(s![..2 * count, ..]), &mut self.ws);
        for (logit, (a, b)) in self.logits.iter_mut().zip(said.iter().zip(said.iter().skip(count))) {
            *logit = a - b;
        }
        let (logits, d_logits) = (self.logits.slice(s![..count, ..]), self.d_logits.slice_mut(s![..count, ..]));
        bce_with_logits(logits, &[1.0; RATED / 2][..count], d_logits)
    }

    fn finish(&mut self) -> World {
        let mean = self.weight.iter().zip(&self.proxy).fold(0.0, |sum, (w, f)| sum + w * f64::from(*f));
        self.proxy.iter_mut().for_each(|f| *f -= mean as f32);
        let mut right = 0.0;
        for _ in 0..FRESH {
            let (a, b) = (usize::from(self.answer()), usize::from(self.answer()));
            let (truth, proxy) = (self.truth[a] - self.truth[b], self.proxy[a] - self.proxy[b]);
            right +=
                if truth == 0.0 || proxy == 0.0 { 0.5 } else { f64::from(u8::from((truth > 0.0) == (proxy > 0.0))) };
        }
        World {
            order: best_first(|answer| -self.proxy[usize::from(answer)]),
            truth: std::mem::take(&mut self.truth),
            proxy: std::mem::take(&mut self.proxy),
            usual: self.usual,
            weight: std::mem::take(&mut self.weight),
            accuracy: right / f64::from(FRESH),
        }
    }
}
