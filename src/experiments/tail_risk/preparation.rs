//! Before samples are drawn: the generator is trained, and its tail measured on the way.

use std::sync::Arc;

use super::source::{Bench, a_tick};
use super::tally::Tally;
use super::{FIRST, USUAL};
use crate::lab::Stage;
use crate::models::live_gan::{LiveGan, World};
use crate::models::prior::{Prior, PriorTraining};
use crate::rng::Rng;
use crate::worlds::faces::Pose;
use crate::worlds::ring::Picture;

/// Training steps in a tick.
const STEPS_A_TICK: u32 = 3;
/// Ticks of drawing at a checkpoint: 65,536 points, or 400 faces.
const RING_CHECK: u32 = 16;
const FACES_CHECK: u32 = 50;
/// Ticks of judging real faces, eight a tick.
const REAL_TICKS: u32 = 63;
/// Half of the picture's edge.
pub const REACH: f64 = 1.5;

/// What a run is prepared for; runs of the same kind share what was trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// The world.
    pub world: World,
    /// Whether samples come from a generator.
    pub generated: bool,
    /// Training steps, 0 for an untrained one.
    pub steps: u32,
    /// The steps of the schedule that they are part of.
    pub schedule: u32,
    /// Units in a hidden layer.
    pub width: usize,
}

impl Kind {
    /// Steps after which the tail is measured, and the last: 1, 3, 10, 32, ...; of faces, which take longer, fewer.
    fn checkpoints(self) -> Vec<u32> {
        let log: &[u32] = match self.world {
            World::Ring => &[1, 3, 10, 32, 100, 316, 1_000, 3_162, 10_000],
            World::Faces => &[1, 10, 100, 316, 1_000, 3_162, 10_000],
        };
        log.iter().copied().filter(|step| *step < self.steps).chain((self.steps > 0).then_some(self.steps)).collect()
    }

    fn check_ticks(self) -> u32 {
        if self.world == World::Ring { RING_CHECK } else { FACES_CHECK }
    }

    /// Ticks that the preparation takes.
    pub fn ticks(self) -> u32 {
        let checkpoints = self.checkpoints();
        let mut before = 0;
        let training: u32 = checkpoints
            .iter()
            .map(|step| {
                let steps = step - before;
                before = *step;
                steps.div_ceil(STEPS_A_TICK)
            })
            .sum();
        let faces = if self.world == World::Faces {
            REAL_TICKS + if self.generated { PriorTraining::STEPS } else { 0 }
        } else {
            0
        };
        faces + training + checkpoints.len() as u32 * self.check_ticks()
    }
}

/// The tail at a checkpoint.
#[derive(Clone, Debug)]
pub struct Check {
    /// Training steps.
    pub step: u32,
    /// The counts.
    pub tally: Tally,
}

/// What the preparation came to.
pub struct Prepared {
    /// For what.
    pub kind: Kind,
    /// The generator; none if the data themselves are drawn.
    pub learner: Option<LiveGan>,
    /// The tail at every checkpoint.
    pub checks: Vec<Check>,
    /// Real faces, judged.
    pub real: Option<Tally>,
}

/// The preparation on its way.
#[derive(Clone)]
pub struct Preparation {
    /// For what.
    pub kind: Kind,
    seed: u64,
    prior: Option<Box<PriorTraining>>,
    learner: Option<Box<LiveGan>>,
    /// Real faces, judged so far.
    pub real: Option<Tally>,
    real_rng: Rng,
    checkpoints: Vec<u32>,
    /// Done, and the one under way.
    pub checks: Vec<Check>,
    check: Option<(Check, Rng)>,
    /// The first points of the checkpoint under way, or of the last.
    pub picture: Picture,
    /// Its first faces.
    pub usual: Vec<Vec<f32>>,
    done: u32,
}

/// Counts for a world, at the resolution of its limits.
pub fn tally(world: World) -> Tally {
    match world {
        World::Ring => Tally::new(0.1, 400, (4.0, 12.0)),
        World::Faces => Tally::new(0.01, 400, (0.2, 1.0)),
    }
}

