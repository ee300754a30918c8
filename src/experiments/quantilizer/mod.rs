//! The best tenth instead of the best: choose at random from the top share q of what people would do, by score. No cost
//! can then be more than 1/q times what it is with people.
//!
//! Quantilizers: Taylor 2016, "Quantilizers: A Safer Alternative to Maximizers for Limited Optimization" (AAAI workshop):
//! E_quantilizer[c] <= E_base[c] / q for every cost c >= 0.

mod controls;
mod counts;
mod cut;
mod figure;
mod world;

use std::rc::Rc;

use self::counts::{Counts, DECISIONS};
use self::cut::Cut;
use self::world::{ALL, BUILDER, HARM, Imitation, World};
use crate::lab::{Experiment, Figure, Line, Program, Settings, Spec, Stage, Status, Value};
use crate::rng::Rng;

/// The description.
pub static SPEC: Spec = Spec {
    id: "quantilizer",
    title: "The best tenth instead of the best",
    claim: "Choosing from the top share of what people would do bounds the harm; but to build a maximiser is itself \
            something that a person might do (Ege Erdil, in the comments).",
    predict: "A machine picks at random from the best-scored tenth of what people do. Can you draw costs that it runs \
              into more than ten times as often as people do?",
    limits: "Ninety-five actions without a situation, and the same choice again at every step. The bound is on what the \
             imitation would do, not on what people do, and it multiplies people's own harm. How often somebody would \
             build a maximiser is set by hand.",
    chapter: 8,
    program: Program::Chapter6,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Quantilizer::new(settings, seed)),
};

/// Cost of every action where all cost the same.
const EVEN: f64 = 5.0;

#[derive(Clone)]
struct Quantilizer {
    settings: Settings,
    world: Rc<World>,
    imitation: Imitation,
    /// What the imitation would do, the builder included, the quantilizer's cut of it, and what each action costs.
    cut: Cut,
    costs: [f64; ALL],
    counts: Counts,
}

/// What every action costs.
fn costs(settings: &Settings, world: &World, cut: &Cut) -> [f64; ALL] {
    match settings.choice("cost") {
        "top" => cut.inside().map(|inside| if inside { HARM } else { 0.0 }),
        "even" => [EVEN; ALL],
        "builder" => std::array::from_fn(|i| if i == BUILDER { HARM } else { 0.0 }),
        "drawn" => {
            let line = settings.line("drawn");
            cut.spans.map(|span| mean(&line, span))
        }
        _ => world.costs,
    }
}

/// Mean height of a line over a span, exactly; 0 of a line without points.
fn mean(line: &Line, [from, to]: [f64; 2]) -> f64 {
    let Some(here) = line.at(f64::midpoint(from, to)) else { return 0.0 };
    if to - from < 1e-12 {
        return here;
    }
    let between = line.points().iter().map(|[x, _]| *x).filter(|x| *x > from && *x < to);
    let (mut area, mut before) = (0.0, from);
    for x in between.chain([to]) {
        // Straight from one to the next.
        area += (x - before) * line.at(f64::midpoint(before, x)).unwrap_or(0.0);
        before = x;
    }
    area / (to - from)
}

impl Quantilizer {
    fn new(settings: &Settings, seed: u64) -> Self {
        let world = Rc::new(World::new(seed));
        let imitation = Imitation::new(&world, seed);
        let mut run = Self {
            settings: settings.clone(),
            cut: Cut::new(&[0.0; ALL], &world.scores, 1.0),
            costs: [0.0; ALL],
            counts: Counts::new(Rng::stream(seed, "quantilizer/choices")),
            imitation,
            world,
        };
        run.decide();
        run
    }

    /// How many decisions a run has.
    fn decisions(&self) -> u32 {
        self.settings.number("steps") as u32
    }

    /// The choice that the settings ask for, from what the imitation has learned.
    fn decide(&mut self) {
        let builder = self.settings.number("p_builder");
        let mut base = [builder; ALL];
        for (base, share) in base.iter_mut().zip(self.imitation.shares()) {
            *base = (1.0 - builder) * share;
        }
        let mut scores = self.world.scores;
        if self.settings.on("round") {
            scores.iter_mut().for_each(|score| *score = score.round());
            // Still above all others.
            scores[BUILDER] = self.world.scores[BUILDER].ceil();
        }
        self.cut = Cut::new(&base, &scores, self.settings.number("q"));
        self.costs = costs(&self.settings, &self.world, &self.cut);
        self.counts.clear();
    }
}

impl Experiment for Quantilizer {
    fn step(&mut self) -> Status {
        if !self.imitation.finished() {
            self.imitation.tick(&self.world);
            self.decide();
            return Status::Running;
        }
        let decisions = self.decisions();
        if !self.counts.finished() {
            self.counts.tick(&self.cut, &self.costs, decisions);
        }
        if self.counts.finished() { Status::Done } else { Status::Running }
    }

    fn stage(&self) -> Stage {
        if self.imitation.finished() {
            Stage { label: "choosing".into(), done: self.counts.decisions, total: DECISIONS, watch: true }
        } else {
            Stage {
                label: "learning what people do".into(),
                done: self.imitation.done(),
                total: world::STEPS,
                watch: false,
            }
        }
    }

    fn figure(&self) -> Figure {
        figure::figure(self)
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
        self.decide();
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        self.imitation.finished().then(|| {
            let mut next = Self { settings: settings.clone(), ..self.clone() };
            next.decide();
            (u64::from(world::TICKS), Box::new(next) as Box<dyn Experiment>)
        })
    }
}

#[cfg(test)]
mod tests;
