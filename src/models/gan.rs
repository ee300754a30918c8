//! A generative adversarial net: a generator that makes data from random numbers, and a critic that tells them from
//! real data, each trained against the other.
//!
//! Goodfellow et al. 2014 (arXiv 1406.2661), with their non-saturating loss: the critic lowers
//! E ln(1 + e^-C(x)) + E ln(1 + e^C(G(z))), the generator E ln(1 + e^-C(G(z))), z ~ N(0, 1). Both real and made data get
//! noise that fades (Arjovsky & Bottou 2017), and samples may be drawn from the running mean of the generator's
//! parameters (Yazici et al. 2019).
//!
//! Shapes: z [B, L], generator's output [B, K], data [B, D]. Without a basis K = D; with one, data = mean + output times
//! the basis [K, D], which is given and not trained.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

use super::prior::Prior;
use crate::nn::activation::softplus;
use crate::nn::loss::sigmoid;
use crate::nn::matmul::{Packing, matmul, matmul_bt};
use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace};
use crate::rng::Rng;

/// Logits count as no further from 0 than this in losses and their gradients, so that against a frozen critic the
/// generator's gradient (about e^-logit) never fades away.
const LOGIT_LIMIT: f32 = 15.0;
/// Adam's: small beside the smallest gradient that [`LOGIT_LIMIT`] lets through.
const EPSILON: f32 = 1e-12;

/// What a GAN is and how it is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Sizes of the generator, latents L first; last the K numbers that the basis takes, or without one the data's D.
    pub generator: Vec<usize>,
    /// The generator's last function.
    pub output: Activation,
    /// Sizes of the critic, D first and 1 last.
    pub critic: Vec<usize>,
    /// The function after both nets' other layers.
    pub hidden: Activation,
    /// The critic sees (x - `.0`) `.1`: nets learn faster from numbers around 0. (0, 1) for data that are so already.
    pub seen: (f32, f32),
    /// Real data in a step, and as many made ones.
    pub batch: usize,
    /// Steps of the schedule: the rate falls to 0 over its second half, the noise from first to last.
    pub steps: u32,
    /// Adam's rate in the first half.
    pub rate: f32,
    /// Adam's betas.
    pub betas: (f32, f32),
    /// Standard deviation of the noise on real and made data at the first step and at the last, in the data's unit.
    pub noise: (f32, f32),
    /// Share of the generator's running mean that is kept each step; none for no running mean. In the first steps t less
    /// is kept, (1 + t) / (10 + t), or the untrained generator would stay in it for long.
    pub average: Option<f32>,
}

/// What a step found out, before it changed anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Losses {
    /// The critic's, in nats: ln 4 where it cannot tell real from made.
    pub critic: f32,
    /// The generator's, in nats: ln 2 there.
    pub generator: f32,
    /// Mean logit of real data, noise included.
    pub real_logit: f32,
    /// Mean logit of made data, noise included.
    pub made_logit: f32,
    /// Share of both that the critic told right.
    pub accuracy: f32,
}

/// Which generator to draw from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// As it is being trained.
    Latest,
    /// The running mean of its parameters; the latest if the recipe keeps none.
    Average,
}

/// A generator and a critic in training.
#[derive(Clone, Debug)]
pub struct Gan {
    recipe: Recipe,
    basis: Option<Arc<Prior>>,
    /// Whether steps change the critic.
    pub train_critic: bool,
    /// Whether steps change the generator, and with it its running mean.
    pub train_generator: bool,
    /// What made data are brought into, as a screen does with a picture; none from the start. Where the generator has gone
    /// beyond, it gets no gradient that leads further out.
    pub limits: Option<(f32, f32)>,
    generator: Net,
    average: Option<Net>,
    critic: Net,
    generator_adam: Adam,
    critic_adam: Adam,
    /// Rate and noise from now on, in place of the schedule's.
    held: Option<(f32, f32)>,
    latents: Rng,
    noise: Rng,
    done: u32,
    /// Steps that changed the generator.
    moved: u32,
    room: Room,
}

