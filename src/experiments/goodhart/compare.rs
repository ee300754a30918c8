//! The part `comparisons`: learn a reward from comparisons, then press on it.

use std::rc::Rc;

use super::learn::{Learning, World};
use super::press::{BestOf, Gradient, STEPS, Standing};
use crate::lab::{Settings, Stage, Status};

/// The part `comparisons`.
#[derive(Clone)]
pub struct Compare {
    pub settings: Settings,
    seed: u64,
    pub phase: Phase,
}

/// What is being done.
#[derive(Clone)]
pub enum Phase {
    Learn(Box<Learning>),
    Ready(Rc<World>),
    Pick { world: Rc<World>, best: Box<BestOf>, own: Standing },
    Climb { world: Rc<World>, gradient: Box<Gradient> },
}

impl Compare {
    pub fn new(settings: &Settings, seed: u64) -> Self {
        Self { settings: settings.clone(), seed, phase: Phase::Learn(Box::new(Learning::new(settings, seed))) }
    }

    /// Whether a policy is changed step by step.
    pub fn climbs(&self) -> bool {
        self.settings.choice("optimiser") == "policy-gradient"
    }

    pub fn step(&mut self) -> Status {
        let more = match &mut self.phase {
            Phase::Learn(learning) => {
                if let Some(world) = learning.step() {
                    self.phase = Phase::Ready(Rc::new(world));
                }
                true
            }
            Phase::Ready(world) => {
                let world = world.clone();
                self.press(world);
                true
            }
            Phase::Pick { best, .. } => best.step(),
            Phase::Climb { gradient, .. } => gradient.step(),
        };
        if more { Status::Running } else { Status::Done }
    }

    fn press(&mut self, world: Rc<World>) {
        self.phase = if self.climbs() {
            let gradient = Gradient::new(&world, self.settings.number("penalty"), self.seed);
            Phase::Climb { world, gradient: Box::new(gradient) }
        } else {
            let best = BestOf::new(&world, self.seed);
            let own = best.standing(self.settings.number("n"));
            Phase::Pick { world, best: Box::new(best), own }
        };
    }

    pub fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Learn(learning) => {
                let (label, done, total) = learning.progress();
                Stage { label: label.into(), done, total, watch: false }
            }
            Phase::Ready(_) => Stage { label: "getting ready".into(), done: 1, total: 1, watch: false },
            Phase::Pick { best, .. } => {
                let (done, total) = best.progress();
                Stage { label: "picking the best of more and more".into(), done, total, watch: true }
            }
            Phase::Climb { gradient, .. } => Stage {
                label: "climbing the reward".into(),
                done: gradient.done(),
                total: gradient.wanted,
                watch: true,
            },
        }
    }

    /// A price that changes when the climb is over is climbed with for as long again.
    pub fn moved(&mut self) {
        match &mut self.phase {
            Phase::Learn(_) | Phase::Ready(_) => {}
            Phase::Pick { best, own, .. } => *own = best.standing(self.settings.number("n")),
            Phase::Climb { gradient, .. } => {
                let price = self.settings.number("penalty");
                if price != gradient.price && gradient.done() >= gradient.wanted {
                    gradient.wanted = gradient.done() + STEPS;
                }
                gradient.price = price;
            }
        }
    }

    /// Where the policy has been, in order.
    pub fn path(&self) -> Vec<Standing> {
        match &self.phase {
            Phase::Learn(_) | Phase::Ready(_) => vec![],
            Phase::Pick { best, .. } => best.exact.iter().map(|(_, standing)| *standing).collect(),
            Phase::Climb { gradient, .. } => gradient.path.clone(),
        }
    }

    /// Where it is: at the reader's n, or after the last step.
    pub fn now(&self) -> Option<Standing> {
        match &self.phase {
            Phase::Learn(_) | Phase::Ready(_) => None,
            Phase::Pick { own, .. } => Some(*own),
            Phase::Climb { gradient, .. } => gradient.path.last().copied(),
        }
    }
}
