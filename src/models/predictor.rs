//! Nets that predict a sequence's fitness from measured ones, alone or as an ensemble, and conservatively trained.
//!
//! Ensembles: Lakshminarayanan et al. 2017 (arXiv 1612.01474, section 2.4), without adversarial examples: the members
//! differ by their first weights and the order of their data. Conservative objective models (COMs): Trabucco et al.
//! 2021 (arXiv 2107.06882, section 4), with alpha given and not adapted: the loss is
//! mean over the data (f(x) - y)^2 + alpha (mean over adversarial x f(x) - mean over the data f(x)).

use std::sync::Arc;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace};
use crate::rng::Rng;
use crate::worlds::sequences::{INPUTS, Measured, encode};

/// Layer sizes.
pub const SIZES: [usize; 4] = [INPUTS, 64, 64, 1];
/// Measured sequences in a training step.
pub const BATCH: usize = 128;
/// Adversarial inputs in a conservative training step.
pub const ADVERSARIES: usize = 64;
/// Adam's rate in the first half; in the second it falls to a twentieth, or the last steps' noise would stay.
const RATE: f32 = 4e-3;
const LAST_RATE: f32 = 0.05;

/// A predictor in training.
#[derive(Clone, Debug)]
pub struct Training {
    steps: u32,
    net: Net,
    adam: Adam,
    ws: Workspace,
    rng: Rng,
    /// The batch, then the adversarial inputs [BATCH + ADVERSARIES, INPUTS].
    x: Array2<f32>,
    /// [BATCH]
    y: Vec<f32>,
    /// [BATCH + ADVERSARIES, 1]
    d_f: Array2<f32>,
    done: u32,
}

impl Training {
    /// A new net, to be trained for `steps`; the streams `predictor-M/init` and `predictor-M/data` of `seed`, where M
    /// is the `member` of an ensemble.
    pub fn new(member: usize, steps: u32, seed: u64) -> Self {
        let mut init = Rng::stream(seed, &format!("predictor-{member}/init"));
        let net = Net::new(&SIZES, Activation::Relu, Activation::Identity, &mut init);
        Self {
            steps,
            adam: Adam::new(net.parameters().len(), AdamConfig { rate: RATE, ..AdamConfig::default() }),
            ws: Workspace::new(&net, BATCH + ADVERSARIES),
            net,
            rng: Rng::stream(seed, &format!("predictor-{member}/data")),
            x: Array2::zeros((BATCH + ADVERSARIES, INPUTS)),
            y: vec![0.0; BATCH],
            d_f: Array2::zeros((BATCH + ADVERSARIES, 1)),
            done: 0,
        }
    }

    /// The net as it is now.
    pub fn net(&self) -> &Net {
        &self.net
    }

    /// Steps done.
    pub fn done(&self) -> u32 {
        self.done
    }

    /// Whether all steps are done.
    pub fn finished(&self) -> bool {
        self.done >= self.steps
    }

    /// One step on a batch drawn from the data, with squared error alone.
    pub fn step(&mut self, data: &Measured) {
        self.draw(data);
        self.descend(BATCH);
    }

    /// One conservative step. `climb` is given the net, sequences of the batch [ADVERSARIES, INPUTS] and room of the
    /// same shape for inputs found by climbing the net from there. With `alpha` 0 this is [`Self::step`].
    pub fn step_conservatively(
        &mut self,
        data: &Measured,
        alpha: f32,
        climb: impl FnOnce(&Net, ArrayView2<f32>, ArrayViewMut2<f32>),
    ) {
        if alpha <= 0.0 {
            return self.step(data);
        }
        self.draw(data);
        let (batch, adversarial) = self.x.view_mut().split_at(ndarray::Axis(0), BATCH);
        climb(&self.net, batch.slice(s![..ADVERSARIES, ..]), adversarial);
        // d of the penalty: + alpha / n where the net should say less, - alpha / n at the data.
        self.d_f.slice_mut(s![..BATCH, ..]).fill(-alpha / BATCH as f32);
        self.d_f.slice_mut(s![BATCH.., ..]).fill(alpha / ADVERSARIES as f32);
        self.descend(BATCH + ADVERSARIES);
    }