/// The buffers of a step.
#[derive(Clone, Debug)]
struct Room {
    generator: Workspace,
    critic: Workspace,
    packing: Packing,
    z: Array2<f32>,
    /// What the critic is shown: real data first, then made [2 B, D].
    shown: Array2<f32>,
    d_logits: Array2<f32>,
    /// Made data before they were brought within the limits [B, D].
    unlimited: Array2<f32>,
    d_made: Array2<f32>,
    d_output: Array2<f32>,
}

impl Gan {
    /// Untrained; the streams `gan/init`, `gan/latents` and `gan/noise` of `seed`. Sizes that do not fit each other are
    /// a mistake of the caller's.
    pub fn new(recipe: Recipe, basis: Option<Arc<Prior>>, seed: u64) -> Self {
        let mut init = Rng::stream(seed, "gan/init");
        let generator = Net::new(&recipe.generator, recipe.hidden, recipe.output, &mut init);
        let critic = Net::new(&recipe.critic, recipe.hidden, Activation::Identity, &mut init);
        let outputs = basis.as_ref().map_or([generator.outputs(); 2], |basis| basis.components.dim().into());
        assert_eq!(outputs, [generator.outputs(), critic.inputs()], "a gan whose basis does not fit its nets");
        assert_eq!(critic.outputs(), 1, "a critic gives one logit");
        let (batch, [k, d]) = (recipe.batch, outputs);
        let adam = |net: &Net| {
            let (beta1, beta2) = recipe.betas;
            Adam::new(net.parameters().len(), AdamConfig { rate: recipe.rate, beta1, beta2, epsilon: EPSILON })
        };
        let mut packing = Packing::new();
        packing.reserve([batch, k, d]);
        packing.reserve([batch, d, k]);
        Self {
            train_critic: true,
            train_generator: true,
            limits: None,
            average: recipe.average.map(|_| generator.clone()),
            generator_adam: adam(&generator),
            critic_adam: adam(&critic),
            held: None,
            latents: Rng::stream(seed, "gan/latents"),
            noise: Rng::stream(seed, "gan/noise"),
            done: 0,
            moved: 0,
            room: Room {
                generator: Workspace::new(&generator, batch),
                critic: Workspace::new(&critic, 2 * batch),
                packing,
                z: Array2::zeros((batch, generator.inputs())),
                shown: Array2::zeros((2 * batch, d)),
                d_logits: Array2::zeros((2 * batch, 1)),
                unlimited: Array2::zeros((batch, d)),
                d_made: Array2::zeros((batch, d)),
                d_output: Array2::zeros((batch, k)),
            },
            generator,
            critic,
            basis,
            recipe,
        }
    }

    /// What it was made by.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Steps done.
    pub fn done(&self) -> u32 {
        self.done
    }

    /// Whether all steps of the schedule are done.
    pub fn finished(&self) -> bool {
        self.done >= self.recipe.steps
    }

    /// The generator as it is being trained.
    pub fn generator(&self) -> &Net {
        &self.generator
    }

    /// The same, to change.
    pub fn generator_mut(&mut self) -> &mut Net {
        &mut self.generator
    }

    /// The critic; it takes data as [`Recipe::seen`] says.
    pub fn critic(&self) -> &Net {
        &self.critic
    }

    /// The same, to change.
    pub fn critic_mut(&mut self) -> &mut Net {
        &mut self.critic
    }

    /// Multiply-adds of a step in which both are trained.
    pub fn multiply_adds(&self) -> u64 {
        let basis = self.basis.as_ref().map_or(0, |basis| basis.components.len() as u64);
        // The critic on real and made data; then the generator, through it and the basis and back.
        let critic = 2 * self.critic.training_multiply_adds() + self.generator.multiply_adds() + basis;
        let generator = self.generator.training_multiply_adds() + 2 * basis + 2 * self.critic.multiply_adds();
        self.recipe.batch as u64 * (critic + generator)
    }

