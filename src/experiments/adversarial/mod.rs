//! A little noise, another answer: the smallest change of a picture that a classifier falls for, beside what the world
//! says of the changed picture, and beside noise of the same size.
//!
//! Szegedy et al. 2013 (arXiv 1312.6199); Goodfellow, Shlens & Szegedy 2014 (arXiv 1412.6572): of a linear classifier
//! x' = x - eps y sign(w) changes the logit by eps |w|_1, which grows with the dimension while no feature moves by more
//! than eps; Madry et al. 2017 (arXiv 1706.06083) for the 20 steps and for training against them.

mod attack;
mod controls;
mod faces;
mod figure;
mod linear;

use self::faces::Faces;
use self::linear::Points;
use crate::lab::{Axis, Chart, Experiment, Figure, Program, Scale, Series, Settings, Spec, Stage, Status, Value};

/// The description.
pub static SPEC: Spec = Spec {
    id: "adversarial",
    title: "A little noise, another answer",
    claim: "Noise too faint to see turns what a classifier takes for one thing into another, a dog into an elephant \
            (Ege Erdil).",
    predict: "The classifier tells faces from other pictures nearly every time. By how many of 255 shades of grey must \
              pixels change before it takes nine faces in ten for something else, and will you still see a face?",
    limits: "One small net on a small drawn world, attacked by somebody who knows its weights. That a change so small \
             exists says nothing of how often one comes by chance: the random signs say that. And a push that is small in \
             each pixel is large in sum: how much of it can be seen, the truth tells, not the size.",
    chapter: 2,
    program: Program::Chapter2,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Adversarial::new(settings, seed)),
};

#[derive(Clone)]
enum Adversarial {
    Linear(Box<Points>),
    Faces(Box<Faces>),
}

impl Adversarial {
    fn new(settings: &Settings, seed: u64) -> Self {
        if settings.choice("part") == "linear" {
            Self::Linear(Box::new(Points::new(settings, seed)))
        } else {
            Self::Faces(Box::new(Faces::new(settings, seed)))
        }
    }
}

impl Experiment for Adversarial {
    fn step(&mut self) -> Status {
        match self {
            Self::Linear(points) => points.step(),
            Self::Faces(faces) => faces.step(),
        }
    }

    fn judges(&self) -> bool {
        match self {
            Self::Linear(_) => false,
            Self::Faces(faces) => faces.judges(),
        }
    }

    fn stage(&self) -> Stage {
        match self {
            Self::Linear(points) => points.stage(),
            Self::Faces(faces) => faces.stage(),
        }
    }

    fn figure(&self) -> Figure {
        match self {
            Self::Linear(points) => points.figure(),
            Self::Faces(faces) => faces.figure(),
        }
    }

    fn set(&mut self, _control: &str, value: Value) {
        // The size of the push is the one control that is live.
        let Value::Number(eps) = value else { return };
        match self {
            Self::Linear(points) => points.set_eps(eps),
            Self::Faces(faces) => faces.set_eps(eps),
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        match self {
            Self::Faces(faces) if settings.choice("part") == "faces" => {
                let (tick, next) = faces.head_start(settings)?;
                Some((tick, Box::new(Self::Faces(Box::new(next)))))
            }
            _ => None,
        }
    }
}

/// A chart; each axis as label and range, the horizontal one with its unit and on a logarithmic scale if it is `Log`.
fn chart(
    [id, title]: [&'static str; 2],
    (label, unit, range, scale): (&'static str, &'static str, (f64, f64), Scale),
    (y_label, y_range): (&'static str, (f64, f64)),
    series: Vec<Series>,
) -> Chart {
    Chart {
        id: id.into(),
        title: title.into(),
        x: Axis::new(label, unit, scale, range),
        y: Axis::linear(y_label, "", y_range),
        series,
    }
}

/// A share in words, never told as more than the digits can say.
fn percent(share: f64) -> String {
    if share == 1.0 {
        "all".into()
    } else if share > 0.9995 {
        "more than 99.9%".into()
    } else {
        format!("{:.1}%", 100.0 * share)
    }
}

#[cfg(test)]
mod tests;
