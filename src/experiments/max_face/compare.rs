//! Three climbs from the same picture, side by side: of an ordinary classifier, of the same one with the picture kept
//! smooth, and of one trained against attacks (Santurkar et al. 2019, arXiv 1906.09453), on the same data.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use super::climb::{self, Climb, Judged};
use super::parts::{NOT_CLIMBING, grid, put, readouts};
use super::{MaxFace, kind, prepare, preparing};
use crate::lab::words::tenths;
use crate::lab::{
    Axis, Budget, Chart, Data, Experiment, Figure, ImageGrid, Reading, Series, Settings, Size, Stage, Status, Text,
    Tone, Value,
};
use crate::models::encoder::FaceJudge;
use crate::models::prepared::{ATTACK_STEPS, Kind, Preparation, Prepared};
use crate::search::ascent::Regulariser;
use crate::search::attack::Pgd;
use crate::worlds::faces::{PIXELS, grey};

/// In the order of the climbs.
const NAMES: [&str; 3] = ["ordinary", "kept smooth", "against attacks"];

#[derive(Clone)]
pub struct Compare {
    settings: Settings,
    seed: u64,
    judge: Rc<RefCell<FaceJudge>>,
    /// The ordinary classifier, then the one trained against attacks, as far as they are trained.
    ready: Vec<Arc<Prepared>>,
    state: State,
}

#[derive(Clone)]
enum State {
    /// With the attack that adversarial training needs.
    Prepare(Box<Preparation>, Box<Pgd>),
    Climb(Box<Climbs>),
}

#[derive(Clone)]
struct Climbs {
    three: [Climb; 3],
    /// Each as it was when its truth was highest.
    best: [[f32; PIXELS]; 3],
}

/// The classifiers compared: on the same data, and alike in all but the training.
fn kinds(settings: &Settings) -> [Kind; 2] {
    [false, true].map(|robust| Kind { robust, ..kind(settings) })
}

/// What they took to be trained.
fn ticks(ready: &[Arc<Prepared>]) -> u64 {
    ready.iter().map(|prepared| u64::from(prepared.kind.ticks())).sum()
}

impl Compare {
    /// With nothing trained.
    pub fn new(settings: &Settings, seed: u64) -> Self {
        Self::from(Vec::new(), settings, seed, &Rc::new(RefCell::new(FaceJudge::new())))
    }

    /// With the first classifiers trained.
    fn from(ready: Vec<Arc<Prepared>>, settings: &Settings, seed: u64, judge: &Rc<RefCell<FaceJudge>>) -> Self {
        let state = if let Some(kind) = kinds(settings).get(ready.len()) {
            let (preparation, pgd) = prepare(*kind, seed);
            State::Prepare(preparation, pgd)
        } else {
            let judge = &mut judge.borrow_mut();
            let three = [0, 0, 1].map(|which: usize| Climb::new(ready[which].clone(), None, settings, seed, judge));
            State::Climb(Box::new(Climbs { best: [three[0].start; 3], three }))
        };
        Self { settings: settings.clone(), seed, judge: judge.clone(), ready, state }
    }

    /// The later state that a run of `settings` reaches when the classifiers in `known` need no training.
    pub fn later(
        known: Vec<Arc<Prepared>>,
        settings: &Settings,
        seed: u64,
        judge: &Rc<RefCell<FaceJudge>>,
    ) -> Option<(u64, Box<dyn Experiment>)> {
        let find = |kind: &Kind| known.iter().find(|prepared| prepared.kind == *kind).cloned();
        let ready: Vec<Arc<Prepared>> = kinds(settings).iter().map_while(find).collect();
        if ready.is_empty() {
            return None;
        }
        Some((ticks(&ready), Box::new(Self::from(ready, settings, seed, judge))))
    }

    fn climbs(&self) -> Option<&[Climb; 3]> {
        if let State::Climb(climbs) = &self.state { Some(&climbs.three) } else { None }
    }

    fn steps(&self) -> u32 {
        self.climbs().map_or(0, |climbs| climbs[0].steps())
    }

    fn wanted_steps(&self) -> u32 {
        self.climbs().map_or_else(Budget::default, |climbs| climbs[0].budget).wanted(&self.settings)
    }
}