    /// Leaves the schedule: this rate and this noise from now on.
    pub fn hold(&mut self, rate: f32, noise: f32) {
        self.held = Some((rate, noise));
    }

    /// The rate and the noise of the next step.
    pub fn rate_and_noise(&self) -> (f32, f32) {
        self.held.unwrap_or_else(|| {
            let past = (self.done as f32 / self.recipe.steps.max(1) as f32).clamp(0.0, 1.0);
            let ((first, last), fall) = (self.recipe.noise, (2.0 - 2.0 * past).clamp(0.0, 1.0));
            (self.recipe.rate * fall, first + (last - first) * past)
        })
    }

    /// One step on `real` data [B, D], B as the recipe has it: the critic on them and on as many made ones, then the
    /// generator on new ones. What is not trained is only looked at.
    pub fn step(&mut self, real: ArrayView2<f32>) -> Losses {
        let batch = self.recipe.batch;
        assert_eq!(real.dim(), (batch, self.critic.inputs()), "a gan's step on data of another shape");
        let (rate, noise) = self.rate_and_noise();
        self.make();
        self.room.shown.slice_mut(s![..batch, ..]).assign(&real);
        self.disturb(noise, 0..2 * batch);
        let mut losses = self.critic_step(rate);
        if self.train_generator {
            self.make();
            self.disturb(noise, batch..2 * batch);
            losses.generator = self.generator_step(rate);
        }
        self.done += 1;
        losses
    }

    /// Makes a batch from new latents, in the second half of what is shown.
    fn make(&mut self) {
        let Room { generator: ws, packing, z, shown, unlimited, .. } = &mut self.room;
        z.as_slice_mut().expect("standard layout").fill_with(|| self.latents.normal());
        draw(&self.generator, self.basis.as_deref(), z.view(), unlimited.view_mut(), ws, packing);
        let mut made = shown.slice_mut(s![self.recipe.batch.., ..]);
        made.assign(unlimited);
        limit(self.limits, made);
    }

    /// Adds noise to some rows of what is shown, and brings them to what the critic sees.
    fn disturb(&mut self, sigma: f32, rows: std::ops::Range<usize>) {
        let (centre, scale) = self.recipe.seen;
        let mut shown = self.room.shown.slice_mut(s![rows, ..]);
        for x in shown.as_slice_mut().expect("whole rows") {
            *x = (*x + sigma * rough_normal(&mut self.noise) - centre) * scale;
        }
    }

    /// Shows the critic both halves, and trains it if it is to be trained.
    fn critic_step(&mut self, rate: f32) -> Losses {
        let batch = self.recipe.batch;
        let Room { critic: ws, shown, d_logits, .. } = &mut self.room;
        let logits = self.critic.forward(shown.view(), ws);
        let (mut losses, mut right) = (Sums::default(), 0);
        for (i, (&logit, d)) in logits.iter().zip(d_logits.iter_mut()).enumerate() {
            let at = limited(logit);
            if i < batch {
                losses.real_logit += f64::from(logit);
                losses.critic += f64::from(softplus(-at));
                *d = (sigmoid(at) - 1.0) / batch as f32;
            } else {
                losses.made_logit += f64::from(logit);
                losses.critic += f64::from(softplus(at));
                losses.generator += f64::from(softplus(-at));
                *d = sigmoid(at) / batch as f32;
            }
            right += usize::from((logit > 0.0) == (i < batch));
        }
        if self.train_critic {
            self.critic.backward(d_logits.view(), ws);
            self.critic_adam.rate = rate;
            self.critic_adam.step(self.critic.parameters_mut(), ws.gradient());
        }
        losses.over(batch, right)
    }

