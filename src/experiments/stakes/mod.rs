//! High stakes and low stakes: systems decide, and a mistake costs little or everything.
//!
//! The distinction is Christiano's (Low-stakes alignment, 2021): where no mistake costs much, one can learn from mistakes.
//! A learner's mistakes: Novikoff 1962 (see learner.rs). The largest of many costs: see chances.rs.

mod chances;
mod controls;
mod figure;
mod fleet;
mod largest;
mod learner;

use self::chances::Cost;
use self::fleet::{Fleet, Rules};
use self::largest::{Largest, REPEATS};
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};

/// The description.
pub static SPEC: Spec = Spec {
    id: "stakes",
    title: "High stakes and low stakes",
    claim: "To be right on average bounds no damage, and learning from mistakes is for those who survive them (Ege Erdil, \
            after Paul Christiano); but one bad decision in a million would be a far better world than was to be feared \
            (Ronny Fernandez).",
    predict: "A hundred systems make a million decisions each, and one decision in a million fails. How many of the \
              hundred have failed at least once by the end?",
    limits: "Failures are independent of each other here, and alike at all times. Real ones come in heaps: systems made \
             alike fail alike, and a world that changes makes all of them fail at once. What a mistake costs is assumed, not \
             found out.",
    chapter: 4,
    program: Program::Faceless,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Stakes::new(settings, seed)),
};

/// Ticks of a run.
const TICKS: u32 = 300;
/// Repeats of the largest cost in a tick; they are done somewhat before the decisions.
const REPEATS_A_TICK: usize = 56;

#[derive(Clone)]
struct Stakes {
    settings: Settings,
    n: f64,
    tick: u32,
    fleet: Fleet,
    /// Where costs differ.
    largest: Option<Largest>,
    /// Of learners: `(decisions, most mistakes of any, mean had nothing ruined them)`.
    mistakes: Vec<(f64, f64, f64)>,
}

impl Stakes {
    fn new(settings: &Settings, seed: u64) -> Self {
        let n = settings.number("n");
        let rules = Rules::of(settings, seed);
        let largest = match rules.cost {
            Cost::Constant => None,
            Cost::Pareto(alpha) => Some(Largest::new(n as u64, alpha, seed)),
        };
        let systems = settings.number("systems") as usize;
        Self {
            n,
            tick: 0,
            fleet: Fleet::new(rules, systems, n / f64::from(TICKS), TICKS as usize, seed),
            largest,
            mistakes: Vec::with_capacity(TICKS as usize),
            settings: settings.clone(),
        }
    }

    /// How many decisions have been made after `tick` ticks. A learner makes its mistakes early: there equal ratios.
    fn decisions(&self, tick: u32) -> f64 {
        let share = f64::from(tick) / f64::from(TICKS);
        if tick >= TICKS {
            self.n
        } else if self.fleet.rules.lessons.is_some() {
            libm::floor(libm::pow(self.n, share))
        } else {
            libm::floor(self.n * share)
        }
    }
}

impl Experiment for Stakes {
    fn step(&mut self) -> Status {
        if self.tick < TICKS {
            self.tick += 1;
            let to = self.decisions(self.tick);
            self.fleet.step(to);
            if self.fleet.rules.lessons.is_some() {
                self.mistakes.push((to, self.fleet.mistakes().0, self.fleet.lessons()));
            }
            if let Some(largest) = &mut self.largest {
                largest.step(REPEATS_A_TICK);
            }
        }
        if self.tick >= TICKS { Status::Done } else { Status::Running }
    }

    fn stage(&self) -> Stage {
        Stage { label: "making decisions".into(), done: self.fleet.now as u32, total: self.n as u32, watch: true }
    }

    fn figure(&self) -> Figure {
        figure::figure(self)
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }
}

const _: () = assert!(REPEATS_A_TICK * TICKS as usize >= REPEATS);

#[cfg(test)]
mod tests;