    fn draw(&mut self, data: &Measured) {
        for (row, y) in self.x.rows_mut().into_iter().zip(&mut self.y) {
            let i = self.rng.below(data.sequences.len());
            encode(data.sequences[i], row.into_slice().expect("rows in standard layout"));
            *y = data.values[i];
        }
        self.d_f.fill(0.0);
    }

    /// Adds the squared error's gradient to d f, and takes a step.
    fn descend(&mut self, rows: usize) {
        let f = self.net.forward(self.x.slice(s![..rows, ..]), &mut self.ws);
        for ((d_f, f), y) in self.d_f.iter_mut().zip(f).zip(&self.y) {
            *d_f += 2.0 * (f - y) / BATCH as f32;
        }
        self.net.backward(self.d_f.slice(s![..rows, ..]), &mut self.ws);
        let past_half = 2.0 * self.done as f32 / self.steps as f32 - 1.0;
        self.adam.rate = RATE * (1.0 - (1.0 - LAST_RATE) * past_half.clamp(0.0, 1.0));
        self.adam.step(self.net.parameters_mut(), self.ws.gradient());
        self.done += 1;
    }
}

/// What one or several nets of the same sizes say of the same inputs.
#[derive(Clone, Debug)]
pub struct Panel {
    /// At least one.
    nets: Vec<Arc<Net>>,
    ws: Workspace,
    rows: usize,
    /// [nets, most rows], net by net.
    each: Vec<f32>,
    /// [most rows]
    mean: Vec<f32>,
    /// [most rows]
    deviation: Vec<f32>,
}

impl Panel {
    /// Of at least one net, for up to `most` inputs at a time.
    pub fn new(nets: Vec<Arc<Net>>, most: usize) -> Self {
        let ws = Workspace::new(&nets[0], most);
        let each = vec![0.0; nets.len() * most];
        Self { nets, ws, rows: 0, each, mean: vec![0.0; most], deviation: vec![0.0; most] }
    }

    /// The nets.
    pub fn nets(&self) -> &[Arc<Net>] {
        &self.nets
    }

    /// Asks all nets of `x` [rows, INPUTS]; returns their mean [rows].
    pub fn ask(&mut self, x: ArrayView2<f32>) -> &[f32] {
        self.rows = x.nrows();
        let count = self.nets.len() as f32;
        let (mean, deviation) = (&mut self.mean[..self.rows], &mut self.deviation[..self.rows]);
        mean.fill(0.0);
        deviation.fill(0.0);
        for (net, each) in self.nets.iter().zip(self.each.chunks_exact_mut(self.rows.max(1))) {
            for ((each, mean), f) in each.iter_mut().zip(&mut *mean).zip(net.forward(x, &mut self.ws)) {
                *each = *f;
                *mean += f;
            }
        }
        mean.iter_mut().for_each(|mean| *mean /= count);
        for each in self.each.chunks_exact(self.rows.max(1)).take(self.nets.len()) {
            for ((deviation, mean), f) in deviation.iter_mut().zip(&*mean).zip(each) {
                *deviation += (f - mean) * (f - mean);
            }
        }
        deviation.iter_mut().for_each(|square| *square = (*square / count).sqrt());
        &self.mean[..self.rows]
    }

    /// The mean of all nets at the last inputs [rows].
    pub fn mean(&self) -> &[f32] {
        &self.mean[..self.rows]
    }

    /// How far the nets disagree about the last inputs: their standard deviation [rows], 0 for one net.
    pub fn deviation(&self) -> &[f32] {
        &self.deviation[..self.rows]
    }

