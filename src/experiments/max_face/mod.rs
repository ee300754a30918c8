//! The maximally face-like image: climb a face classifier's logit and ask the world what the picture is.
//!
//! Nguyen, Yosinski & Clune 2015 (arXiv 1412.1897); Olah, Mordvintsev & Schubert 2017
//! (doi 10.23915/distill.00007); Santurkar et al. 2019 (arXiv 1906.09453) for adversarially trained classifiers.

mod climb;
mod controls;
mod preparation;
mod words;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use self::climb::{Climb, Judged};
use self::preparation::{BEST, Kind, Preparation, Prepared};
use self::words::tenths;
use crate::lab::{
    Axis, Chart, Data, Experiment, Figure, ImageGrid, Program, Reading, Scale, Series, Settings, Size, Spec, Stage,
    Status, Text, Tone, Value,
};
use crate::models::encoder::FaceJudge;
use crate::models::prior::{Prior, PriorTraining};
use crate::nn::loss::sigmoid;
use crate::worlds::faces::{Negatives, PIXELS, Pose, SIDE};

/// The description.
pub static SPEC: Spec = Spec {
    id: "max-face",
    title: "The maximally face-like image",
    claim: "The picture that a face model finds most face-like does not look like a face (Nate Soares, reported by \
            Ronny Fernandez; Ege Erdil agrees).",
    predict: "The classifier tells faces from other pictures nearly every time. Change a picture so that it becomes \
              ever more certain of a face: what will you see?",
    limits: "One small net on a small drawn world. A larger net, or a photo, may look different; what carries over \
             is the question, not the picture.",
    chapter: 2,
    program: Program::Opening,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(MaxFace::new(settings, seed)),
};

#[derive(Clone)]
struct MaxFace {
    settings: Settings,
    seed: u64,
    kind: Kind,
    /// Its buffers carry nothing from one measurement to the next, so that copies may share it.
    judge: Rc<RefCell<FaceJudge>>,
    /// What ordinary faces look like, once that has been learned.
    prior: Option<Arc<Prior>>,
    phase: Phase,
}

#[derive(Clone)]
enum Phase {
    Prepare(Box<Preparation>),
    LearnPrior(Box<PriorTraining>, Arc<Prepared>),
    Climb(Box<Climb>),
}

impl MaxFace {
    fn new(settings: &Settings, seed: u64) -> Self {
        let kind = kind(settings);
        Self {
            settings: settings.clone(),
            seed,
            kind,
            judge: Rc::new(RefCell::new(FaceJudge::new())),
            prior: None,
            phase: Phase::Prepare(Box::new(Preparation::new(kind, seed))),
        }
    }

    /// What follows the preparation.
    fn after(&self, prepared: Arc<Prepared>) -> Phase {
        if needs_prior(&self.settings) {
            Phase::LearnPrior(Box::new(PriorTraining::new(self.kind.pose, self.seed)), prepared)
        } else {
            self.foot(prepared, None)
        }
    }

    fn foot(&self, prepared: Arc<Prepared>, prior: Option<&Prior>) -> Phase {
        let judge = &mut self.judge.borrow_mut();
        Phase::Climb(Box::new(Climb::new(prepared, prior, &self.settings, self.seed, judge)))
    }

    fn prepared(&self) -> Option<&Arc<Prepared>> {
        match &self.phase {
            Phase::Prepare(_) => None,
            Phase::LearnPrior(_, prepared) => Some(prepared),
            Phase::Climb(climb) => Some(&climb.prepared),
        }
    }

    fn wanted_steps(&self) -> u32 {
        self.settings.number("steps") as u32
    }
}

/// The classifier that the settings ask for.
fn kind(settings: &Settings) -> Kind {
    Kind {
        robust: settings.on("robust"),
        negatives: if settings.choice("negatives") == "easy" { Negatives::Easy } else { Negatives::Hard },
        pose: if settings.choice("pose") == "aligned" { Pose::Aligned } else { Pose::Jittered },
    }
}

/// Whether the climb is among pictures like ordinary faces.
fn needs_prior(settings: &Settings) -> bool {
    settings.choice("space") == "prior"
}

