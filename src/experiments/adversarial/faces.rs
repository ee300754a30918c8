//! Faces and a small net: the classifier is made ready, a picture is attacked to be seen, and many to be counted.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::attack::{TICKS, Tools, Trial};
use crate::lab::{Settings, Stage, Status, Value};
use crate::models::classifier::BATCH;
use crate::models::encoder::FaceJudge;
use crate::models::prepared::{ATTACK_STEPS, Kind, Preparation, Prepared};
use crate::rng::Rng;
use crate::search::attack::{Pgd, random_signs};
use crate::worlds::faces::distort::{scramble, white_noise};
use crate::worlds::faces::{PIXELS, Pose, sample_face};

/// Sizes of the push along the curve, in 1/255: from 1/2 to 64 in half powers of 2.
const SIZES: u32 = 15;

fn size(i: u32) -> f64 {
    libm::pow(2.0, 0.5 * f64::from(i) - 1.0)
}

#[derive(Clone)]
pub struct Faces {
    pub settings: Settings,
    seed: u64,
    pub kind: Kind,
    /// Its buffers carry nothing from one measurement to the next, so that copies may share it.
    judge: Rc<RefCell<FaceJudge>>,
    pub phase: Phase,
}

#[derive(Clone)]
pub enum Phase {
    /// With the attack that adversarial training needs.
    Prepare(Box<Preparation>, Box<Pgd>),
    Attack(Box<Attacks>),
}

/// What the classifier was pushed to, and what came of it.
#[derive(Clone)]
pub struct Attacks {
    pub prepared: Arc<Prepared>,
    tools: Rc<RefCell<Tools>>,
    pub shown: Option<Shown>,
    /// Trials with no push, with the push of the control, and along the curve.
    pub clean: Trial,
    pub now: Trial,
    curve: Vec<Trial>,
}

/// The picture shown, changed by a push.
#[derive(Clone)]
pub struct Shown {
    /// In 1/255.
    pub eps: f64,
    pub before: Seen,
    /// After 20 steps.
    pub attacked: Seen,
    /// After random signs.
    pub random: Seen,
}

/// A picture and what model and world say of it.
#[derive(Clone)]
pub struct Seen {
    pub image: [f32; PIXELS],
    pub logit: f64,
    pub truth: f64,
}

/// The picture whose change is shown, before any change.
fn picture(settings: &Settings, pose: Pose, seed: u64) -> [f32; PIXELS] {
    let mut rng = Rng::stream(seed, "adversarial/start");
    let mut image = [0.0; PIXELS];
    match settings.choice("start") {
        "noise" => white_noise(&mut rng, &mut image),
        "own" => image = settings.picture("own").greys(),
        "scrambled" => {
            sample_face(pose, &mut rng, &mut image);
            scramble(&mut rng, &mut image);
        }
        _ => {
            sample_face(pose, &mut rng, &mut image);
        }
    }
    image
}

fn kind(settings: &Settings) -> Kind {
    Kind::named(settings.on("robust"), settings.choice("negatives"), settings.choice("pose"))
}

impl Faces {
    pub fn new(settings: &Settings, seed: u64) -> Self {
        let kind = kind(settings);
        let preparation = Preparation::new(kind, seed);
        let pgd = Pgd::new(preparation.centred_net(), BATCH);
        Self {
            settings: settings.clone(),
            seed,
            kind,
            judge: Rc::new(RefCell::new(FaceJudge::new())),
            phase: Phase::Prepare(Box::new(preparation), Box::new(pgd)),
        }
    }

    /// What follows the preparation.
    fn attacks(&self, prepared: Arc<Prepared>) -> Phase {
        let tools = Rc::new(RefCell::new(Tools::new(&prepared.net)));
        let clean = Trial::new(self.kind, self.seed, 0.0, false);
        let now = Trial::new(self.kind, self.seed, self.settings.number("eps") / 255.0, true);
        Phase::Attack(Box::new(Attacks { prepared, tools, shown: None, clean, now, curve: Vec::new() }))
    }

    pub fn set_eps(&mut self, eps: f64) {
        self.settings.set("eps", Value::Number(eps));
        if let Phase::Attack(attacks) = &mut self.phase {
            attacks.now = Trial::new(self.kind, self.seed, eps / 255.0, true);
        }
    }

    pub fn step(&mut self) -> Status {
        let judge = &mut self.judge.borrow_mut();
        match &mut self.phase {
            Phase::Prepare(preparation, pgd) => {
                let prepared = preparation.step(judge, |net, images, labels, radius| {
                    pgd.attack(net, images, labels, radius, ATTACK_STEPS);
                });
                if let Some(prepared) = prepared {
                    self.phase = self.attacks(prepared);
                }
                Status::Running
            }
            Phase::Attack(attacks) => {
                let eps = self.settings.number("eps");
                if attacks.shown.as_ref().is_none_or(|shown| shown.eps != eps) {
                    let image = picture(&self.settings, self.kind.pose, self.seed);
                    attacks.show(&image, eps, Rng::stream(self.seed, "adversarial/shown"), judge);
                } else {
                    attacks.step(self.kind, self.seed, judge);
                }
                if attacks.over() { Status::Done } else { Status::Running }
            }
        }
    }

