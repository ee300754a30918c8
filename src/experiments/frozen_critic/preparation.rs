//! Up to the freezing: both nets are trained together, and the critic trained further where it is asked for.

use std::rc::Rc;
use std::sync::Arc;

use ndarray::Array2;

use super::probe::{Probe, SharedJudge, truth};
use crate::lab::Stage;
use crate::models::gan::Draw;
use crate::models::live_gan::{LiveGan, World};
use crate::models::prior::PriorTraining;
use crate::rng::Rng;
use crate::stats::median;
use crate::worlds::faces::{PIXELS, Pose, sample_face};
use crate::worlds::ring::Overlap;

/// Units in a hidden layer.
const WIDTH: usize = 64;
/// Training steps in a tick.
const STEPS_A_TICK: u32 = 3;
/// Real faces judged, four a tick.
const REAL: usize = 32;
const REAL_A_TICK: usize = 4;
/// Extra steps of the strong critic, and how many in a tick.
const EXTRA: u32 = 3_000;
const EXTRA_A_TICK: u32 = 6;
/// Points counted for the total variation, and how many in a tick.
const POINTS: u32 = 262_144;
const POINTS_A_TICK: u32 = 4_096;

/// Steps of the joint training, and the step whose critic is the early one.
fn lengths(world: World) -> (u32, u32) {
    match world {
        World::Ring => (4_000, 100),
        World::Faces => (2_000, 50),
    }
}

/// Rate and noise after the joint training.
pub fn held(world: World) -> (f32, f32) {
    match world {
        World::Ring => (1e-3, 0.0),
        World::Faces => (1e-3, 0.02),
    }
}

/// What the joint training came to.
pub struct Joint {
    /// Both nets at its end.
    pub learner: LiveGan,
    /// Parameters of the early critic.
    pub early: Vec<f32>,
    /// What its generator makes.
    pub made: Array2<f32>,
    /// Median truth of real faces.
    pub truth_real: Option<f64>,
}

/// The joint training on its way.
#[derive(Clone)]
pub struct JointTraining {
    world: World,
    seed: u64,
    prior: Option<Box<PriorTraining>>,
    learner: Option<Box<LiveGan>>,
    early: Vec<f32>,
    truths: Vec<f64>,
    rng: Rng,
    /// What the generator makes now.
    pub probe: Probe,
    done: u32,
}

impl JointTraining {
    /// Untrained.
    pub fn new(world: World, seed: u64) -> Self {
        let faces = world == World::Faces;
        let mut training = Self {
            world,
            seed,
            prior: faces.then(|| Box::new(PriorTraining::new(Pose::Aligned, seed))),
            learner: None,
            early: Vec::new(),
            truths: Vec::new(),
            rng: Rng::stream(seed, "frozen-critic/real"),
            probe: Probe::new(world, seed),
            done: 0,
        };
        if !faces {
            training.learner = Some(Box::new(LiveGan::new(None, WIDTH, lengths(world).0, seed)));
        }
        training
    }

    /// Ticks in all.
    pub fn ticks(world: World) -> u32 {
        let faces = PriorTraining::STEPS + (REAL / REAL_A_TICK) as u32;
        lengths(world).0.div_ceil(STEPS_A_TICK) + if world == World::Faces { faces } else { 0 }
    }

    /// Whether the next tick measures truths.
    pub fn judges(&self) -> bool {
        self.world == World::Faces && self.prior.is_none() && self.truths.len() < REAL
    }

    /// What is being done.
    pub fn stage(&self) -> Stage {
        let label = if self.prior.is_some() {
            "learning what ordinary faces look like"
        } else if self.judges() {
            "judging real faces"
        } else {
            "training both nets together"
        };
        Stage { label: label.into(), done: self.done, total: Self::ticks(self.world), watch: false }
    }