    /// Trains the generator on the made half, as [`Self::make`] left it; its loss before that.
    fn generator_step(&mut self, rate: f32) -> f32 {
        let loss = self.generator_gradient();
        self.generator_adam.rate = rate;
        self.generator_adam.step(self.generator.parameters_mut(), self.room.generator.gradient());
        if let (Some(average), Some(kept)) = (&mut self.average, self.recipe.average) {
            let early = (1.0 + self.moved as f32) / (10.0 + self.moved as f32);
            let kept = if early < kept { early } else { kept };
            for (mean, p) in average.parameters_mut().iter_mut().zip(self.generator.parameters()) {
                *mean = kept * *mean + (1.0 - kept) * p;
            }
        }
        self.moved += 1;
        loss
    }

    /// The generator's loss on the made half, and its gradient into the generator's workspace.
    fn generator_gradient(&mut self) -> f32 {
        let batch = self.recipe.batch;
        let Room { generator, critic, packing, shown, d_logits, unlimited, d_made, d_output, .. } = &mut self.room;
        let logits = self.critic.forward(shown.slice(s![batch.., ..]), critic);
        let mut d_logits = d_logits.slice_mut(s![..batch, ..]);
        let mut sum = 0.0;
        for (&logit, d) in logits.iter().zip(d_logits.iter_mut()) {
            let at = limited(logit);
            sum += f64::from(softplus(-at));
            *d = (sigmoid(at) - 1.0) / batch as f32;
        }
        d_made.assign(&self.critic.input_gradient(d_logits.view(), critic));
        let scale = self.recipe.seen.1;
        d_made.iter_mut().for_each(|d| *d *= scale);
        if let Some((low, high)) = self.limits {
            for (d, x) in d_made.iter_mut().zip(unlimited.iter()) {
                // A step goes against d.
                if (*x < low && *d > 0.0) || (*x > high && *d < 0.0) {
                    *d = 0.0;
                }
            }
        }
        if let Some(basis) = &self.basis {
            // d output = d data basis^T
            matmul_bt(d_made.view(), basis.components.view(), d_output.view_mut(), packing);
            self.generator.backward(d_output.view(), generator);
        } else {
            self.generator.backward(d_made.view(), generator);
        }
        (sum / batch as f64) as f32
    }

    /// Data from latents `z` [n, L] into `out` [n, D], for any n; changes nothing.
    pub fn sample_into(&mut self, which: Draw, z: ArrayView2<f32>, mut out: ArrayViewMut2<f32>) {
        assert_eq!(z.nrows(), out.nrows(), "latents and room for data differ in number");
        let net = match (which, &self.average) {
            (Draw::Average, Some(average)) => average,
            _ => &self.generator,
        };
        let Room { generator: ws, packing, .. } = &mut self.room;
        for from in (0..z.nrows()).step_by(self.recipe.batch) {
            let rows = from..z.nrows().min(from + self.recipe.batch);
            let mut out = out.slice_mut(s![rows.clone(), ..]);
            draw(net, self.basis.as_deref(), z.slice(s![rows, ..]), out.view_mut(), ws, packing);
            limit(self.limits, out);
        }
    }

    /// The critic's logit of each of `data` [n, D] into `out` [n], for any n; changes nothing.
    pub fn critic_logits(&mut self, data: ArrayView2<f32>, out: &mut [f32]) {
        assert_eq!(data.nrows(), out.len(), "data and room for logits differ in number");
        let (centre, scale) = self.recipe.seen;
        let Room { critic: ws, shown, .. } = &mut self.room;
        for (from, out) in (0..).step_by(2 * self.recipe.batch).zip(out.chunks_mut(2 * self.recipe.batch)) {
            let mut seen = shown.slice_mut(s![..out.len(), ..]);
            seen.zip_mut_with(&data.slice(s![from..from + out.len(), ..]), |seen, x| *seen = (x - centre) * scale);
            for (out, logit) in out.iter_mut().zip(self.critic.forward(seen.view(), ws)) {
                *out = *logit;
            }
        }
    }
}

