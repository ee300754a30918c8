//! Freeze one side of a GAN: a generator against a critic that no longer learns, and the other way round.
//!
//! Goodfellow et al. 2014 (arXiv 1406.2661), propositions 1 and 2: the best critic of a fixed generator is p / (p + q), its
//! accuracy 1/2 + TV/2, and only where both learn is the optimum -log 4 + 2 JS reached. Mescheder, Geiger & Nowozin 2018
//! (arXiv 1801.04406) on whether joint training settles.

mod controls;
mod figure;
mod play;
mod preparation;
mod probe;

use std::rc::Rc;

use self::play::Play;
use self::preparation::{Bounding, Joint, JointTraining, Sharpening};
use self::probe::SharedJudge;
use crate::lab::{Budget, Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};
use crate::models::live_gan::{LiveGan, World};

/// The description.
pub static SPEC: Spec = Spec {
    id: "frozen-critic",
    title: "Freeze one side of a GAN",
    claim: "Stop a generator from learning and its critic gets the upper hand; stop the critic and the generator finds \
            whatever the critic gets wrong (Ege Erdil). Why would anyone freeze it? (a commenter)",
    predict: "A generator and a critic have been trained against each other until the samples look right. Now the critic \
              stops learning, and the generator goes on trying to please it. What becomes of the samples?",
    limits: "Two small GANs on two small worlds. Nobody trains a GAN like this; what the figure shows is what a learned \
             judge is worth once it no longer answers to the world. How fast samples go wrong depends on the seed, the rate \
             and the critic.",
    chapter: 2,
    program: Program::Chapter2,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(FrozenCritic::new(settings, seed)),
};

#[derive(Clone)]
struct FrozenCritic {
    settings: Settings,
    seed: u64,
    world: World,
    judge: SharedJudge,
    /// The critic trained further and the bound on all critics, once known.
    strong: Option<Rc<LiveGan>>,
    bound: Option<f64>,
    phase: Phase,
}

#[derive(Clone)]
enum Phase {
    Joint(Box<JointTraining>),
    Sharpen(Box<Sharpening>, Rc<Joint>),
    Bound(Box<Bounding>, Rc<Joint>),
    Play(Box<Play>),
}

/// What is done between the joint training and the freezing.
#[derive(Clone, Copy, PartialEq)]
enum Between {
    Nothing,
    Sharpen,
    Bound,
}

fn world(settings: &Settings) -> World {
    if settings.choice("part") == "faces" { World::Faces } else { World::Ring }
}

fn between(settings: &Settings) -> Between {
    match settings.choice("mode") {
        "frozen-critic" if settings.choice("stage") == "strong" => Between::Sharpen,
        "frozen-generator" if world(settings) == World::Ring => Between::Bound,
        _ => Between::Nothing,
    }
}

impl FrozenCritic {
    fn new(settings: &Settings, seed: u64) -> Self {
        let world = world(settings);
        Self {
            settings: settings.clone(),
            seed,
            world,
            judge: probe::judge(world),
            strong: None,
            bound: None,
            phase: Phase::Joint(Box::new(JointTraining::new(world, seed))),
        }
    }

    fn wanted(&self) -> u32 {
        let budget = if let Phase::Play(play) = &self.phase { play.budget } else { Budget::default() };
        budget.wanted(&self.settings)
    }

    /// What follows the joint training, and the ticks that have been spared by what is known already.
    fn after(&self, joint: Rc<Joint>) -> (Phase, u32) {
        match between(&self.settings) {
            Between::Sharpen => match &self.strong {
                Some(_) => (self.play(joint), Sharpening::TICKS),
                None => (Phase::Sharpen(Box::new(Sharpening::new(&joint)), joint), 0),
            },
            Between::Bound => match self.bound {
                Some(_) => (self.play(joint), Bounding::TICKS),
                None => (Phase::Bound(Box::new(Bounding::new(&joint, self.seed)), joint), 0),
            },
            Between::Nothing => (self.play(joint), 0),
        }
    }

    fn play(&self, joint: Rc<Joint>) -> Phase {
        let now = between(&self.settings);
        let strong = self.strong.as_deref().filter(|_| now == Between::Sharpen);
        let bound = self.bound.filter(|_| now == Between::Bound);
        Phase::Play(Box::new(Play::new(joint, strong, bound, &self.settings, self.seed)))
    }

    fn joint(&self) -> Option<&Rc<Joint>> {
        match &self.phase {
            Phase::Joint(_) => None,
            Phase::Sharpen(_, joint) | Phase::Bound(_, joint) => Some(joint),
            Phase::Play(play) => Some(&play.joint),
        }
    }
}

impl Experiment for FrozenCritic {
    fn step(&mut self) -> Status {
        match &mut self.phase {
            Phase::Joint(training) => {
                if let Some(joint) = training.step(&self.judge) {
                    self.phase = self.after(joint).0;
                }
            }
            Phase::Sharpen(sharpening, joint) => {
                if let Some(strong) = sharpening.step() {
                    let joint = joint.clone();
                    self.strong = Some(strong);
                    self.phase = self.play(joint);
                }
            }
            Phase::Bound(bounding, joint) => {
                if let Some(bound) = bounding.step() {
                    let joint = joint.clone();
                    self.bound = Some(bound);
                    self.phase = self.play(joint);
                }
            }
            Phase::Play(play) => {
                let wanted = play.budget.wanted(&self.settings);
                play.step(&self.settings, wanted, &self.judge);
                if play.lost {
                    return Status::Diverged("a sample or a logit has left the range of numbers".into());
                }
                if play.steps() >= wanted && !play.judging() {
                    return Status::Done;
                }
            }
        }
        Status::Running
    }

    fn judges(&self) -> bool {
        match &self.phase {
            Phase::Joint(training) => training.judges(),
            Phase::Sharpen(..) | Phase::Bound(..) => false,
            Phase::Play(play) => play.judging(),
        }
    }

    fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Joint(training) => training.stage(),
            Phase::Sharpen(sharpening, _) => sharpening.stage(),
            Phase::Bound(bounding, _) => bounding.stage(),
            Phase::Play(play) => {
                let (steps, wanted) = (play.steps(), self.wanted());
                let label = match play::frozen(&self.settings) {
                    [true, true] => "standing still, both nets frozen",
                    [true, false] => "training the generator alone",
                    [false, true] => "training the critic alone",
                    [false, false] => "training both nets",
                };
                Stage {
                    label: label.into(),
                    done: steps,
                    total: if steps > wanted { steps } else { wanted },
                    watch: true,
                }
            }
        }
    }

    fn figure(&self) -> Figure {
        figure::figure(self)
    }

    fn set(&mut self, control: &str, value: Value) {
        if let Phase::Play(play) = &mut self.phase {
            play.budget.moved(control, play.steps(), &self.settings);
        }
        self.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        let joint = self.joint().filter(|_| world(settings) == self.world)?.clone();
        let mut next = Self { settings: settings.clone(), ..self.clone() };
        let (phase, spared) = next.after(joint);
        next.phase = phase;
        Some((u64::from(JointTraining::ticks(self.world) + spared), Box::new(next)))
    }
}

#[cfg(test)]
mod tests;