    pub fn judges(&self) -> bool {
        match &self.phase {
            Phase::Prepare(preparation, _) => preparation.judges(),
            Phase::Attack(_) => true,
        }
    }

    pub fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Prepare(preparation, _) => Stage {
                label: preparation.label().into(),
                done: preparation.done(),
                total: self.kind.ticks(),
                watch: false,
            },
            Phase::Attack(attacks) => Stage {
                label: "attacking faces".into(),
                done: attacks.ticks(),
                total: (2 + SIZES) * TICKS,
                watch: true,
            },
        }
    }

    /// The classifier is known already where only the picture or the push differ; one still in training is trained on,
    /// unless nothing is changed: then the reader wants it from the start.
    pub fn head_start(&self, settings: &Settings) -> Option<(u64, Self)> {
        if kind(settings) != self.kind {
            return None;
        }
        let mut next = Self { settings: settings.clone(), ..self.clone() };
        let tick = match &self.phase {
            Phase::Prepare(..) if *settings == self.settings => return None,
            Phase::Prepare(preparation, _) => preparation.done(),
            Phase::Attack(attacks) => {
                next.phase = next.attacks(attacks.prepared.clone());
                self.kind.ticks()
            }
        };
        Some((u64::from(tick), next))
    }

    /// The picture shown, before any change.
    pub fn picture(&self) -> [f32; PIXELS] {
        picture(&self.settings, self.kind.pose, self.seed)
    }

    pub fn attacked(&self) -> Option<&Attacks> {
        if let Phase::Attack(attacks) = &self.phase { Some(attacks) } else { None }
    }
}

impl Attacks {
    /// Pushes the picture shown.
    fn show(&mut self, image: &[f32; PIXELS], eps: f64, mut coins: Rng, judge: &mut FaceJudge) {
        let (net, tools) = (&self.prepared.net, &mut self.tools.borrow_mut());
        let mut attacked = *image;
        tools.attack(net, &mut attacked, (eps / 255.0) as f32);
        let mut random = *image;
        let row = ndarray::ArrayViewMut2::from_shape((1, PIXELS), &mut random).expect("one row");
        random_signs(row, (eps / 255.0) as f32, &mut coins);
        let mut seen = |image: &[f32; PIXELS]| Seen {
            image: *image,
            logit: f64::from(tools.logit(net, image)),
            truth: f64::from(judge.measure(image).truth),
        };
        self.shown = Some(Shown { eps, before: seen(image), attacked: seen(&attacked), random: seen(&random) });
    }

    /// Pushes the next faces: first those without a push, then with the control's, then along the curve.
    fn step(&mut self, kind: Kind, seed: u64, judge: &mut FaceJudge) {
        let trial = if !self.clean.over() {
            &mut self.clean
        } else if !self.now.over() {
            &mut self.now
        } else {
            let done = self.curve.len() as u32;
            if done < SIZES && self.curve.last().is_none_or(Trial::over) {
                self.curve.push(Trial::new(kind, seed, size(done) / 255.0, false));
            }
            match self.curve.last_mut() {
                Some(last) if !last.over() => last,
                _ => return,
            }
        };
        trial.step(&self.prepared.net, &mut self.tools.borrow_mut(), judge);
    }

    fn ticks(&self) -> u32 {
        self.curve.iter().fold(self.clean.ticks() + self.now.ticks(), |sum, trial| sum + trial.ticks())
    }

    pub fn over(&self) -> bool {
        self.ticks() == (2 + SIZES) * TICKS
            && self.shown.as_ref().is_some_and(|shown| shown.eps / 255.0 == self.now.eps)
    }

    /// The curve so far.
    pub fn known(&self) -> impl Iterator<Item = &Trial> {
        self.curve.iter().filter(|trial| trial.over())
    }

    /// The push, in 1/255, that leaves one face in ten told right after 20 steps, and the truth then: between the sizes
    /// of the curve by straight lines in the logarithm of the size.
    pub fn flip(&self) -> Option<(f64, f64)> {
        if self.clean.twenty_steps() <= 0.1 {
            return None;
        }
        let known: Vec<&Trial> = self.known().collect();
        let pair = known.windows(2).find(|pair| pair[1].twenty_steps() <= 0.1)?;
        let [before, after] = [pair[0], pair[1]];
        let (from, to) = (before.twenty_steps(), after.twenty_steps());
        let part = if from > to { ((from - 0.1) / (from - to)).clamp(0.0, 1.0) } else { 0.0 };
        let eps = 255.0 * before.eps * libm::pow(after.eps / before.eps, part);
        Some((eps, before.truth() + part * (after.truth() - before.truth())))
    }
}
