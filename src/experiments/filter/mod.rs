//! Chasing the last failure: a filter for one input in ten thousand, attacked and taught and attacked again.
//!
//! After Ziegler et al. 2022 (arXiv 2205.01663), whose filter was to stop a language model's injuries and whose attackers were
//! people: here everything unsafe is known, so that what passes is exact.

mod attack;
mod controls;
mod figure;
mod survey;
mod training;
mod view;
mod world;

use std::sync::Arc;

use self::attack::{Attack, MOST, Way};
use self::survey::{Found, Nodes, Survey};
use self::training::{Feedback, Training};
use self::view::View;
use self::world::{UNSAFE, World};
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};
use crate::rng::Rng;

/// The description.
pub static SPEC: Spec = Spec {
    id: "filter",
    title: "Chasing the last failure",
    claim: "A serious attempt to make a filter very reliable did not get far: nearly everything could be stopped, and the \
            rest could not (Ege Erdil, of Redwood Research's filter for injuries).",
    predict: "A filter is attacked, taught what got through, and attacked again, six times. Will the attackers still find \
              something at the end?",
    limits: "Inputs are points on a plane, and attackers know exactly what is unsafe. Sentences have far more room to hide \
             in. That a place is called a box, and how a filter learns of being outside of it, is as simple here as it can \
             be.",
    chapter: 4,
    program: Program::Faceless,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Filter::new(settings, seed)),
};

/// Training steps at first, and in a round.
const FIRST: u32 = 1_200;
const ROUND: u32 = 320;
/// Of these in a tick; after every so many steps a part of the pictures is drawn anew.
const STEPS_A_TICK: u32 = 8;
const VIEW_EVERY: u32 = 64;
/// Questions of each attack in a tick.
const QUESTIONS_A_TICK: u32 = 40;
/// Inputs that the filter is tried on, in the box and in the world, and unsafe ones of them in a tick.
const TRIED: u32 = 1_000_000;
const TRIED_A_TICK: u32 = 2_000;

/// What was found of a filter after a round.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    found: Found,
    /// Median questions, by trying and downhill; none beyond [`MOST`].
    random: Option<f64>,
    gradient: Option<f64>,
    /// Attacks downhill that succeeded.
    successes: usize,
}

#[derive(Clone)]
struct Filter {
    settings: Settings,
    seed: u64,
    world: Arc<World>,
    nodes: Arc<Nodes>,
    training: Training,
    view: View,
    /// The step at which a part of the pictures was drawn last.
    seen: u32,
    rounds: Vec<Round>,
    /// Of the filter that was let out.
    out: Option<Out>,
    /// Failures found last, by trying and downhill.
    failures: [Vec<[f64; 2]>; 2],
    phase: Phase,
}

/// What became of the filter in the world.
#[derive(Clone, Copy, Debug, Default)]
pub struct Out {
    false_negatives: f64,
    /// Unsafe inputs tried so far and let pass, in the box and in the world.
    failures: [u32; 2],
}

#[derive(Clone)]
enum Phase {
    /// Until so many steps are done.
    Train(u32),
    /// Drawing the pictures, with so many ticks left.
    Look(u32),
    Survey(Box<Survey>),
    Attack(Box<Attack>, Found, Option<f64>),
    World(Box<Survey>),
    /// Inputs tried so far.
    Try(Box<Rng>, u32),
    Over,
}

impl Filter {
    fn new(settings: &Settings, seed: u64) -> Self {
        let world = Arc::new(World::new(settings.number("discs") as usize, seed));
        let (feedback, tells) = match settings.choice("box") {
            "tells" => (Feedback::Complaints, true),
            "blind" => (Feedback::Complaints, false),
            _ => (Feedback::None, false),
        };
        let examples = settings.number("examples") as usize;
        let training = Training::new(world.clone(), examples, settings.number("caution") as f32, feedback, tells, seed);
        Self {
            seed,
            nodes: Arc::new(Nodes::new(&world)),
            view: View::new(&world, &training),
            training,
            seen: 0,
            rounds: Vec::new(),
            out: None,
            failures: [Vec::new(), Vec::new()],
            phase: Phase::Train(FIRST),
            settings: settings.clone(),
            world,
        }
    }

    fn wanted(&self) -> usize {
        self.settings.number("rounds") as usize
    }

    fn boxed(&self) -> bool {
        self.settings.choice("box") != "off"
    }

    /// How far everything lies off in the world.
    fn shift(&self) -> [f64; 2] {
        if self.settings.choice("box") == "shift" { [self.settings.number("shift"), 0.0] } else { [0.0; 2] }
    }

    fn attack(&self, way: Way) -> Box<Attack> {
        let name = if way == Way::Random { "random" } else { "gradient" };
        let rng = Rng::stream(self.seed, &format!("filter/{name}-{}", self.rounds.len()));
        Box::new(Attack::new(&self.training.net, &self.world, way, rng))
    }

    /// Teaches the failures found last, and trains on.
    fn teach(&mut self) -> Phase {
        match self.settings.choice("attacker") {
            "gradient" => self.training.known.append(&mut self.failures[1]),
            "random" => self.training.known.append(&mut self.failures[0]),
            _ => {}
        }
        Phase::Train(self.training.steps + ROUND)
    }