impl Experiment for MaxFace {
    fn step(&mut self) -> Status {
        let next = match &mut self.phase {
            Phase::Prepare(preparation) => {
                let prepared = preparation.step(&mut self.judge.borrow_mut());
                prepared.map(|prepared| self.after(prepared))
            }
            Phase::LearnPrior(training, prepared) => {
                training.step();
                if training.finished() {
                    let (prior, prepared) = (Arc::new(training.prior()), prepared.clone());
                    self.prior = Some(prior.clone());
                    Some(self.foot(prepared, Some(&prior)))
                } else {
                    None
                }
            }
            Phase::Climb(climb) => {
                let wanted = self.settings.number("steps") as u32;
                if climb.steps() < wanted {
                    climb.step(&self.settings, &mut self.judge.borrow_mut());
                }
                if climb.lost {
                    return Status::Diverged("the logit has left the range of numbers".into());
                }
                if climb.steps() >= wanted {
                    return Status::Done;
                }
                None
            }
        };
        if let Some(phase) = next {
            self.phase = phase;
        }
        Status::Running
    }

    fn judges(&self) -> bool {
        match &self.phase {
            Phase::Prepare(preparation) => preparation.judges(),
            Phase::LearnPrior(..) | Phase::Climb(_) => true,
        }
    }

    fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Prepare(preparation) => preparation.stage(),
            Phase::LearnPrior(training, _) => Stage {
                label: "learning what ordinary faces look like".into(),
                done: training.done(),
                total: PriorTraining::STEPS,
                watch: false,
            },
            Phase::Climb(climb) => Stage {
                label: "climbing".into(),
                done: climb.steps(),
                total: self.wanted_steps().max(climb.steps()),
                watch: true,
            },
        }
    }

    fn figure(&self) -> Figure {
        Figure {
            charts: self.charts(),
            images: self.images(),
            readouts: self.readouts(),
            sentence: self.sentence().into(),
        }
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        if kind(settings) != self.kind {
            return None;
        }
        let mut next = Self { settings: settings.clone(), ..self.clone() };
        // What is being learned is learned on, unless nothing is changed: then the reader wants it from the start.
        let goes_on = *settings != self.settings;
        let prepared_at = self.kind.ticks();
        let tick = match &self.phase {
            Phase::Prepare(preparation) if goes_on => preparation.done(),
            Phase::Prepare(_) => return None,
            Phase::LearnPrior(training, _) if goes_on && needs_prior(settings) => prepared_at + training.done(),
            Phase::LearnPrior(..) | Phase::Climb(_) => {
                let prepared = self.prepared()?;
                if let Some(prior) = self.prior.as_deref().filter(|_| needs_prior(settings)) {
                    next.phase = next.foot(prepared.clone(), Some(prior));
                    prepared_at + PriorTraining::STEPS
                } else {
                    next.phase = next.after(prepared.clone());
                    prepared_at
                }
            }
        };
        Some((u64::from(tick), Box::new(next)))
    }
}

impl MaxFace {
    fn history(&self) -> &[(Judged, Judged)] {
        if let Phase::Climb(climb) = &self.phase { &climb.history } else { &[] }
    }

    fn charts(&self) -> Vec<Chart> {
        let steps = f64::from(self.wanted_steps().max(self.history().len().saturating_sub(1) as u32));
        let curve = |value: fn(&(Judged, Judged)) -> f64| {
            Data::Line(self.history().iter().enumerate().map(|(i, row)| [i as f64, value(row)]).collect())
        };
        let level = |value: Option<f64>| Data::Line(value.map_or(vec![], |v| vec![[0.0, v], [steps, v]]));
        let series = |id: &'static str, label: &'static str, tone, data| Series {
            id: id.into(),
            label: label.into(),
            tone,
            data,
        };
        let step_axis = || axis("steps of the climb", (0.0, steps));
        let prepared = self.prepared();
        let training = match &self.phase {
            Phase::Prepare(preparation) => preparation.curve().to_vec(),
            _ => prepared.map_or(vec![], |p| p.curve.clone()),
        };
        vec![
            Chart {
                id: "belief".into(),
                title: "What the model believes".into(),
                x: step_axis(),
                y: axis("logit for \"a face\"", (-10.0, 30.0)),
                series: vec![
                    series(
                        "best_real",
                        "best of 4,000 real faces",
                        Tone::Level,
                        level(prepared.map(|p| f64::from(p.best[0].0))),
                    ),
                    series("random", "random push", Tone::Chance, curve(|(_, random)| random.logit)),
                    series("climb", "the climb", Tone::Belief, curve(|(climb, _)| climb.logit)),
                ],
            },
            Chart {
                id: "truth".into(),
                title: "What the world says".into(),
                x: step_axis(),
                y: axis("truth (1 = a face)", (0.0, 1.0)),
                series: vec![
                    series("real", "a real face", Tone::Level, level(prepared.map(|p| p.truth_real))),
                    series("random", "random push", Tone::Chance, curve(|(_, random)| random.truth)),
                    series("climb", "the climb", Tone::Truth, curve(|(climb, _)| climb.truth)),
                ],
            },
            Chart {
                id: "training".into(),
                title: "Before the climb: the classifier learns".into(),
                x: axis("training steps", (0.0, 800.0)),
                y: axis("accuracy on new pictures", (0.5, 1.0)),
                series: vec![series("accuracy", "accuracy", Tone::Belief, Data::Line(training))],
            },
        ]
    }