/// Data [B, D] from latents [B, L], B at most the workspace's.
fn draw(
    net: &Net,
    basis: Option<&Prior>,
    z: ArrayView2<f32>,
    mut out: ArrayViewMut2<f32>,
    ws: &mut Workspace,
    packing: &mut Packing,
) {
    let output = net.forward(z, ws);
    let Some(basis) = basis else { return out.assign(&output) };
    matmul(output, basis.components.view(), out.view_mut(), packing);
    for mut row in out.rows_mut() {
        row.iter_mut().zip(&basis.mean).for_each(|(x, mean)| *x += mean);
    }
}

/// Brings data within limits, if there are any; what is not a number stays none.
fn limit(limits: Option<(f32, f32)>, mut data: ArrayViewMut2<f32>) {
    let Some((low, high)) = limits else { return };
    for x in &mut data {
        if *x < low {
            *x = low;
        } else if *x > high {
            *x = high;
        }
    }
}

/// A logit no further from 0 than [`LOGIT_LIMIT`]; what is not a number stays none.
fn limited(logit: f32) -> f32 {
    logit.clamp(-LOGIT_LIMIT, LOGIT_LIMIT)
}

/// Mean 0, variance 1 and nearly normal: the sum of four random bytes, at a tenth of a normal's cost. A step on pictures
/// takes 50,000 of them.
fn rough_normal(rng: &mut Rng) -> f32 {
    // A byte's variance is (256^2 - 1) / 12.
    const SCALE: f32 = 0.006_766_015;
    let sum: u16 = rng.bits().to_le_bytes().iter().map(|&byte| u16::from(byte)).sum();
    (f32::from(sum) - 510.0) * SCALE
}

/// Sums over a batch, in `f64` so that a large one loses nothing.
#[derive(Default)]
struct Sums {
    critic: f64,
    generator: f64,
    real_logit: f64,
    made_logit: f64,
}