    /// One tick; the result with the last.
    pub fn step(&mut self, judge: &SharedJudge) -> Option<Rc<Joint>> {
        if let Some(prior) = &mut self.prior {
            prior.step();
            if prior.finished() {
                let faces = Some(Arc::new(prior.prior()));
                self.learner = Some(Box::new(LiveGan::new(faces, WIDTH, lengths(self.world).0, self.seed)));
                self.prior = None;
            }
        } else if self.judges() {
            let mut image = [0.0; PIXELS];
            for _ in 0..REAL_A_TICK {
                sample_face(Pose::Aligned, &mut self.rng, &mut image);
                self.truths.push(truth(judge, &image));
            }
        } else {
            self.train();
        }
        self.done += 1;
        let finished = self.done >= Self::ticks(self.world);
        let learner = self.learner.take_if(|_| finished)?;
        let truth_real = (self.world == World::Faces).then(|| median(&mut self.truths));
        Some(Rc::new(Joint {
            learner: *learner,
            early: std::mem::take(&mut self.early),
            made: self.probe.made.clone(),
            truth_real,
        }))
    }

    fn train(&mut self) {
        let Some(learner) = &mut self.learner else { return };
        let (steps, early) = lengths(self.world);
        for _ in 0..STEPS_A_TICK {
            if learner.gan.done() < steps {
                learner.step();
            }
            if learner.gan.done() == early && self.early.is_empty() {
                self.early = learner.gan.critic().parameters().to_vec();
            }
        }
        self.probe.make(learner);
    }
}

/// The critic trained further while the generator stands still.
#[derive(Clone)]
pub struct Sharpening {
    learner: LiveGan,
    done: u32,
}

impl Sharpening {
    /// Ticks in all.
    pub const TICKS: u32 = EXTRA / EXTRA_A_TICK;

    /// From where the joint training ended.
    pub fn new(joint: &Joint) -> Self {
        let mut learner = joint.learner.clone();
        let (rate, noise) = held(learner.world());
        learner.gan.hold(rate, noise);
        learner.gan.train_generator = false;
        Self { learner, done: 0 }
    }

    /// What is being done.
    pub fn stage(&self) -> Stage {
        Stage {
            label: "training the critic 3,000 steps further".into(),
            done: self.done,
            total: Self::TICKS,
            watch: false,
        }
    }

    /// One tick; the result with the last.
    pub fn step(&mut self) -> Option<Rc<LiveGan>> {
        for _ in 0..EXTRA_A_TICK {
            self.learner.step();
        }
        self.done += 1;
        (self.done >= Self::TICKS).then(|| {
            self.learner.gan.train_generator = true;
            Rc::new(self.learner.clone())
        })
    }
}

/// How far the generator's points are from the data, which bounds every critic.
#[derive(Clone)]
pub struct Bounding {
    learner: LiveGan,
    overlap: Overlap,
    rng: Rng,
    latents: Array2<f32>,
    points: Array2<f32>,
    done: u32,
}

impl Bounding {
    /// Ticks in all.
    pub const TICKS: u32 = POINTS / POINTS_A_TICK;

    /// Of the generator that the joint training ended with.
    pub fn new(joint: &Joint, seed: u64) -> Self {
        let rows = POINTS_A_TICK as usize;
        Self {
            learner: joint.learner.clone(),
            overlap: Overlap::new(),
            rng: Rng::stream(seed, "frozen-critic/overlap"),
            latents: Array2::zeros((rows, joint.learner.world().latents())),
            points: Array2::zeros((rows, joint.learner.world().values())),
            done: 0,
        }
    }

    /// What is being done.
    pub fn stage(&self) -> Stage {
        Stage {
            label: "measuring how well any critic could do".into(),
            done: self.done,
            total: Self::TICKS,
            watch: false,
        }
    }

    /// One tick; with the last, 1/2 + TV/2.
    pub fn step(&mut self) -> Option<f64> {
        self.latents.as_slice_mut().expect("standard layout").fill_with(|| self.rng.normal());
        self.learner.gan.sample_into(Draw::Latest, self.latents.view(), self.points.view_mut());
        for point in self.points.rows() {
            self.overlap.add([f64::from(point[0]), f64::from(point[1])]);
        }
        self.done += 1;
        (self.done >= Self::TICKS).then(|| 0.5 + 0.5 * self.overlap.total_variation())
    }
}