impl Experiment for Compare {
    fn step(&mut self) -> Status {
        match &mut self.state {
            State::Prepare(preparation, pgd) => {
                let prepared = preparation.step(&mut self.judge.borrow_mut(), |net, images, labels, radius| {
                    pgd.attack(net, images, labels, radius, ATTACK_STEPS);
                });
                if let Some(prepared) = prepared {
                    self.ready.push(prepared);
                    let ready = std::mem::take(&mut self.ready);
                    *self = Self::from(ready, &self.settings, self.seed, &self.judge);
                }
                Status::Running
            }
            State::Climb(climbs) => {
                let wanted = climbs.three[0].budget.wanted(&self.settings);
                let judge = &mut self.judge.borrow_mut();
                let Climbs { three, best } = &mut **climbs;
                if three[0].steps() < wanted {
                    let smooth = match climb::regulariser(&self.settings) {
                        Regulariser::None => Regulariser::Tv,
                        chosen => chosen,
                    };
                    for ((climb, best), kept) in
                        three.iter_mut().zip(best).zip([Regulariser::None, smooth, Regulariser::None])
                    {
                        climb.step_kept_smooth(kept, &self.settings, judge);
                        if climb.peak().is_some_and(|(step, _)| step as u32 == climb.steps()) {
                            best.copy_from_slice(climb.image());
                        }
                    }
                }
                if three.iter().any(|climb| climb.lost) {
                    return Status::Diverged("a logit has left the range of numbers".into());
                }
                if three[0].steps() >= wanted { Status::Done } else { Status::Running }
            }
        }
    }

    fn judges(&self) -> bool {
        match &self.state {
            State::Prepare(preparation, _) => preparation.judges(),
            State::Climb(_) => true,
        }
    }

