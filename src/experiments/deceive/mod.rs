//! Train it to be approved of: what is gained by looking good to an evaluator who sees a part of what there is.
//!
//! The maximiser of E_Q e - KL(Q | P) / beta is in proportion to P exp(beta e) (Korbak, Perez & Buckley 2022, arXiv
//! 2205.11275); that evaluators of little time come to approve what is wrong, Wen et al. 2024 (arXiv 2409.12822).

mod controls;
mod figure;
mod mirror;
mod net;
mod world;

use self::mirror::Mirror;
use self::net::Policy;
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};

/// The description.
pub static SPEC: Spec = Spec {
    id: "deceive",
    title: "Train it to be approved of",
    claim: "What can learn how people act can learn what people approve of; to maximise that is to train deception (Ege \
            Erdil).",
    predict: "An evaluator sees three of an action's six features, and judges fairly by these. Press for approval: how many \
              actions will be approved and bad, and how many if the evaluator sees all six?",
    limits: "Six features, and an evaluator who sees some of them and errs in nothing else. Nobody intends anything here: \
             there is no plan to hide, only what pays. That real evaluators see so little, or that a large model would find \
             out where they look, does not follow.",
    chapter: 6,
    program: Program::Chapter6,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Deceive::new(settings, seed)),
};

#[derive(Clone)]
enum Deceive {
    Exact(Box<Mirror>),
    Net(Box<Policy>),
}

impl Deceive {
    fn new(settings: &Settings, seed: u64) -> Self {
        if settings.choice("part") == "net" {
            Self::Net(Box::new(Policy::new(settings, seed)))
        } else {
            Self::Exact(Box::new(Mirror::new(settings)))
        }
    }
}

impl Experiment for Deceive {
    fn step(&mut self) -> Status {
        match self {
            Self::Exact(mirror) => mirror.step(),
            Self::Net(policy) => policy.step(),
        }
    }

    fn stage(&self) -> Stage {
        match self {
            Self::Exact(mirror) => mirror.stage(),
            Self::Net(policy) => policy.stage(),
        }
    }

    fn figure(&self) -> Figure {
        match self {
            Self::Exact(mirror) => figure::exact(mirror),
            Self::Net(policy) => figure::net(policy),
        }
    }

    fn set(&mut self, control: &str, value: Value) {
        match self {
            Self::Exact(mirror) => {
                mirror.settings.set(control, value);
                mirror.moved();
            }
            Self::Net(policy) => {
                policy.settings.set(control, value);
                policy.moved();
            }
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests;
