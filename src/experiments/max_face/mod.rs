//! The maximally face-like image: climb a face classifier's logit and ask the world what the picture is.
//!
//! Nguyen, Yosinski & Clune 2015 (arXiv 1412.1897); Olah, Mordvintsev & Schubert 2017
//! (doi 10.23915/distill.00007); Santurkar et al. 2019 (arXiv 1906.09453) for adversarially trained classifiers.

mod climb;
mod compare;
mod controls;
mod parts;
mod ray;
mod words;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use self::climb::{Climb, Judged};
use self::compare::Compare;
use self::parts::{grid, readouts};
use self::ray::Ray;
use crate::lab::words::tenths;
use crate::lab::{
    Axis, Budget, Chart, Data, Experiment, Figure, ImageGrid, Program, Series, Settings, Size, Spec, Stage, Status,
    Text, Tone, Value,
};
use crate::models::classifier::BATCH;
use crate::models::encoder::FaceJudge;
use crate::models::prepared::{ATTACK_STEPS, BEST, Kind, Preparation, Prepared};
use crate::models::prior::{Prior, PriorTraining};
use crate::search::attack::Pgd;
use crate::worlds::faces::grey;

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
    build: |settings, seed| match settings.choice("view") {
        "compare" => Box::new(Compare::new(settings, seed)),
        "ray" => Box::new(Ray::new(MaxFace::new(settings, seed))),
        _ => Box::new(MaxFace::new(settings, seed)),
    },
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
    /// With the attack that adversarial training needs.
    Prepare(Box<Preparation>, Box<Pgd>),
    LearnPrior(Box<PriorTraining>, Arc<Prepared>),
    Climb(Box<Climb>),
}

impl MaxFace {
    fn new(settings: &Settings, seed: u64) -> Self {
        let kind = kind(settings);
        let (preparation, pgd) = prepare(kind, seed);
        Self {
            settings: settings.clone(),
            seed,
            kind,
            judge: Rc::new(RefCell::new(FaceJudge::new())),
            prior: None,
            phase: Phase::Prepare(preparation, pgd),
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
            Phase::Prepare(..) => None,
            Phase::LearnPrior(_, prepared) => Some(prepared),
            Phase::Climb(climb) => Some(&climb.prepared),
        }
    }

    fn wanted_steps(&self) -> u32 {
        self.climb().map_or_else(Budget::default, |climb| climb.budget).wanted(&self.settings)
    }
}

/// The classifier that the settings ask for.
fn kind(settings: &Settings) -> Kind {
    Kind::named(settings.on("robust"), settings.choice("negatives"), settings.choice("pose"))
}

/// A preparation, and the attack that adversarial training needs.
fn prepare(kind: Kind, seed: u64) -> (Box<Preparation>, Box<Pgd>) {
    let preparation = Preparation::new(kind, seed);
    let pgd = Pgd::new(preparation.centred_net(), BATCH);
    (Box::new(preparation), Box::new(pgd))
}

/// How far a preparation is.
fn preparing(preparation: &Preparation) -> Stage {
    Stage {
        label: preparation.label().into(),
        done: preparation.done(),
        total: preparation.kind().ticks(),
        watch: false,
    }
}

/// Whether the climb is among pictures like ordinary faces.
fn needs_prior(settings: &Settings) -> bool {
    settings.choice("space") == "prior"
}

impl Experiment for MaxFace {
    fn step(&mut self) -> Status {
        let next = match &mut self.phase {
            Phase::Prepare(preparation, pgd) => {
                let prepared = preparation.step(&mut self.judge.borrow_mut(), |net, images, labels, radius| {
                    pgd.attack(net, images, labels, radius, ATTACK_STEPS);
                });
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
                let wanted = climb.budget.wanted(&self.settings);
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
            Phase::Prepare(preparation, _) => preparation.judges(),
            Phase::LearnPrior(..) | Phase::Climb(_) => true,
        }
    }

    fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Prepare(preparation, _) => preparing(preparation),
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
            readouts: readouts(self.prepared().map(Arc::as_ref), self.climb()),
            sentence: self.sentence().into(),
        }
    }

    fn set(&mut self, control: &str, value: Value) {
        if let Phase::Climb(climb) = &mut self.phase {
            climb.budget.moved(control, climb.steps(), &self.settings);
        }
        self.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        if settings.choice("view") == "compare" {
            let known = self.prepared().into_iter().cloned().collect();
            return Compare::later(known, settings, self.seed, &self.judge);
        }
        let (tick, next) = self.later(settings)?;
        Some((tick, next.seen(settings)))
    }
}