impl Preparation {
    /// Begins; none if there is nothing to prepare.
    pub fn new(kind: Kind, seed: u64) -> Self {
        let faces = kind.world == World::Faces;
        let mut preparation = Self {
            kind,
            seed,
            prior: (faces && kind.generated).then(|| Box::new(PriorTraining::new(Pose::Aligned, seed))),
            learner: None,
            real: faces.then(|| tally(kind.world)),
            real_rng: Rng::stream(seed, "tail-risk/real"),
            checkpoints: kind.checkpoints(),
            checks: Vec::new(),
            check: None,
            picture: Picture::new(REACH),
            usual: Vec::new(),
            done: 0,
        };
        if !faces && kind.generated {
            preparation.begin(None);
        }
        preparation
    }

    fn begin(&mut self, prior: Option<Prior>) {
        let Kind { width, schedule, .. } = self.kind;
        self.learner = Some(Box::new(LiveGan::new(prior.map(Arc::new), width, schedule, self.seed)));
    }

    /// What is being done.
    pub fn stage(&self) -> Stage {
        let label = if self.prior.is_some() {
            "learning what ordinary faces look like"
        } else if self.judging_real() {
            "judging 500 real faces"
        } else if self.check.is_some() {
            "training the generator: measuring its tail"
        } else {
            "training the generator"
        };
        Stage { label: label.into(), done: self.done, total: self.kind.ticks(), watch: false }
    }

    /// Training steps done.
    pub fn steps(&self) -> u32 {
        self.learner.as_ref().map_or(0, |learner| learner.gan.done())
    }

    /// The counts of the checkpoint under way, or else of the last.
    pub fn latest(&self) -> Option<&Tally> {
        self.check.as_ref().map(|(check, _)| check).or(self.checks.last()).map(|check| &check.tally)
    }

    /// Whether the next tick measures samples.
    pub fn judges(&self) -> bool {
        self.prior.is_none() && (self.judging_real() || self.check.is_some())
    }

    fn judging_real(&self) -> bool {
        self.real.as_ref().is_some_and(|real| real.n < u64::from(REAL_TICKS) * a_tick(self.kind.world) as u64)
    }

    /// Whether nothing is left to do.
    pub fn finished(&self) -> bool {
        self.done >= self.kind.ticks()
    }

    /// One tick.
    pub fn step(&mut self, bench: &mut Bench) {
        if let Some(prior) = &mut self.prior {
            prior.step();
            if prior.finished() {
                let learned = prior.prior();
                self.prior = None;
                self.begin(Some(learned));
            }
        } else if self.judging_real() {
            if let Some(real) = &mut self.real {
                bench.observe(&mut self.real_rng, a_tick(self.kind.world), &mut |badness, _| real.add(badness));
            }
        } else if self.check.is_some() {
            self.measure(bench);
        } else {
            self.train();
        }
        self.done += 1;
    }

    fn train(&mut self) {
        let (Some(learner), Some(&next)) = (&mut self.learner, self.checkpoints.get(self.checks.len())) else { return };
        for _ in 0..STEPS_A_TICK {
            if learner.gan.done() < next {
                learner.step();
            }
        }
        if learner.gan.done() >= next {
            let check = Check { step: next, tally: tally(self.kind.world) };
            // The same latents every time, so that what changes is the net.
            self.check = Some((check, Rng::stream(self.seed, "tail-risk/checks")));
            self.picture.clear(REACH);
            self.usual.clear();
        }
    }

    fn measure(&mut self, bench: &mut Bench) {
        let (Some(learner), Some((check, rng))) = (&mut self.learner, &mut self.check) else { return };
        let (world, picture, usual) = (self.kind.world, &mut self.picture, &mut self.usual);
        let (count, tally) = (a_tick(world), &mut check.tally);
        bench.generate(learner, rng, count, &mut |badness, sample| {
            tally.add(badness);
            match world {
                World::Ring if tally.n <= FIRST => picture.add([f64::from(sample[0]), f64::from(sample[1])]),
                World::Faces if usual.len() < USUAL => usual.push(sample.to_vec()),
                _ => {}
            }
        });
        if tally.n >= u64::from(self.kind.check_ticks()) * count as u64 {
            self.checks.extend(self.check.take().map(|(check, _)| check));
        }
    }

    /// What it came to.
    pub fn finish(&mut self) -> Prepared {
        Prepared {
            kind: self.kind,
            learner: self.learner.take().map(|learner| *learner),
            checks: std::mem::take(&mut self.checks),
            real: self.real.take(),
        }
    }
}
