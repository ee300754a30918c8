//! How far apart are two values: what I lose when somebody with other values chooses among many worlds, and what I get.
//!
//! E[U at argmax V] = rho m_n for jointly normal U and V, with m_n the expected maximum of n standard normals; m_n grows
//! as sqrt(2 log n) (David & Nagaraja 2003, Order Statistics, on concomitants).

mod controls;
mod draws;
mod figure;

use std::rc::Rc;

use self::draws::{Drawer, Here, Law, Tally};
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};
use crate::worlds::extremes::{MOST_DRAWN, Tail, expected_max};

/// The description.
pub static SPEC: Spec = Spec {
    id: "value-distance",
    title: "How far apart are two values?",
    claim: "The distance of two values is what mine get from the best world by mine, less what they get from the best by \
            the other (Ronny Fernandez). For any real difference it is large (Ege Erdil).",
    predict: "Somebody whose values correlate by 0.7 with mine picks the best of a million worlds rather than of ten. Does \
              what I lose by that grow, does what I get grow, or both?",
    limits: "Worlds are independent draws and values are numbers with one correlation; nothing says what real worlds are \
             like, or that two minds differ by one number. Bell curves are an assumption, and other tails give other \
             answers, as the figure shows.",
    chapter: 5,
    program: Program::Chapter5,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(ValueDistance::new(settings, seed)),
};

/// Draws of every size before the last.
const EACH: f64 = 400.0;
/// Draws of the last size: at most and at least, and worlds drawn in all.
const MOST: f64 = 20_000.0;
const LEAST: f64 = 2_000.0;
const WORLDS: f64 = 2e7;
/// Draws of the last size where only the furthest worlds are drawn.
const FURTHEST: f64 = 10_000.0;
/// Worlds looked at in a tick, and draws: at most.
const A_TICK: usize = 40_000;
const DRAWS_A_TICK: u32 = 40;
/// Sizes on the exact curves: powers of 10 in so many steps.
const STEPS: u32 = 6;

#[derive(Clone)]
struct ValueDistance {
    settings: Settings,
    law: Law,
    drawer: Drawer,
    /// One a size, up to the present one.
    tallies: Vec<Tally>,
    sizes: Vec<f64>,
    here: Here,
    /// `[n, expected best]`, of bell curves.
    bell: Rc<Vec<[f64; 2]>>,
    /// The expected best of all the worlds, and of those that I could search.
    best_exact: f64,
    own: f64,
}

impl ValueDistance {
    fn new(settings: &Settings, seed: u64) -> Self {
        let (tail, heavy) = (settings.number("tail"), settings.choice("heavy"));
        let law = Law {
            own: Tail::new(if heavy == "error" { 0.0 } else { tail }),
            error: Tail::new(if heavy == "own" { 0.0 } else { tail }),
        };
        let most = settings.number("n");
        let steps = (0..6).flat_map(|power| [1.0, 2.0, 5.0].map(|part| part * libm::pow(10.0, f64::from(power))));
        let mut sizes: Vec<f64> = steps.filter(|n| *n < most).collect();
        sizes.push(most);
        let curve = (0..=6 * STEPS).map(|i| libm::pow(10.0, f64::from(i) / f64::from(STEPS)));
        Self {
            settings: settings.clone(),
            law,
            drawer: Drawer::new(law, settings.number("rho"), seed),
            tallies: vec![Tally::new(sizes[0], law)],
            sizes,
            here: Here::default(),
            bell: Rc::new(curve.map(|n| [n, expected_max(n)]).collect()),
            best_exact: law.best(most),
            own: law.best(settings.number("own_search")),
        }
    }

    fn rho(&self) -> f64 {
        self.settings.number("rho")
    }

    fn n(&self) -> f64 {
        self.settings.number("n")
    }

    fn status_quo(&self) -> f64 {
        self.settings.number("status_quo")
    }

    /// Draws of the last size.
    fn wanted(&self) -> f64 {
        let n = self.n();
        if n > MOST_DRAWN { FURTHEST } else { libm::floor(WORLDS / n).clamp(LEAST, MOST) }
    }

    /// Whether the present size is the last.
    fn last(&self) -> bool {
        self.tallies.len() == self.sizes.len()
    }

    /// The correlation from which on values choose at least `worth` among the worlds of the present size: exact where
    /// there is a closed form.
    fn breakeven(&self, worth: f64) -> Option<f64> {
        let now = self.tallies.last()?;
        if !self.law.normal() {
            return now.breakeven(worth);
        }
        (worth <= now.best_exact).then(|| if worth > 0.0 { worth / now.best_exact } else { 0.0 })
    }
}

impl Experiment for ValueDistance {
    fn step(&mut self) -> Status {
        let (wanted, law) = (self.wanted(), self.law);
        let (mut looked, mut draws) = (0, 0);
        while looked < A_TICK && draws < DRAWS_A_TICK {
            let last = self.last();
            let Some(tally) = self.tallies.last_mut() else { break };
            if last && self.here.count >= wanted {
                break;
            }
            if !last && tally.count >= EACH {
                let next = self.sizes[self.tallies.len()];
                self.tallies.push(Tally::new(next, law));
                break;
            }
            let (outcome, seen) = self.drawer.draw(tally.n);
            tally.add(&outcome);
            if last {
                self.here.add(&outcome);
            }
            looked += seen;
            draws += 1;
        }
        if self.last() && self.here.count >= wanted { Status::Done } else { Status::Running }
    }

    fn stage(&self) -> Stage {
        let before = (self.tallies.len() - 1) as f64 * EACH;
        let now = if self.last() { self.here.count } else { self.tallies.last().map_or(0.0, |tally| tally.count) };
        let total = (self.sizes.len() - 1) as f64 * EACH + self.wanted();
        Stage { label: "drawing worlds".into(), done: (before + now) as u32, total: total as u32, watch: true }
    }

    fn figure(&self) -> Figure {
        self.draw_figure()
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
        match control {
            "rho" => {
                self.drawer.set_rho(self.rho());
                self.here = Here::default();
            }
            "own_search" => self.own = self.law.best(self.settings.number("own_search")),
            _ => {}
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests;
