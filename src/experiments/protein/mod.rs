//! Design by climbing a predictor: a net learns the fitness of measured sequences, a search goes up what it predicts,
//! and the world, in which every sequence's fitness is known, tells what the designs are worth.
//!
//! The arms: naive ascent; the mean of an ensemble; conditioning by adaptive sampling (Brookes, Park & Listgarten
//! 2019, arXiv 1901.10060); conservative objective models (Trabucco et al. 2021, arXiv 2107.06882). To show a searcher
//! only poor sequences is the custom of Design-Bench (Trabucco et al. 2022, arXiv 2202.08450), whose task TF Bind 8 has
//! as many sites and letters.

mod controls;
mod figure;
mod ground;
mod search;

use std::sync::Arc;

use self::ground::{Ground, Kind, OTHERS, Survey};
use self::search::Search;
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};
use crate::models::predictor::{ADVERSARIES, Training};
use crate::nn::{Net, Workspace};
use crate::search::relaxed::SoftmaxAscent;
use crate::worlds::sequences::LETTERS;

/// The description.
pub static SPEC: Spec = Spec {
    id: "protein",
    title: "Design by climbing a predictor",
    claim: "Train a net to predict some property of a protein, hold it fixed and look for what it rates highest: you \
            get rubbish (Ege Erdil).",
    predict: "A net has learned from sequences of the worse half only. Climb what it predicts, and measure what comes \
              out: better than anything it was shown, or worse?",
    limits: "A random landscape of 65,536 short sequences, measured without error; a real protein has far more \
             sequences than anybody could measure, most of which do not even fold. How a search fares here depends on \
             how rugged the landscape is and on what was measured, both of which can be set.",
    chapter: 2,
    program: Program::Faceless,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Protein::new(settings, seed)),
};

/// Nets of the ensemble.
const MEMBERS: usize = 5;
/// Training steps of a net.
const TRAINING: u32 = 2_000;
/// Of these in a tick; conservative steps climb first, and cost more.
const A_TICK: u32 = 16;
const CONSERVATIVE_A_TICK: u32 = 5;
/// Steps of the climb that finds adversarial inputs in conservative training, and about how far each moves a logit:
/// together as far as 50 steps of the search.
const ADVERSARIAL_STEPS: usize = 5;
const ADVERSARIAL_RATE: f32 = 1.0;

#[derive(Clone)]
struct Protein {
    settings: Settings,
    seed: u64,
    known: Known,
    /// What the predictor at hand says of the other sequences that the figure shows; empty before it has learned.
    said: Vec<f32>,
    phase: Phase,
}

/// What need not be found out again.
#[derive(Clone, Default)]
struct Known {
    ground: Option<Arc<Ground>>,
    /// The ensemble's nets, in order, as far as they are trained; the first is the naive one.
    members: Vec<Arc<Net>>,
    /// The net trained conservatively, and with which alpha.
    conservative: Option<(f64, Arc<Net>)>,
}

#[derive(Clone)]
enum Phase {
    Survey(Box<Survey>),
    Train(Box<Train>),
    Search(Box<Search>),
}

/// A net in training.
#[derive(Clone)]
struct Train {
    ground: Arc<Ground>,
    training: Training,
    /// With COMs, what climbs the net.
    adversary: Option<SoftmaxAscent>,
    /// For the other sequences that the figure shows.
    ws: Workspace,
}

/// What is still to be trained.
enum Missing {
    Member(usize),
    Conservative,
    Nothing,
}

impl Protein {
    fn new(settings: &Settings, seed: u64) -> Self {
        Self {
            settings: settings.clone(),
            seed,
            known: Known::default(),
            said: Vec::new(),
            phase: Phase::Survey(Box::new(Survey::new(Kind::of(settings), seed))),
        }
    }