    fn images(&self) -> Vec<ImageGrid> {
        let picture = match &self.phase {
            Phase::Climb(climb) => grey(climb.image()),
            _ => climb::start(&self.settings, self.kind.pose, self.seed, None).map_or(vec![], |image| grey(&image)),
        };
        let (closest, random) = match &self.phase {
            Phase::Climb(climb) => (grey(&climb.closest), grey(&climb.random)),
            _ => (vec![], vec![]),
        };
        let best = match &self.phase {
            Phase::Prepare(preparation) => preparation.best(),
            _ => self.prepared().map_or(&[][..], |p| &p.best),
        };
        // Places still empty have an empty caption, so that the room for captions is always kept.
        let mut captions: Vec<Text> = best.iter().map(|(logit, _)| Text::Owned(tenths(f64::from(*logit)))).collect();
        captions.resize(BEST, Text::Borrowed(""));
        let grid = |id: &'static str, label: &'static str, room: usize, size, captions, pixels| ImageGrid {
            id: id.into(),
            label: label.into(),
            width: SIDE as u32,
            height: SIDE as u32,
            room: room as u32,
            size,
            captions,
            pixels,
        };
        vec![
            grid("picture", "The climbing picture", 1, Size::Large, vec![], picture),
            grid("closest", "Nearest face in this world", 1, Size::Medium, vec![], closest),
            grid("random", "Random push, same size", 1, Size::Medium, vec![], random),
            grid(
                "best",
                "Its favourites of 4,000 real faces (logit)",
                BEST,
                Size::Small,
                captions,
                best.iter().flat_map(|(_, image)| grey(image)).collect(),
            ),
        ]
    }

    /// In the order of [`controls::READOUTS`].
    fn readouts(&self) -> Vec<Reading> {
        let prepared = self.prepared();
        let surveyed = |value: fn(&Prepared) -> f64| {
            prepared.map_or_else(|| Reading::none(NOT_TRAINED), |p| Reading::of(value(p)))
        };
        let climb = if let Phase::Climb(climb) = &self.phase { Some(climb) } else { None };
        let now = |value: fn(&(Judged, Judged)) -> f64| {
            self.history().last().map_or_else(|| Reading::none(NOT_CLIMBING), |row| Reading::of(value(row)))
        };
        let peak = self.peak();
        vec![
            now(|(climb, _)| climb.logit),
            now(|(climb, _)| f64::from(sigmoid(climb.logit as f32))),
            surveyed(|p| f64::from(p.best[0].0)),
            now(|(climb, _)| climb.truth),
            surveyed(|p| p.truth_real),
            surveyed(|p| p.truth_noise),
            surveyed(|p| p.accuracy),
            now(|(_, random)| random.logit),
            now(|(_, random)| random.truth),
            climb.map_or_else(|| Reading::none(NOT_CLIMBING), |climb| Reading::of(climb.push)),
            peak.map_or_else(|| Reading::none(NOT_CLIMBING), |(_, truth)| Reading::of(truth)),
            peak.map_or_else(|| Reading::none(NOT_CLIMBING), |(step, _)| Reading::of(step as f64)),
            climb.map_or_else(
                || Reading::none(NOT_CLIMBING),
                |climb| {
                    climb
                        .improbability()
                        .map_or_else(|| Reading::none("only when climbing among face-like pictures"), Reading::of)
                },
            ),
        ]
    }

    /// The step with the highest truth, and that truth.
    fn peak(&self) -> Option<(usize, f64)> {
        let truths = self.history().iter().map(|(climb, _)| climb.truth).enumerate();
        truths.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }
}

const NOT_TRAINED: &str = "the classifier is not trained yet";
const NOT_CLIMBING: &str = "the climb has not begun";

fn axis(label: &'static str, range: (f64, f64)) -> Axis {
    Axis { label: label.into(), unit: "".into(), scale: Scale::Linear, range }
}

/// Grey values 0 to 255.
fn grey(image: &[f32]) -> Vec<u8> {
    debug_assert_eq!(image.len(), PIXELS);
    image.iter().map(|p| (p * 255.0 + 0.5) as u8).collect()
}

#[cfg(test)]
mod tests;