    fn stage(&self) -> Stage {
        match &self.state {
            State::Prepare(preparation, _) => preparing(preparation),
            State::Climb(_) => Stage {
                label: "climbing three times".into(),
                done: self.steps(),
                total: self.wanted_steps().max(self.steps()),
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
        if let State::Climb(climbs) = &mut self.state {
            for climb in &mut climbs.three {
                climb.budget.moved(control, climb.steps(), &self.settings);
            }
        }
        self.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        if settings.choice("view") == "compare" {
            // What is being learned is learned on, unless nothing is changed: then the reader wants it from the start.
            if let State::Prepare(preparation, _) = &self.state
                && kinds(settings) == kinds(&self.settings)
                && *settings != self.settings
            {
                let tick = ticks(&self.ready) + u64::from(preparation.done());
                return Some((tick, Box::new(Self { settings: settings.clone(), ..self.clone() })));
            }
            return Self::later(self.ready.clone(), settings, self.seed, &self.judge);
        }
        let prepared = self.ready.iter().find(|prepared| prepared.kind == kind(settings))?;
        let (tick, climb) = MaxFace::of(prepared.clone(), settings, self.seed, self.judge.clone());
        Some((tick, climb.seen(settings)))
    }
}

impl Compare {
    fn charts(&self) -> Vec<Chart> {
        let steps = f64::from(self.wanted_steps().max(self.steps()));
        let curve = |which: usize, value: fn(&(Judged, Judged)) -> f64| {
            let history = self.climbs().map_or(&[][..], |climbs| &climbs[which].history);
            Data::Line(history.iter().enumerate().map(|(i, row)| [i as f64, value(row)]).collect())
        };
        let ids = ["ordinary", "smoothed", "robust"];
        let three =
            |tone, value: fn(&(Judged, Judged)) -> f64| (0..3).map(move |i| (ids[i], NAMES[i], tone, curve(i, value)));
        let lines = |tone, value, random| {
            let chance = ("random", "random push", Tone::Chance, curve(0, random));
            let all = std::iter::once(chance).chain(three(tone, value));
            all.map(|(id, label, tone, data)| Series::new(id, label, tone, data)).collect()
        };
        let training = |which: usize| {
            Data::Line(match (&self.state, self.ready.get(which)) {
                (_, Some(prepared)) => prepared.curve.clone(),
                (State::Prepare(preparation, _), None) if which == self.ready.len() => preparation.curve().to_vec(),
                _ => vec![],
            })
        };
        vec![
            Chart {
                id: "truth".into(),
                title: "What the world says of the three".into(),
                x: Axis::linear("steps of the climb", "", (0.0, steps)),
                y: Axis::linear("truth (1 = a face)", "", (0.0, 1.0)),
                series: lines(Tone::Truth, |(climb, _)| climb.truth, |(_, random)| random.truth),
            },
            Chart {
                id: "belief".into(),
                title: "What each model believes of its own".into(),
                x: Axis::linear("steps of the climb", "", (0.0, steps)),
                y: Axis::linear("logit for \"a face\"", "", (-10.0, 30.0)),
                series: lines(Tone::Belief, |(climb, _)| climb.logit, |(_, random)| random.logit),
            },
            Chart {
                id: "training".into(),
                title: "Before the climbs: the classifiers learn".into(),
                x: Axis::linear("training steps", "", (0.0, 800.0)),
                y: Axis::linear("accuracy on new pictures", "", (0.5, 1.0)),
                series: vec![
                    Series::new("ordinary", NAMES[0], Tone::Belief, training(0)),
                    Series::new("robust", NAMES[2], Tone::Belief, training(1)),
                ],
            },
        ]
    }

    fn images(&self) -> Vec<ImageGrid> {
        let climbs = self.climbs();
        let begun = climb::start(&self.settings, kind(&self.settings).pose, self.seed, None);
        let start = climbs.map_or_else(|| begun.map_or(vec![], |image| grey(&image)), |climbs| grey(&climbs[0].start));
        let names: Vec<Text> = NAMES.iter().map(|name| Text::Borrowed(*name)).collect();
        let now = climbs.into_iter().flatten().flat_map(|climb| grey(climb.image())).collect();
        let best = match &self.state {
            State::Climb(climbs) => climbs.best.iter().flat_map(|image| grey(image)).collect(),
            State::Prepare(..) => vec![],
        };
        let told = (0..3).map(|i| {
            let peak = climbs.and_then(|climbs| climbs[i].peak());
            peak.map_or("".into(), |(step, truth)| format!("{truth:.2}, step {step}").into())
        });
        vec![
            grid("pictures", "The three climbing pictures", 3, Size::Medium, names, now),
            grid("peaks", "Each when its truth was highest", 3, Size::Medium, told.collect(), best),
            grid("start", "The start", 1, Size::Medium, vec![], start),
        ]
    }

    /// Those of the ordinary climb, and the others' highest truths.
    fn readouts(&self) -> Vec<Reading> {
        let climbs = self.climbs();
        let mut all = readouts(self.ready.first().map(Arc::as_ref), climbs.map(|climbs| &climbs[0]));
        for (id, which) in [("truth_peak_smoothed", 1), ("truth_peak_robust", 2)] {
            let peak = climbs.and_then(|climbs| climbs[which].peak());
            put(&mut all, id, Reading::maybe(peak.map(|(_, truth)| truth), NOT_CLIMBING));
        }
        all
    }

    fn sentence(&self) -> String {
        let Some(climbs) = self.climbs() else {
            return self.stage().preparing();
        };
        let told = climbs.iter().zip(NAMES).filter_map(|(climb, name)| {
            let ((now, _), (step, peak)) = (climb.history.last()?, climb.peak()?);
            Some(format!(
                "{name}: logit {}, truth {:.2} (highest {peak:.2}, at step {step})",
                tenths(now.logit),
                now.truth
            ))
        });
        let told: Vec<String> = told.collect();
        let steps = self.steps();
        let mut text =
            format!("After {steps} {} of each climb: {}.", if steps == 1 { "step" } else { "steps" }, told.join("; "));
        if let Some(poor) = self.ready.iter().find(|prepared| prepared.accuracy < 0.95) {
            let _ = write!(
                text,
                " The classifier trained {} learned poorly: right on {:.0}% of new pictures.",
                if poor.kind.robust { "against attacks" } else { "in the ordinary way" },
                100.0 * poor.accuracy
            );
        }
        text
    }
}