impl MaxFace {
    /// What a run of `settings` comes to without further work, and its tick.
    fn later(&self, settings: &Settings) -> Option<(u64, Self)> {
        if kind(settings) != self.kind {
            return None;
        }
        let mut next = Self { settings: settings.clone(), ..self.clone() };
        // What is being learned is learned on, unless nothing is changed: then the reader wants it from the start.
        let goes_on = *settings != self.settings;
        let prepared_at = self.kind.ticks();
        let tick = match &self.phase {
            Phase::Prepare(preparation, _) if goes_on => preparation.done(),
            Phase::Prepare(..) => return None,
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
        Some((u64::from(tick), next))
    }

    /// A climb of a classifier that is known already, and its tick.
    fn of(prepared: Arc<Prepared>, settings: &Settings, seed: u64, judge: Rc<RefCell<FaceJudge>>) -> (u64, Self) {
        let mut climb = Self { judge, ..Self::new(settings, seed) };
        let tick = prepared.kind.ticks();
        climb.phase = climb.after(prepared);
        (u64::from(tick), climb)
    }

    /// As the view asks for.
    fn seen(self, settings: &Settings) -> Box<dyn Experiment> {
        if settings.choice("view") == "ray" { Box::new(Ray::new(self)) } else { Box::new(self) }
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
        let step_axis = || Axis::linear("steps of the climb", "", (0.0, steps));
        let prepared = self.prepared();
        let training = match &self.phase {
            Phase::Prepare(preparation, _) => preparation.curve().to_vec(),
            _ => prepared.map_or(vec![], |p| p.curve.clone()),
        };
        vec![
            Chart {
                id: "belief".into(),
                title: "What the model believes".into(),
                x: step_axis(),
                y: Axis::linear("logit for \"a face\"", "", (-10.0, 30.0)),
                series: vec![
                    Series::new(
                        "best_real",
                        "best of 4,000 real faces",
                        Tone::Level,
                        level(prepared.map(|p| f64::from(p.best[0].0))),
                    ),
                    Series::new("random", "random push", Tone::Chance, curve(|(_, random)| random.logit)),
                    Series::new("climb", "the climb", Tone::Belief, curve(|(climb, _)| climb.logit)),
                ],
            },
            Chart {
                id: "truth".into(),
                title: "What the world says".into(),
                x: step_axis(),
                y: Axis::linear("truth (1 = a face)", "", (0.0, 1.0)),
                series: vec![
                    Series::new("real", "a real face", Tone::Level, level(prepared.map(|p| p.truth_real))),
                    Series::new("random", "random push", Tone::Chance, curve(|(_, random)| random.truth)),
                    Series::new("climb", "the climb", Tone::Truth, curve(|(climb, _)| climb.truth)),
                ],
            },
            Chart {
                id: "training".into(),
                title: "Before the climb: the classifier learns".into(),
                x: Axis::linear("training steps", "", (0.0, 800.0)),
                y: Axis::linear("accuracy on new pictures", "", (0.5, 1.0)),
                series: vec![Series::new("accuracy", "accuracy", Tone::Belief, Data::Line(training))],
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
            Phase::Prepare(preparation, _) => preparation.best(),
            _ => self.prepared().map_or(&[][..], |p| &p.best),
        };
        // Places still empty have an empty caption, so that the room for captions is always kept.
        let mut captions: Vec<Text> = best.iter().map(|(logit, _)| Text::Owned(tenths(f64::from(*logit)))).collect();
        captions.resize(BEST, Text::Borrowed(""));
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

    fn climb(&self) -> Option<&Climb> {
        if let Phase::Climb(climb) = &self.phase { Some(climb) } else { None }
    }

    /// The step with the highest truth, and that truth.
    fn peak(&self) -> Option<(usize, f64)> {
        self.climb().and_then(Climb::peak)
    }
}

#[cfg(test)]
mod tests;
