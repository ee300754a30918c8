//! The part `exact`: mirror ascent on approval from people's actions, all of them at once.
//!
//! A step of length g is log Q <- (1 - g) log Q + g (log P + beta e), normalised; it comes to rest at the closed form
//! Q in proportion to P exp(beta e) (Beck & Teboulle 2003; for the closed form Korbak, Perez & Buckley 2022, arXiv
//! 2205.11275).

use super::world::{Standing, Table, best, evaluation, first, normalised, people, tilted};
use crate::lab::{Settings, Stage, Status};

/// Steps of a run, one a tick: they bring Q within 10^-9 of the closed form.
pub const STEPS: u32 = 480;
/// How far the first step goes, by how much the next go further, and how far at most: slow enough to watch at first.
const LENGTH: (f64, f64, f64) = (0.008, 1.012, 0.15);

/// The part `exact`.
#[derive(Clone)]
pub struct Mirror {
    pub settings: Settings,
    pub people: Table,
    /// log Q.
    pub logs: Table,
    /// From before the first step on.
    pub path: Vec<Standing>,
    length: f64,
    wanted: u32,
}

impl Mirror {
    pub fn new(settings: &Settings) -> Self {
        let people = people(settings.number("scarcity"));
        let mut mirror = Self {
            logs: people,
            people,
            path: Vec::with_capacity(STEPS as usize + 1),
            length: LENGTH.0,
            wanted: STEPS,
            settings: settings.clone(),
        };
        mirror.path.push(mirror.standing());
        mirror
    }

    /// How many features the evaluator sees.
    pub fn j(&self) -> usize {
        self.settings.number("j") as usize
    }

    pub fn beta(&self) -> f64 {
        self.settings.number("beta")
    }

    fn standing(&self) -> Standing {
        Standing::of(&self.logs, &self.people, first(self.j()))
    }

    /// Where it stands now.
    pub fn now(&self) -> Standing {
        self.path.last().copied().unwrap_or_default()
    }

    /// The closed form, under the settings as they are.
    pub fn closed(&self) -> Standing {
        best(&self.people, self.j(), self.beta())
    }

    /// The greatest difference of a probability from the closed form.
    pub fn distance(&self) -> f64 {
        let closed = tilted(&self.people, first(self.j()), self.beta());
        closed.iter().zip(&self.logs).fold(0.0, |most: f64, (a, b)| most.max((libm::exp(*a) - libm::exp(*b)).abs()))
    }

    fn done(&self) -> u32 {
        self.path.len() as u32 - 1
    }

    pub fn step(&mut self) -> Status {
        if self.done() < self.wanted {
            let (mask, beta) = (first(self.j()), self.beta());
            for (action, (log, usual)) in self.logs.iter_mut().zip(&self.people).enumerate() {
                *log += self.length * (usual + beta * evaluation(action, mask) - *log);
            }
            self.logs = normalised(self.logs);
            self.length = if self.length * LENGTH.1 < LENGTH.2 { self.length * LENGTH.1 } else { LENGTH.2 };
            self.path.push(self.standing());
        }
        if self.done() < self.wanted { Status::Running } else { Status::Done }
    }

    pub fn stage(&self) -> Stage {
        Stage { label: "pressing for approval".into(), done: self.done(), total: self.wanted, watch: true }
    }

    /// The run goes on from where it is, toward what is now best.
    pub fn moved(&mut self) {
        self.people = people(self.settings.number("scarcity"));
        self.length = LENGTH.0;
        self.wanted = self.done() + STEPS;
    }
}
