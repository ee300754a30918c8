//! The video of the vault, the net 12-32-16 that learns to predict it, and how much of its inside is about the diamond
//! and how much about the screen.
//!
//! Twelve readings come in: whether the diamond is there and what the screen shows, each along a direction of its own
//! and as strongly as the salience says, and ten things that do not matter. Sixteen come out: what the video will be.

use ndarray::{Array2, ArrayView2};

use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace, loss};
use crate::rng::Rng;

const INPUTS: usize = 12;
/// Units of the hidden layer.
pub const HIDDEN: usize = 32;
const OUTPUTS: usize = 16;
/// What does not matter, and how large it is.
const OTHERS: usize = INPUTS - 2;
const SPREAD: f32 = 0.3;
/// Of the video, which nobody labels: how often the camera is tampered with.
const TAMPERED: f32 = 0.25;
/// Training steps in all and in a tick, and examples in a step.
pub const STEPS: u32 = 1_200;
const A_TICK: u32 = 20;
/// Ticks of the training.
pub const TICKS: u32 = STEPS / A_TICK;
const BATCH: usize = 64;
const RATE: f32 = 3e-3;
/// Draws of what does not matter; each is taken with both signs and in all four cases.
const DRAWS: usize = 32;
/// Rows of a set of cases.
pub const ROWS: usize = 2 * DRAWS * KINDS.len();

/// Diamond and screen: well, stolen, stolen with a picture before the camera, and safe with one of an empty vault.
pub const KINDS: [[f32; 2]; 4] = [[1.0, 1.0], [-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0]];

/// Whether a case is one of tampering.
pub const fn tampered(kind: usize) -> bool {
    kind >= 2
}

/// Hidden states, centred [ROWS, HIDDEN], the kinds in turn; and the same turned over, [HIDDEN, ROWS].
#[derive(Clone)]
pub struct Cases {
    pub rows: Vec<f32>,
    pub columns: Vec<f32>,
}

/// How far diamond and screen move the hidden state: h = centre + alpha d a + beta o b, with the cosine of a and b.
#[derive(Clone, Copy, Debug)]
pub struct Salience {
    pub alpha: f64,
    pub beta: f64,
    pub cosine: f64,
}

impl Salience {
    /// The diamond's against the screen's.
    pub fn ratio(&self) -> f64 {
        self.alpha / self.beta
    }
}

/// The predictor in training.
#[derive(Clone)]
pub struct Training {
    salience: [f64; 2],
    /// Directions of diamond, screen and the rest, among the readings [INPUTS, INPUTS] and in the video [INPUTS, OUTPUTS].
    readings: Array2<f32>,
    video: Array2<f32>,
    net: Net,
    adam: Adam,
    ws: Workspace,
    rng: Rng,
    x: Array2<f32>,
    y: Array2<f32>,
    d_y: Array2<f32>,
    /// What does not matter in the cases that are taught and in those that are tried.
    draws: [Vec<[f32; OTHERS]>; 2],
    done: u32,
    before: Salience,
    measured: Salience,
}

impl Training {
    pub fn new(salience: [f64; 2], seed: u64) -> Self {
        let mut init = Rng::stream(seed, "vault/net");
        let net = Net::new(&[INPUTS, HIDDEN, OUTPUTS], Activation::Tanh, Activation::Identity, &mut init);
        let mut directions = Rng::stream(seed, "vault/directions");
        let mut cases = Rng::stream(seed, "vault/cases");
        let mut draws = || (0..DRAWS).map(|_| std::array::from_fn(|_| SPREAD * cases.normal())).collect();
        let unknown = Salience { alpha: 0.0, beta: 0.0, cosine: 0.0 };
        let mut training = Self {
            salience,
            readings: orthonormal(INPUTS, &mut directions),
            video: orthonormal(OUTPUTS, &mut directions),
            adam: Adam::new(net.parameters().len(), AdamConfig { rate: RATE, ..AdamConfig::default() }),
            ws: Workspace::new(&net, ROWS),
            net,
            rng: Rng::stream(seed, "vault/video"),
            x: Array2::zeros((ROWS, INPUTS)),
            y: Array2::zeros((ROWS, OUTPUTS)),
            d_y: Array2::zeros((ROWS, OUTPUTS)),
            draws: [draws(), draws()],
            done: 0,
            before: unknown,
            measured: unknown,
        };
        training.before = training.measure();
        training.measured = training.before;
        training
    }

    pub fn salience(&self) -> [f64; 2] {
        self.salience
    }

    pub fn done(&self) -> u32 {
        self.done
    }

    pub fn finished(&self) -> bool {
        self.done >= STEPS
    }

    /// Before any training, and now.
    pub fn before(&self) -> Salience {
        self.before
    }

    pub fn measured(&self) -> Salience {
        self.measured
    }

    /// One tick of training.
    pub fn tick(&mut self) {
        for _ in 0..A_TICK {
            for row in 0..BATCH {
                let d = if self.rng.chance(0.5) { 1.0 } else { -1.0 };
                let o = if self.rng.chance(TAMPERED) { -d } else { d };
                let others = std::array::from_fn(|_| SPREAD * self.rng.normal());
                self.film(row, [d, o], &others);
            }
            let (x, y) = (self.x.slice(ndarray::s![..BATCH, ..]), self.y.slice(ndarray::s![..BATCH, ..]));
            let mut d_y = self.d_y.slice_mut(ndarray::s![..BATCH, ..]);
            let said = self.net.forward(x, &mut self.ws);
            loss::mse(said, y, d_y.view_mut());
            self.net.backward(d_y.view(), &mut self.ws);
            self.adam.step(self.net.parameters_mut(), self.ws.gradient());
        }
        self.done += A_TICK;
        self.measured = self.measure();
    }

