//! Score it low if you are unsure: a search goes by what several judges say, and the world tells what it chose.
//!
//! The closed form is in judges.rs. That ensembles help where errors are their own, and shared errors survive them:
//! Coste et al. 2023 (arXiv 2310.02743); Eisenstein et al. 2023 (arXiv 2312.09244).

mod controls;
mod figure;
mod judges;
mod nets;

use self::judges::{Bench, Question};
use self::nets::Nets;
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};

/// The description.
pub static SPEC: Spec = Spec {
    id: "unsure",
    title: "Score it low if you are unsure",
    claim: "Train the scorer of worlds to give a low score where it is unsure, or where judges disagree (Ronny \
            Fernandez). The search will propose what it is sure of, and wrong about (Ege Erdil).",
    predict: "Five judges mark a thousand worlds, each with errors of its own. Is the choice better by their mean, by the \
              lowest mark, or by the mean less their disagreement?",
    limits: "Judges that err by chance, and five small nets on short sequences; nobody here tries to fool a judge on \
             purpose. How much of their errors real judges share, on which all depends, this cannot tell.",
    chapter: 5,
    program: Program::Chapter5,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Unsure::new(settings, seed)),
};

#[derive(Clone)]
struct Unsure {
    settings: Settings,
    seed: u64,
    part: Part,
}

#[derive(Clone)]
enum Part {
    Judges(Box<Bench>),
    Nets(Box<Nets>),
}

impl Unsure {
    fn new(settings: &Settings, seed: u64) -> Self {
        let part = if settings.choice("part") == "judges" {
            Part::Judges(Box::new(Bench::new(question(settings), seed)))
        } else {
            let lower = settings.choice("measured") == "lower";
            Part::Nets(Box::new(Nets::new(lower, settings.number("lambda"), seed)))
        };
        Self { settings: settings.clone(), seed, part }
    }

    fn k(&self) -> usize {
        self.settings.number("k") as usize
    }

    /// Which rule is asked for, as a place.
    fn rule(&self) -> usize {
        match self.settings.choice("rule") {
            "mean" => 0,
            "min" => 1,
            _ => 2,
        }
    }

    fn uneven(&self) -> bool {
        self.settings.choice("world") == "uneven"
    }
}

fn question(settings: &Settings) -> Question {
    Question {
        n: settings.number("n") as u32,
        r: settings.number("r"),
        lambda: settings.number("lambda"),
        times: settings.number("times"),
    }
}

impl Experiment for Unsure {
    fn step(&mut self) -> Status {
        let over = match &mut self.part {
            Part::Judges(bench) => {
                bench.step();
                bench.over()
            }
            Part::Nets(nets) => {
                nets.step();
                nets.over()
            }
        };
        if over { Status::Done } else { Status::Running }
    }

    fn stage(&self) -> Stage {
        match &self.part {
            Part::Judges(bench) => Stage {
                label: "choosing worlds".into(),
                done: bench.choices() as u32,
                total: bench.question.wanted() as u32,
                watch: true,
            },
            Part::Nets(nets) => {
                let (label, done, total, watch) = nets.stage();
                Stage { label: label.into(), done: done as u32, total: total as u32, watch }
            }
        }
    }

    fn figure(&self) -> Figure {
        self.draw()
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
        match &mut self.part {
            Part::Judges(bench) if matches!(control, "n" | "r" | "lambda" | "times") => {
                **bench = Bench::new(question(&self.settings), self.seed);
            }
            Part::Nets(nets) if control == "lambda" => nets.set_lambda(self.settings.number("lambda")),
            _ => {}
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests;
