//! Select for looking good: what best of n, and a policy trained on learned approval, keep of what is truly good.
//!
//! Gao, Schulman & Hilton 2022 (arXiv 2210.10760) for both optimisers and the two forms that are fitted; Kwa, Thomas &
//! Garriga-Alonso 2024 (arXiv 2407.14503) for what heavy tails of the error do; Manheim & Garrabrant 2018 (arXiv
//! 1803.04585) for the kinds of Goodhart's law, of which the part `law` is the regressional one.

mod best;
mod best_figure;
mod compare;
mod compare_figure;
mod controls;
mod fit;
mod law;
mod learn;
mod press;
mod tally;

use self::best::Best;
use self::compare::Compare;
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};

/// The description.
pub static SPEC: Spec = Spec {
    id: "goodhart",
    title: "Select for looking good",
    claim: "Trained on people's approval, an AI is selected for looking good to people, and nothing says how good what \
            looks so good is (Ege Erdil).",
    predict: "Of n candidates the best-looking one is picked. What is it truly worth as n grows to a million: more and \
              more, no more after a while, or less again?",
    limits: "One number that is good, and one error that is added to it, whose law is known and does not depend on what is \
             good; people's errors have no such law that anybody knows. The reward net is small and its world has 65,536 \
             answers; how far a large model bends is published, and not shown here.",
    chapter: 6,
    program: Program::Chapter6,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Goodhart::new(settings, seed)),
};

#[derive(Clone)]
enum Goodhart {
    Law(Box<Best>),
    Comparisons(Box<Compare>),
}

impl Goodhart {
    fn new(settings: &Settings, seed: u64) -> Self {
        if settings.choice("part") == "law" {
            Self::Law(Box::new(Best::new(settings, seed)))
        } else {
            Self::Comparisons(Box::new(Compare::new(settings, seed)))
        }
    }
}

impl Experiment for Goodhart {
    fn step(&mut self) -> Status {
        match self {
            Self::Law(best) => best.step(),
            Self::Comparisons(compare) => compare.step(),
        }
    }

    fn stage(&self) -> Stage {
        match self {
            Self::Law(best) => best.stage(),
            Self::Comparisons(compare) => compare.stage(),
        }
    }

    fn figure(&self) -> Figure {
        match self {
            Self::Law(best) => best.figure(),
            Self::Comparisons(compare) => compare.figure(),
        }
    }

    fn set(&mut self, control: &str, value: Value) {
        match self {
            Self::Law(best) => {
                best.settings.set(control, value);
                best.moved();
            }
            Self::Comparisons(compare) => {
                compare.settings.set(control, value);
                compare.moved();
            }
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests;