impl Sums {
    fn over(self, batch: usize, right: usize) -> Losses {
        let mean = |sum: f64| (sum / batch as f64) as f32;
        Losses {
            critic: mean(self.critic),
            generator: mean(self.generator),
            real_logit: mean(self.real_logit),
            made_logit: mean(self.made_logit),
            accuracy: right as f32 / (2 * batch) as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(batch: usize, data: usize, outputs: usize) -> Recipe {
        Recipe {
            generator: vec![3, 8, outputs],
            output: Activation::Identity,
            critic: vec![data, 9, 1],
            hidden: Activation::Tanh,
            seen: (0.3, 1.7),
            batch,
            steps: 100,
            rate: 2e-3,
            betas: (0.5, 0.95),
            noise: (0.1, 0.0),
            average: Some(0.99),
        }
    }

    fn basis(k: usize, d: usize) -> Arc<Prior> {
        let mut rng = Rng::stream(1, "basis");
        let mean = (0..d).map(|_| rng.normal()).collect();
        Arc::new(Prior { mean, components: Array2::from_shape_simple_fn((k, d), || rng.normal()) })
    }

    fn data(batch: usize, d: usize) -> Array2<f32> {
        let mut rng = Rng::stream(2, "data");
        Array2::from_shape_simple_fn((batch, d), || rng.normal())
    }

    #[test]
    fn the_generators_gradient_goes_through_critic_and_basis() {
        for (outputs, basis) in [(4, Some(basis(4, 6))), (6, None)] {
            let mut gan = Gan::new(small(5, 6, outputs), basis, 1);
            let mut rng = Rng::stream(3, "biases");
            gan.generator.parameters_mut().iter_mut().for_each(|p| *p += 0.2 * rng.normal());
            gan.make();
            let z = gan.room.z.clone();
            gan.disturb(0.0, 5..10);
            let loss = gan.generator_gradient();
            let gradient = gan.room.generator.gradient().to_vec();
            // The same loss by the public way: latents, data, logits.
            let mut made = Array2::zeros((5, 6));
            let mut logits = [0.0; 5];
            let mut at = |gan: &mut Gan, i: usize, h: f32| {
                let before = gan.generator.parameters()[i];
                gan.generator.parameters_mut()[i] = before + h;
                gan.sample_into(Draw::Latest, z.view(), made.view_mut());
                gan.critic_logits(made.view(), &mut logits);
                gan.generator.parameters_mut()[i] = before;
                logits.iter().map(|c| libm::log1p(libm::exp(-f64::from(*c)))).sum::<f64>() / 5.0
            };
            assert!((at(&mut gan, 0, 0.0) - f64::from(loss)).abs() < 1e-6);
            for (i, d) in gradient.iter().enumerate() {
                let slope = (at(&mut gan, i, 4e-3) - at(&mut gan, i, -4e-3)) / 8e-3;
                assert!((f64::from(*d) - slope).abs() < 2e-4 * (1.0 + slope.abs()), "{i}: {d} {slope}");
            }
            assert!(gradient.iter().any(|d| d.abs() > 1e-2), "{gradient:?}");
        }
    }

    #[test]
    fn beyond_the_limits_no_gradient_leads_further_out() {
        let mut gan = Gan::new(small(5, 6, 6), None, 1);
        gan.limits = Some((-0.1, 0.1));
        gan.make();
        gan.disturb(0.0, 5..10);
        gan.generator_gradient();
        let Room { unlimited, d_made, shown, .. } = &gan.room;
        let (mut stopped, mut kept) = (0, 0);
        for ((x, d), seen) in unlimited.iter().zip(d_made).zip(shown.slice(s![5.., ..])) {
            let x_seen = seen / 1.7 + 0.3;
            assert!((x_seen - x.clamp(-0.1, 0.1)).abs() < 1e-5, "{x} {x_seen}");
            assert!(!(*x < -0.1 && *d > 0.0 || *x > 0.1 && *d < 0.0), "{x} {d}");
            stopped += usize::from(*d == 0.0);
            kept += usize::from(*d != 0.0);
        }
        assert!(stopped > 0 && kept > 0, "{stopped} {kept}");
        let mut out = Array2::zeros((3, 6));
        gan.sample_into(Draw::Latest, data(3, 3).view(), out.view_mut());
        assert!(out.iter().all(|x| x.abs() <= 0.1));
    }

    #[test]
    fn a_step_changes_only_what_is_trained() {
        let real = data(4, 6);
        for (critic, generator) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut gan = Gan::new(small(4, 6, 3), Some(basis(3, 6)), 1);
            (gan.train_critic, gan.train_generator) = (critic, generator);
            let before = gan.clone();
            for _ in 0..3 {
                let losses = gan.step(real.view());
                assert!(losses.critic.is_finite() && losses.generator.is_finite(), "{losses:?}");
            }
            assert_eq!(gan.critic.parameters() != before.critic.parameters(), critic);
            assert_eq!(gan.generator.parameters() != before.generator.parameters(), generator);
            let average = |gan: &Gan| gan.average.as_ref().unwrap().parameters().to_vec();
            assert_eq!(average(&gan) != average(&before), generator);
        }
    }

    #[test]
    fn losses_are_those_of_the_paper_and_stay_finite_far_out() {
        let mut gan = Gan::new(small(4, 6, 6), None, 1);
        gan.critic.parameters_mut().fill(0.0);
        let losses = gan.step(data(4, 6).view());
        let ln_2 = std::f32::consts::LN_2;
        assert!((losses.critic - 2.0 * ln_2).abs() < 1e-6 && (losses.generator - ln_2).abs() < 1e-6);
        for bias in [-1e30, 1e30] {
            let mut gan = Gan::new(small(4, 6, 6), None, 1);
            *gan.critic.parameters_mut().last_mut().unwrap() = bias;
            let losses = gan.step(data(4, 6).view());
            assert!(losses.critic.is_finite() && losses.generator.is_finite(), "{losses:?}");
            assert!(gan.generator.parameters().iter().all(|p| p.is_finite()));
        }
    }

    #[test]
    fn the_schedule_fades_and_can_be_left() {
        let mut gan = Gan::new(small(4, 6, 6), None, 1);
        let real = data(4, 6);
        assert_eq!(gan.rate_and_noise(), (2e-3, 0.1));
        (0..50).for_each(|_| _ = gan.step(real.view()));
        let (rate, noise) = gan.rate_and_noise();
        assert!((rate - 2e-3).abs() < 1e-8 && (noise - 0.05).abs() < 1e-6, "{rate} {noise}");
        (0..50).for_each(|_| _ = gan.step(real.view()));
        assert!(gan.finished());
        let (rate, noise) = gan.rate_and_noise();
        assert!(rate == 0.0 && noise.abs() < 1e-6, "{rate} {noise}");
        gan.hold(1e-3, 0.02);
        assert_eq!(gan.rate_and_noise(), (1e-3, 0.02));
    }

    #[test]
    fn noise_has_mean_zero_and_variance_one() {
        let mut rng = Rng::stream(1, "rough");
        let n = 100_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = f64::from(rough_normal(&mut rng));
            sum += x;
            squares += x * x;
        }
        let n = f64::from(n);
        assert!((sum / n).abs() < 0.01 && (squares / n - 1.0).abs() < 0.01, "{} {}", sum / n, squares / n);
    }

