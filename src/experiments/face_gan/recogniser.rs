//! The work that it takes to recognise faces, for comparison: a classifier is trained until it is right often enough.

use ndarray::{Array2, s};

use crate::models::classifier::{BATCH, Recipe, Training, centre, correct, draw};
use crate::nn::Workspace;
use crate::rng::Rng;
use crate::worlds::faces::{Negatives, PIXELS, Pose};

/// It has the sizes of the pixel generator's critic.
const SIZES: &[usize] = &[PIXELS, 64, 32, 1];
/// Pictures that it has not seen, half of them faces, and how many are drawn in a tick.
const HELD_OUT: usize = 512;
const DRAWN_A_TICK: usize = 128;
/// Training steps in a tick, ticks between two tests, and the most steps.
const STEPS_A_TICK: u32 = 4;
const TICKS_A_TEST: u32 = 3;
const MOST_STEPS: u32 = 480;
/// The accuracy that counts as recognising, twice running.
pub const RECOGNISED: f64 = 0.99;

/// A classifier on its way.
#[derive(Clone)]
pub struct Recogniser {
    training: Training,
    room: Workspace,
    rng: Rng,
    held_out: Array2<f32>,
    labels: Vec<f32>,
    ticks: u32,
    /// Multiply-adds and accuracy, test by test.
    pub tests: Vec<[f64; 2]>,
    /// Multiply-adds until it recognised faces, if it did.
    pub recognised: Option<f64>,
}

impl Recogniser {
    /// Untrained; the streams `classifier/...` and `face-gan/held-out` of `seed`.
    pub fn new(seed: u64) -> Self {
        let recipe =
            Recipe { sizes: SIZES, rate: 2e-3, steps: MOST_STEPS, negatives: Negatives::Hard, pose: Pose::Aligned };
        let training = Training::new(recipe, seed);
        Self {
            room: Workspace::new(training.centred_net(), HELD_OUT),
            training,
            rng: Rng::stream(seed, "face-gan/held-out"),
            held_out: Array2::zeros((HELD_OUT, PIXELS)),
            labels: vec![0.0; HELD_OUT],
            ticks: 0,
            tests: Vec::new(),
            recognised: None,
        }
    }

    /// The most ticks that it takes.
    pub const TICKS: u32 = (HELD_OUT / DRAWN_A_TICK) as u32 + MOST_STEPS / STEPS_A_TICK;

    /// One tick; whether it is done.
    pub fn step(&mut self) -> bool {
        let drawn = self.ticks as usize * DRAWN_A_TICK;
        self.ticks += 1;
        if drawn < HELD_OUT {
            let rows = drawn..drawn + DRAWN_A_TICK;
            let mut pictures = self.held_out.slice_mut(s![rows.clone(), ..]);
            draw(Negatives::Hard, Pose::Aligned, &mut self.rng, pictures.view_mut(), &mut self.labels[rows]);
            centre(pictures);
            return false;
        }
        for _ in 0..STEPS_A_TICK {
            self.training.step(|_, _, _| ());
        }
        if self.training.done().is_multiple_of(STEPS_A_TICK * TICKS_A_TEST) {
            self.test();
        }
        self.recognised.is_some() || self.training.finished()
    }

    fn test(&mut self) {
        let net = self.training.centred_net();
        let right = correct(net.forward(self.held_out.view(), &mut self.room), &self.labels);
        let accuracy = right as f64 / HELD_OUT as f64;
        let work = f64::from(self.training.done()) * (BATCH as u64 * net.training_multiply_adds()) as f64;
        let before = self.tests.last().map_or(0.0, |test| test[1]);
        self.tests.push([work, accuracy]);
        if accuracy >= RECOGNISED && before >= RECOGNISED {
            self.recognised = Some(work);
        }
    }
}
