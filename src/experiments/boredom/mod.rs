//! Leave one thing out: a search that is told of all that makes a life good but one thing, and what it comes to.
//!
//! Yudkowsky 2009, Value is Fragile, for the claim; Zhuang & Hadfield-Menell 2020 (arXiv 2102.03896) for goods that share
//! a budget. The closed forms are in point.rs and goods.rs.

mod controls;
mod figure;
mod goods;
mod life;
mod point;

use self::goods::Rules;
use self::point::World;
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};

/// The description.
pub static SPEC: Spec = Spec {
    id: "boredom",
    title: "Leave one thing out",
    claim: "Leave boredom out of what a strong optimiser is told to want, and it plays the one best moment again and \
            again (Ege Erdil, after Eliezer Yudkowsky).",
    predict: "A search is told how good each kind of day is, and not that variety counts. It shares out 48 days, and is \
              pushed harder and harder. Does the life get worse from the start, or better first?",
    limits: "What a life is worth is a formula here, with a number for each kind of day, and the search sees its part of it \
             without error. That one gap ends in one day for ever follows from the formula: nothing but variety stood \
             against it. Whether what a machine learns has such gaps, and where, this cannot show.",
    chapter: 5,
    program: Program::Chapter5,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Boredom::new(settings, seed)),
};

/// Ticks of a run.
const TICKS: u32 = 240;

/// What the search is not told of.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Left {
    Nothing,
    Boredom,
    Attribute,
}

#[derive(Clone)]
struct Boredom {
    settings: Settings,
    seed: u64,
    done: u32,
    part: Part,
}

#[derive(Clone)]
enum Part {
    Days(Box<World>, Box<point::Ascent>),
    Goods(Box<goods::Ascent>),
}

impl Boredom {
    fn new(settings: &Settings, seed: u64) -> Self {
        let part = if settings.choice("part") == "point" {
            Part::Days(Box::new(World::new(seed)), Box::new(point::Ascent::new()))
        } else {
            Part::Goods(Box::new(goods::Ascent::new(seed)))
        };
        Self { settings: settings.clone(), seed, done: 0, part }
    }

    fn left(&self) -> Left {
        match self.settings.choice("drop") {
            "none" => Left::Nothing,
            "boredom" => Left::Boredom,
            _ => Left::Attribute,
        }
    }

    fn pressure(&self) -> f64 {
        self.settings.number("pressure")
    }

    fn lambda(&self) -> f64 {
        self.settings.number("lambda")
    }

    fn rules(&self) -> Rules {
        Rules::new(self.left(), self.settings.on("slack"), self.settings.number("b"))
    }

    fn advance(&mut self) {
        let (pressure, lambda, left, rules) = (self.pressure(), self.lambda(), self.left(), self.rules());
        match &mut self.part {
            Part::Days(world, ascent) => ascent.step(world, pressure, lambda, left),
            Part::Goods(ascent) => ascent.step(pressure, rules),
        }
        self.done += 1;
    }
}

impl Experiment for Boredom {
    fn step(&mut self) -> Status {
        if self.done < TICKS {
            self.advance();
        }
        if self.done < TICKS { Status::Running } else { Status::Done }
    }

    fn stage(&self) -> Stage {
        Stage { label: "searching uphill".into(), done: self.done, total: TICKS, watch: true }
    }

    fn figure(&self) -> Figure {
        self.draw()
    }

    /// What is moved counts from the start of the run: all that came before is done again at once.
    fn set(&mut self, control: &str, value: Value) {
        let mut settings = self.settings.clone();
        settings.set(control, value);
        let done = self.done;
        *self = Self::new(&settings, self.seed);
        for _ in 0..done {
            self.advance();
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests;