    #[test]
    fn any_number_of_samples_and_logits_is_the_same_as_one_by_one() {
        let mut gan = Gan::new(small(4, 6, 3), Some(basis(3, 6)), 1);
        let z = data(11, 3);
        let (mut all, mut one) = (Array2::zeros((11, 6)), Array2::zeros((1, 6)));
        gan.sample_into(Draw::Average, z.view(), all.view_mut());
        let mut logits = [0.0; 11];
        gan.critic_logits(all.view(), &mut logits);
        for (i, from_all) in logits.into_iter().enumerate() {
            gan.sample_into(Draw::Average, z.slice(s![i..=i, ..]), one.view_mut());
            assert_eq!(one.row(0), all.row(i));
            let mut logit = [0.0];
            gan.critic_logits(one.view(), &mut logit);
            assert_eq!(logit[0], from_all);
        }
    }

    /// Learns a line's worth of data: two clusters at x = -1 and 1, y = 0.
    #[test]
    fn it_learns_two_clusters_and_without_training_it_does_not() {
        let near = |steps: u32| {
            let recipe = Recipe {
                generator: vec![2, 32, 2],
                critic: vec![2, 32, 1],
                hidden: Activation::LeakyRelu,
                seen: (0.0, 1.0),
                batch: 64,
                steps,
                noise: (0.3, 0.05),
                ..small(64, 2, 2)
            };
            let mut gan = Gan::new(recipe, None, 3);
            let mut rng = Rng::stream(3, "clusters");
            let mut real = Array2::zeros((64, 2));
            for _ in 0..steps {
                for mut row in real.rows_mut() {
                    let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
                    row.assign(&ndarray::array![side + 0.1 * rng.normal(), 0.1 * rng.normal()]);
                }
                gan.step(real.view());
            }
            let (z, mut out) = (data(1_000, 2), Array2::zeros((1_000, 2)));
            gan.sample_into(Draw::Average, z.view(), out.view_mut());
            let at =
                |side: f32| out.rows().into_iter().filter(|r| (r[0] - side).abs() < 0.4 && r[1].abs() < 0.4).count();
            [at(-1.0), at(1.0)]
        };
        let learned = near(1_500);
        assert!(learned.iter().all(|&n| n > 300), "{learned:?}");
        let untrained = near(0);
        assert!(untrained.iter().any(|&n| n < 250), "{untrained:?}");
    }
}
