//! The generator learns, and now and then the world is asked about its pictures.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2};

use super::preparation::{BANK, Prepared, median_distance};
use super::survey::{Judging, PICTURES, SHOWN, Shown, Survey};
use crate::lab::Settings;
use crate::models::encoder::FaceJudge;
use crate::models::gan::{Draw, Gan, Losses, Recipe};
use crate::models::prior::{COMPONENTS, Coordinates, PriorTraining};
use crate::nn::Activation;
use crate::nn::loss::sigmoid;
use crate::rng::Rng;
use crate::worlds::faces::{PIXELS, clip};

/// Training steps in a tick.
const STEPS_A_TICK: u32 = 3;
/// How often in a run the world is asked, the untrained generator aside.
const SURVEYS: u32 = 10;
/// Losses are told as the mean over about this many steps.
const SMOOTHED: u32 = 50;

/// What is known of the generator at a step.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Training steps.
    pub step: u32,
    /// Multiply-adds spent on it.
    pub work: f64,
    /// Of its faces.
    pub survey: Survey,
    /// Mean probability that the critic gives its faces of being real.
    pub belief: f64,
    /// Median root mean square difference of its faces to the nearest training face.
    pub distance: f64,
}

/// A generator in training.
#[derive(Clone)]
pub struct Run {
    /// What was found out beforehand.
    pub prepared: Arc<Prepared>,
    gan: Gan,
    order: Rng,
    real: Array2<f32>,
    /// What the generator gives for one picture [1, D], and its latents [L].
    data: Array2<f32>,
    z: Vec<f32>,
    /// The latents of the surveys, the same at every step [`PICTURES`, L].
    latents: Array2<f32>,
    temperature: f32,
    judging: Option<Judging>,
    /// Sum of the critic's probabilities in the survey on its way.
    belief: f64,
    /// The surveys so far; the temperature may have changed between them.
    pub history: Vec<Measured>,
    /// The pictures of the last survey.
    pub shown: Arc<Vec<Shown>>,
    /// The critic's and the generator's loss, smoothed; none before the first step.
    pub losses: Option<(f64, f64)>,
    /// Whether a loss has left the range of numbers.
    pub lost: bool,
}

/// A generator that has learned nothing yet: of coordinates, or of pixels.
fn untrained(settings: &Settings, seed: u64) -> Gan {
    let latents = settings.number("latents") as usize;
    let common = Recipe {
        generator: vec![latents, 64, 64, COMPONENTS],
        output: Activation::Identity,
        critic: vec![COMPONENTS, 128, 64, 1],
        hidden: Activation::Silu,
        seen: (0.0, 1.0),
        batch: 64,
        steps: settings.number("steps") as u32,
        rate: 3e-3,
        betas: (0.5, 0.95),
        // With less, the critic soon finds fault with every kind of face that is rare, and the generator drops it.
        noise: (1.0, 0.4),
        average: Some(0.998),
    };
    let recipe = match settings.choice("net") {
        "pixels" => Recipe {
            generator: vec![latents, 64, 64, PIXELS],
            output: Activation::Sigmoid,
            critic: vec![PIXELS, 64, 32, 1],
            seen: (0.5, 2.0),
            batch: 32,
            noise: (0.1, 0.03),
            ..common
        },
        _ => common,
    };
    Gan::new(recipe, None, seed)
}

/// Draws a picture [I] from latents [L]; what the generator gave for it, coordinates or pixels, is left in `data` [1, D].
fn paint(gan: &mut Gan, coordinates: &Coordinates, z: &[f32], data: &mut Array2<f32>, out: &mut [f32]) {
    let z = ArrayView2::from_shape((1, z.len()), z).expect("one row");
    gan.sample_into(Draw::Average, z, data.view_mut());
    let row = data.as_slice().expect("one row");
    if row.len() == out.len() {
        out.copy_from_slice(row);
    } else {
        coordinates.decode(row, out);
    }
}

/// The latents of the first `count` pictures of a survey [count, L], at temperature 1.
pub fn latents(settings: &Settings, count: usize, seed: u64) -> Array2<f32> {
    let mut rng = Rng::stream(seed, "face-gan/latents");
    Array2::from_shape_simple_fn((count, settings.number("latents") as usize), || rng.normal())
}

impl Run {
    /// Untrained, and about to be surveyed.
    pub fn new(prepared: Arc<Prepared>, settings: &Settings, seed: u64) -> Self {
        let gan = untrained(settings, seed);
        Self {
            prepared,
            order: Rng::stream(seed, "face-gan/order"),
            real: Array2::zeros((gan.recipe().batch, gan.critic().inputs())),
            data: Array2::zeros((1, gan.critic().inputs())),
            z: vec![0.0; gan.generator().inputs()],
            latents: latents(settings, PICTURES, seed),
            temperature: settings.number("temperature") as f32,
            judging: Some(Judging::new(PICTURES, SHOWN)),
            belief: 0.0,
            history: Vec::with_capacity(SURVEYS as usize + 1),
            shown: Arc::new(Vec::new()),
            losses: None,
            lost: false,
            gan,
        }
    }