    fn arm(&self) -> &'static str {
        self.settings.choice("arm")
    }

    /// How many of the ensemble's nets the arm asks for.
    fn members(&self) -> usize {
        match self.arm() {
            "naive" => 1,
            "coms" => 0,
            _ => MEMBERS,
        }
    }

    /// The conservative net, if it is the one that the settings ask for.
    fn conservative(&self) -> Option<&Arc<Net>> {
        let alpha = self.settings.number("alpha");
        self.known.conservative.as_ref().filter(|(known, _)| *known == alpha).map(|(_, net)| net)
    }

    fn missing(&self) -> Missing {
        let trained = self.known.members.len();
        if self.arm() == "coms" && self.conservative().is_none() {
            Missing::Conservative
        } else if trained < self.members() {
            Missing::Member(trained)
        } else {
            Missing::Nothing
        }
    }

    /// The phase that comes once this much is known; says what a finished predictor says.
    fn next(&mut self, ground: &Arc<Ground>) -> Phase {
        let member = match self.missing() {
            Missing::Member(member) => member,
            Missing::Conservative => 0,
            Missing::Nothing => {
                let nets = match self.conservative() {
                    Some(net) if self.arm() == "coms" => vec![net.clone()],
                    _ => self.known.members[..self.members()].to_vec(),
                };
                let sampling = self.arm() == "cbas";
                let steps = self.wanted_steps() as usize;
                let mut search = Search::new(ground.clone(), nets, sampling, steps, self.seed);
                self.said = search.say(ground.others_one_hot.view());
                return Phase::Search(Box::new(search));
            }
        };
        let training = Training::new(member, TRAINING, self.seed);
        let adversary =
            (self.arm() == "coms").then(|| SoftmaxAscent::new(training.net(), LETTERS, ADVERSARIES, ADVERSARIAL_RATE));
        let ws = Workspace::new(training.net(), OTHERS);
        Phase::Train(Box::new(Train { ground: ground.clone(), training, adversary, ws }))
    }

    fn ground(&self) -> Option<&Arc<Ground>> {
        self.known.ground.as_ref()
    }

    fn wanted_steps(&self) -> u32 {
        self.settings.number("steps") as u32
    }
}

impl Train {
    /// One tick; the net with the last.
    fn step(&mut self, alpha: f64) -> Option<Arc<Net>> {
        for _ in 0..if self.adversary.is_some() { CONSERVATIVE_A_TICK } else { A_TICK } {
            let Some(ascent) = &mut self.adversary else {
                self.training.step(&self.ground.told);
                continue;
            };
            self.training.step_conservatively(&self.ground.told, alpha as f32, |net, batch, mut found| {
                ascent.start(batch);
                for _ in 0..ADVERSARIAL_STEPS {
                    ascent.step(std::iter::once(net));
                }
                found.assign(&ascent.shares());
            });
        }
        self.training.finished().then(|| Arc::new(self.training.net().clone()))
    }

    fn say(&mut self, said: &mut Vec<f32>) {
        said.clear();
        said.extend(self.training.net().forward(self.ground.others_one_hot.view(), &mut self.ws));
    }
}

impl Experiment for Protein {
    fn step(&mut self) -> Status {
        let ground = match &mut self.phase {
            Phase::Survey(survey) => survey.step().inspect(|ground| self.known.ground = Some(ground.clone())),
            Phase::Train(train) => {
                let alpha = self.settings.number("alpha");
                let net = train.step(alpha);
                train.say(&mut self.said);
                net.map(|net| {
                    if train.adversary.is_some() {
                        self.known.conservative = Some((alpha, net));
                    } else {
                        self.known.members.push(net);
                    }
                    train.ground.clone()
                })
            }
            Phase::Search(search) => {
                let wanted = self.settings.number("steps") as u32;
                if search.steps() < wanted && !search.lost {
                    search.step();
                }
                if search.lost {
                    return Status::Diverged("a prediction has left the range of numbers".into());
                }
                if search.steps() >= wanted {
                    return Status::Done;
                }
                None
            }
        };
        if let Some(ground) = ground {
            self.phase = self.next(&ground);
        }
        Status::Running
    }

    fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Survey(survey) => {
                Stage { label: "drawing the landscape".into(), done: survey.done, total: ground::TICKS, watch: false }
            }
            Phase::Train(train) => Stage {
                label: if train.adversary.is_some() {
                    "training the predictor to be cautious".into()
                } else if self.members() == 1 {
                    "training the predictor".into()
                } else {
                    format!("training predictor {} of {MEMBERS}", self.known.members.len() + 1).into()
                },
                done: train.training.done(),
                total: TRAINING,
                watch: false,
            },
            Phase::Search(search) => Stage {
                label: "searching".into(),
                done: search.steps(),
                total: self.wanted_steps().max(search.steps()),
                watch: true,
            },
        }
    }

    fn figure(&self) -> Figure {
        self.draw()
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        let ground = self.ground().filter(|ground| ground.kind == Kind::of(settings))?.clone();
        let mut next = Self { settings: settings.clone(), said: Vec::new(), ..self.clone() };
        let members = next.known.members.len().min(next.members());
        let mut ticks = ground::TICKS + members as u32 * (TRAINING / A_TICK);
        if next.arm() == "coms" && next.conservative().is_some() {
            ticks += TRAINING / CONSERVATIVE_A_TICK;
        }
        if members > 0 {
            // As the net trained last left it.
            let net = &next.known.members[members - 1];
            next.said.extend(net.forward(ground.others_one_hot.view(), &mut Workspace::new(net, OTHERS)));
        }
        next.phase = next.next(&ground);
        Some((u64::from(ticks), Box::new(next)))
    }
}

const _: () = assert!(TRAINING.is_multiple_of(A_TICK) && TRAINING.is_multiple_of(CONSERVATIVE_A_TICK));

#[cfg(test)]
mod tests;