    /// What one of the nets says of the last inputs [rows].
    pub fn of(&self, net: usize) -> &[f32] {
        &self.each[net * self.rows..(net + 1) * self.rows]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worlds::sequences::{COUNT, Landscape, Sequence};

    const STEPS: u32 = 300;
    /// Sequences that errors are found on, spread over all: those whose numbers are multiples of 61.
    const SAMPLE: usize = COUNT.div_ceil(61);

    fn data(landscape: &Landscape) -> Measured {
        Measured::draw(landscape, landscape.best_first(), 2_000, &mut Rng::stream(1, "test"))
    }

    fn rows(sequences: &[Sequence]) -> Array2<f32> {
        let mut x = Array2::zeros((sequences.len(), INPUTS));
        for (row, sequence) in x.rows_mut().into_iter().zip(sequences) {
            encode(*sequence, row.into_slice().unwrap());
        }
        x
    }

    fn trained(member: usize, data: &Measured) -> Arc<Net> {
        let mut training = Training::new(member, STEPS, 1);
        while !training.finished() {
            training.step(data);
        }
        Arc::new(training.net().clone())
    }

    /// Mean squared error on a landscape, whose variance is 1.
    fn error(panel: &mut Panel, landscape: &Landscape) -> f32 {
        let sample: Vec<Sequence> = (0..COUNT).step_by(61).map(|i| i as Sequence).collect();
        let f = panel.ask(rows(&sample).view());
        f.iter().zip(&sample).map(|(f, s)| (f - landscape.fitness(*s)) * (f - landscape.fitness(*s))).sum::<f32>()
            / sample.len() as f32
    }

    #[test]
    fn a_smooth_landscape_is_learned_and_an_ensemble_learns_it_better() {
        let landscape = Landscape::new(1, 1);
        let data = data(&landscape);
        let nets: Vec<_> = (0..3).map(|member| trained(member, &data)).collect();
        let alone = error(&mut Panel::new(vec![nets[0].clone()], SAMPLE), &landscape);
        let together = error(&mut Panel::new(nets, SAMPLE), &landscape);
        assert!(alone < 0.15 && together < alone, "{alone} {together}");
        // The cause taken away: values that belong to other sequences.
        let mut shuffled = data.clone();
        Rng::stream(1, "shuffle").shuffle(&mut shuffled.values);
        let nothing = error(&mut Panel::new(vec![trained(0, &shuffled)], SAMPLE), &landscape);
        assert!(nothing > 0.9, "{nothing}");
    }

    #[test]
    fn a_panel_tells_each_mean_and_deviation() {
        let nets: Vec<_> = (0..3).map(|member| Arc::new(Training::new(member, 1, 5).net().clone())).collect();
        let x = rows(&[3, 40_000, 77, 12_345]);
        let mut panel = Panel::new(nets.clone(), 6);
        panel.ask(x.view());
        for row in 0..4 {
            let f: Vec<f32> =
                nets.iter().map(|net| net.forward(x.view(), &mut Workspace::new(net, 4))[[row, 0]]).collect();
            assert_eq!([0, 1, 2].map(|net| panel.of(net)[row]), f[..]);
            let mean = f.iter().sum::<f32>() / 3.0;
            let deviation = (f.iter().map(|f| (f - mean) * (f - mean)).sum::<f32>() / 3.0).sqrt();
            assert!((panel.mean()[row] - mean).abs() < 1e-6 && (panel.deviation()[row] - deviation).abs() < 1e-6);
        }
        let mut one = Panel::new(nets[..1].to_vec(), 4);
        one.ask(x.view());
        assert!(one.deviation().iter().all(|d| *d == 0.0) && one.of(0) == one.mean());
    }

    #[test]
    fn conservative_training_says_less_of_what_it_is_warned_of_and_without_weight_changes_no_bit() {
        let landscape = Landscape::new(1, 1);
        let data = data(&landscape);
        let even = Array2::from_elem((ADVERSARIES, INPUTS), 0.25_f32);
        let train = |alpha| {
            let mut training = Training::new(0, STEPS, 1);
            while !training.finished() {
                training.step_conservatively(&data, alpha, |_, _, mut out| out.assign(&even));
            }
            training.net().clone()
        };
        let said = |net: &Net| net.forward(even.view(), &mut Workspace::new(net, ADVERSARIES))[[0, 0]];
        let (free, warned) = (train(0.0), train(0.3));
        assert_eq!(free.parameters(), trained(0, &data).parameters());
        assert!(said(&warned) < said(&free) - 0.2, "{} {}", said(&free), said(&warned));
    }
}