    /// Training steps done.
    pub fn steps(&self) -> u32 {
        self.gan.done()
    }

    /// Whether a survey is on its way.
    pub fn judges(&self) -> bool {
        self.judging.is_some()
    }

    /// Whether all is done.
    pub fn finished(&self) -> bool {
        self.gan.finished() && self.judging.is_none()
    }

    /// From now on the critic learns nothing.
    #[cfg(test)]
    pub fn freeze_critic(&mut self) {
        self.gan.train_critic = false;
    }

    /// Draws samples at another temperature from now on; a run that is over surveys them anew.
    pub fn set_temperature(&mut self, temperature: f32) {
        self.temperature = temperature;
        if self.judging.is_some() || self.gan.finished() {
            self.survey_anew();
        }
    }

    fn survey_anew(&mut self) {
        self.judging = Some(Judging::new(PICTURES, SHOWN));
        self.belief = 0.0;
    }

    /// One tick: a few steps of training, or a few judgements.
    pub fn step(&mut self, judge: &mut FaceJudge) {
        if self.judging.is_some() {
            self.survey(judge);
        } else if !self.gan.finished() {
            self.train();
        }
    }

    fn train(&mut self) {
        let steps = self.gan.recipe().steps;
        let every = steps.div_ceil(SURVEYS);
        let prepared = self.prepared.clone();
        let faces = if self.of_pixels() { &prepared.bank } else { &prepared.encoded };
        for _ in 0..STEPS_A_TICK {
            for mut row in self.real.rows_mut() {
                row.assign(&faces.row(self.order.below(BANK)));
            }
            let losses = self.gan.step(self.real.view());
            self.note(losses);
            if self.gan.finished() || self.gan.done().is_multiple_of(every) {
                return self.survey_anew();
            }
        }
    }

    fn note(&mut self, Losses { critic, generator, .. }: Losses) {
        let new = (f64::from(critic), f64::from(generator));
        self.lost |= !(new.0.is_finite() && new.1.is_finite());
        let share = 1.0 / f64::from(self.gan.done().min(SMOOTHED));
        let old = self.losses.unwrap_or(new);
        self.losses = Some((old.0 + share * (new.0 - old.0), old.1 + share * (new.1 - old.1)));
    }

    fn survey(&mut self, judge: &mut FaceJudge) {
        let Self { gan, judging: Some(judging), prepared, latents, temperature, belief, data, z, .. } = self else {
            return;
        };
        let survey = judging.step(prepared.bank.view(), judge, |i, out| {
            z.iter_mut().zip(latents.row(i)).for_each(|(z, fixed)| *z = *temperature * fixed);
            paint(gan, &prepared.coordinates, z, data, out);
            let mut logit = [0.0];
            gan.critic_logits(data.view(), &mut logit);
            *belief += f64::from(sigmoid(logit[0]));
        });
        let Some(survey) = survey else { return };
        let measured = Measured {
            step: gan.done(),
            work: self.work(),
            survey,
            belief: self.belief / PICTURES as f64,
            distance: self.judging.as_ref().map_or(0.0, |judging| median_distance(&judging.shown)),
        };
        // A survey at another temperature takes the place of the one before.
        self.history.retain(|other| other.step < measured.step);
        self.history.push(measured);
        self.shown = Arc::new(self.judging.take().map_or(vec![], |judging| judging.shown));
    }

    fn of_pixels(&self) -> bool {
        self.gan.critic().inputs() == PIXELS
    }

    /// Multiply-adds spent on the generator so far: on training it and its critic, and on the components that it is given.
    pub fn work(&self) -> f64 {
        let given = PriorTraining::multiply_adds() + (BANK * COMPONENTS * PIXELS) as u64;
        let given = if self.of_pixels() { 0 } else { given };
        (given + u64::from(self.gan.done()) * self.gan.multiply_adds()) as f64
    }
}

/// The first pictures of an untrained generator, for the time before the first survey [SHOWN I], values in [0, 1].
pub fn untrained_pictures(settings: &Settings, coordinates: &Coordinates, seed: u64) -> Vec<f32> {
    let mut gan = untrained(settings, seed);
    let latents = latents(settings, SHOWN, seed).mapv(|z| settings.number("temperature") as f32 * z);
    let mut data = Array2::zeros((1, gan.critic().inputs()));
    let mut pictures = vec![0.0; SHOWN * PIXELS];
    for (picture, z) in pictures.chunks_exact_mut(PIXELS).zip(latents.rows()) {
        paint(&mut gan, coordinates, z.to_slice().expect("rows in standard layout"), &mut data, picture);
    }
    pictures.iter().map(|p| clip(*p)).collect()
}