    /// Writes the readings of a night, and the video, into a row. What does not matter shows bent in the video, so that
    /// a net without a hidden layer would not do.
    fn film(&mut self, row: usize, case: [f32; 2], others: &[f32; OTHERS]) {
        let strength = |i: usize| if i < 2 { self.salience[i] as f32 * case[i] } else { others[i - 2] };
        let (mut x, mut y) = (self.x.row_mut(row), self.y.row_mut(row));
        x.fill(0.0);
        y.fill(0.0);
        for i in 0..INPUTS {
            let s = strength(i);
            let shown = if i < 2 { s } else { libm::tanhf(2.0 * s) };
            for (x, along) in x.iter_mut().zip(self.readings.row(i)) {
                *x += s * along;
            }
            for (y, along) in y.iter_mut().zip(self.video.row(i)) {
                *y += shown * along;
            }
        }
    }

    /// Runs a set of cases through the net; the workspace then holds what it makes of them.
    fn look(&mut self, set: usize) {
        for i in 0..ROWS {
            let draw = self.draws[set][i / (2 * KINDS.len())];
            let sign = if (i / KINDS.len()).is_multiple_of(2) { 1.0 } else { -1.0 };
            self.film(i, KINDS[i % KINDS.len()], &draw.map(|v| sign * v));
        }
        self.net.forward(self.x.view(), &mut self.ws);
    }

    fn measure(&mut self) -> Salience {
        self.look(0);
        let means = means(self.ws.layer_output(0));
        let along = |signs: [f64; 4]| -> Vec<f64> {
            (0..HIDDEN).map(|k| (0..4).map(|kind| signs[kind] * means[kind][k]).sum::<f64>() / 4.0).collect()
        };
        let (a, b) = (along([1.0, -1.0, -1.0, 1.0]), along([1.0, -1.0, 1.0, -1.0]));
        let dot = |p: &[f64], q: &[f64]| p.iter().zip(q).map(|(p, q)| p * q).sum::<f64>();
        let (alpha, beta) = (dot(&a, &a).sqrt(), dot(&b, &b).sqrt());
        Salience { alpha, beta, cosine: dot(&a, &b) / (alpha * beta) }
    }

    /// The share of the video's variance that the net does not predict, on new nights.
    pub fn unexplained(&mut self) -> f64 {
        self.look(1);
        let square = |v: f32| f64::from(v) * f64::from(v);
        let missed: f64 = self.ws.output().iter().zip(self.y.iter()).map(|(said, y)| square(said - y)).sum();
        missed / self.y.iter().map(|y| square(*y)).sum::<f64>()
    }

    /// Hidden states to teach a reporter on, and to try it on.
    pub fn cases(&mut self) -> [Cases; 2] {
        self.look(0);
        let means = means(self.ws.layer_output(0));
        let centre: Vec<f32> = (0..HIDDEN).map(|k| (means.iter().map(|m| m[k]).sum::<f64>() / 4.0) as f32).collect();
        [0, 1].map(|set| {
            self.look(set);
            let hidden = self.ws.layer_output(0);
            let centred = |row: usize, k: usize| hidden[(row, k)] - centre[k];
            Cases {
                rows: (0..ROWS * HIDDEN).map(|i| centred(i / HIDDEN, i % HIDDEN)).collect(),
                columns: (0..ROWS * HIDDEN).map(|i| centred(i % ROWS, i / ROWS)).collect(),
            }
        })
    }
}

/// Mean hidden state of each kind of case.
fn means(hidden: ArrayView2<f32>) -> [Vec<f64>; 4] {
    let mut means = [const { Vec::new() }; 4];
    means.iter_mut().for_each(|mean| mean.resize(HIDDEN, 0.0));
    for (i, row) in hidden.rows().into_iter().enumerate() {
        for (mean, h) in means[i % KINDS.len()].iter_mut().zip(row) {
            *mean += f64::from(*h) * KINDS.len() as f64 / ROWS as f64;
        }
    }
    means
}

/// `INPUTS` directions among `columns`, at right angles (Gram & Schmidt).
fn orthonormal(columns: usize, rng: &mut Rng) -> Array2<f32> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(INPUTS);
    while rows.len() < INPUTS {
        let mut row: Vec<f64> = (0..columns).map(|_| f64::from(rng.normal())).collect();
        for other in &rows {
            let along: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
            row.iter_mut().zip(other).for_each(|(v, other)| *v -= along * other);
        }
        let size = row.iter().map(|v| v * v).sum::<f64>().sqrt();
        if size > 1e-3 {
            row.iter_mut().for_each(|v| *v /= size);
            rows.push(row);
        }
    }
    Array2::from_shape_fn((INPUTS, columns), |(i, k)| rows[i][k] as f32)
}

const _: () = assert!(STEPS.is_multiple_of(A_TICK) && BATCH <= ROWS);