    /// What comes once the filter has been attacked.
    fn after_attack(&mut self) -> Phase {
        if self.rounds.len() <= self.wanted() {
            self.teach()
        } else if self.boxed() {
            let place = self.training.places[1];
            Phase::World(Box::new(Survey::new(&self.training, self.shift(), place, false)))
        } else {
            Phase::Over
        }
    }

    fn train(&mut self, until: u32) -> Option<Phase> {
        if self.seen != self.training.steps && self.training.steps.is_multiple_of(VIEW_EVERY) {
            self.seen = self.training.steps;
            self.view.draw(&self.training);
            return None;
        }
        for _ in 0..STEPS_A_TICK {
            // At first at full speed; before each survey it slows down, so that the last steps' noise goes.
            let left = (until - self.training.steps) as f32 / 160.0;
            self.training.step(if left < 1.0 { 0.05 + 0.95 * left } else { 1.0 });
        }
        (self.training.steps >= until).then(|| Phase::Look(self.view.ticks()))
    }

    /// Tries the filter on inputs in the box and in the world; only the unsafe ones need be drawn.
    fn try_out(&mut self) -> Option<Phase> {
        let shift = self.shift();
        let Phase::Try(rng, tried) = &mut self.phase else { return None };
        let Some(out) = &mut self.out else { return Some(Phase::Over) };
        for _ in 0..TRIED_A_TICK {
            *tried += 1;
            if f64::from(rng.bits()) >= UNSAFE * 4_294_967_296.0 {
                continue;
            }
            let (_, [x, y]) = self.world.draw_unsafe(rng);
            let places = [([x, y], self.training.places[0]), ([x + shift[0], y + shift[1]], self.training.places[1])];
            for (failures, (point, place)) in out.failures.iter_mut().zip(places) {
                *failures += u32::from(self.view.logit(&self.training, point, place) < 0.0);
            }
        }
        (*tried >= TRIED).then_some(Phase::Over)
    }

    fn advance(&mut self) -> Option<Phase> {
        match &mut self.phase {
            Phase::Train(until) => {
                let until = *until;
                self.train(until)
            }
            Phase::Look(left) => {
                self.view.draw(&self.training);
                *left -= 1;
                let place = self.training.places[0];
                (*left == 0).then(|| Phase::Survey(Box::new(Survey::new(&self.training, [0.0; 2], place, true))))
            }
            Phase::Survey(survey) => {
                let found = survey.step(&self.training, &self.nodes)?;
                Some(Phase::Attack(self.attack(Way::Random), found, None))
            }
            Phase::Attack(attack, found, random) => {
                for _ in 0..QUESTIONS_A_TICK {
                    if !attack.over() {
                        attack.step(&self.training, &self.world);
                    }
                }
                if !attack.over() {
                    return None;
                }
                let failures = attack.found.iter().flatten().map(|(_, point)| *point).collect();
                let (way, median, successes) = (attack.way, attack.median(), attack.successes());
                let (found, random) = (*found, *random);
                if way == Way::Random {
                    self.failures[0] = failures;
                    return Some(Phase::Attack(self.attack(Way::Gradient), found, median));
                }
                self.failures[1] = failures;
                self.rounds.push(Round { found, random, gradient: median, successes });
                Some(self.after_attack())
            }
            Phase::World(survey) => {
                let found = survey.step(&self.training, &self.nodes)?;
                self.out = Some(Out { false_negatives: found.false_negatives, failures: [0; 2] });
                Some(Phase::Try(Box::new(Rng::stream(self.seed, "filter/tries")), 0))
            }
            Phase::Try(..) => self.try_out(),
            Phase::Over => (self.rounds.len() <= self.wanted()).then(|| {
                self.out = None;
                self.teach()
            }),
        }
    }
}

impl Experiment for Filter {
    fn step(&mut self) -> Status {
        if let Some(phase) = self.advance() {
            self.phase = phase;
        }
        if matches!(self.phase, Phase::Over) && self.rounds.len() > self.wanted() {
            Status::Done
        } else {
            Status::Running
        }
    }

    fn stage(&self) -> Stage {
        let stage =
            |label: &'static str, done: u32, total: u32| Stage { label: label.into(), done, total, watch: true };
        let first = self.rounds.is_empty();
        match &self.phase {
            Phase::Train(until) if first => stage("training the filter", self.training.steps, *until),
            Phase::Train(until) => stage("teaching it what got through", ROUND + self.training.steps - until, ROUND),
            Phase::Look(left) => stage("counting what passes", 0, self.nodes.ticks(true) + left),
            Phase::Survey(survey) => stage("counting what passes", survey.ticks(), self.nodes.ticks(true)),
            Phase::Attack(attack, ..) => stage(
                if attack.way == Way::Random { "attacking it by trying" } else { "attacking it downhill" },
                attack.asked,
                MOST,
            ),
            Phase::World(survey) => stage("letting it out", survey.ticks(), self.nodes.ticks(false)),
            Phase::Try(_, tried) => stage("trying it in the box and outside", *tried, TRIED),
            Phase::Over => stage("done", 1, 1),
        }
    }

    fn figure(&self) -> Figure {
        figure::figure(self)
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }
}

const _: () = assert!(FIRST.is_multiple_of(STEPS_A_TICK) && ROUND.is_multiple_of(STEPS_A_TICK));
const _: () = assert!(TRIED.is_multiple_of(TRIED_A_TICK));

#[cfg(test)]
mod tests;
