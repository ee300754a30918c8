//! One or two in a million: how often a generator fails badly, counted in up to ten million samples.
//!
//! Exact bounds on a rare failure: Clopper & Pearson 1934 (doi 10.1093/biomet/26.4.404); 3/n: Hanley & Lippman-Hand 1983
//! (doi 10.1001/jama.1983.03330370053031). Why a generator leaves points between heaps: it is continuous, and the image of
//! one connected cloud of latents is connected (Tanielian et al. 2020, arXiv 2006.04596).

mod controls;
mod figure;
mod preparation;
mod source;
mod tally;

use std::cell::RefCell;
use std::rc::Rc;

use self::preparation::{Kind, Preparation, Prepared, REACH};
use self::source::{Bench, SharedBench, a_tick};
use self::tally::{Tally, Worst};
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};
use crate::models::live_gan::World;
use crate::rng::Rng;
use crate::worlds::ring::{MODES, NEAR, Picture, Ring, nearest_tail};

/// The description.
pub static SPEC: Spec = Spec {
    id: "tail-risk",
    title: "One or two in a million",
    claim: "A generator does well on what it was trained for, yet of a million samples one or two would look very wrong; \
            where little is at stake that does not matter (Ege Erdil).",
    predict: "A small generator learns eight round heaps of points until more than 9 in 10 of its points look right. Of a million \
              points that it draws, how many lie more than 6 standard deviations from every heap? Of a million data \
              points none would.",
    limits: "Two small nets on two small worlds, each trained for seconds; how often a large generator fails is another \
             number. The bounds hold for independent samples of the same generator in the same use: they say nothing of \
             a world that changes, or of somebody who looks for failures.",
    chapter: 1,
    program: Program::Chapter1,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(TailRisk::new(settings, seed)),
};

/// The worst samples kept.
const WORST: usize = 12;
/// Faces shown as they come, and points.
const USUAL: usize = 12;
const FIRST: u64 = 2_000;

#[derive(Clone)]
struct TailRisk {
    settings: Settings,
    seed: u64,
    kind: Kind,
    bench: SharedBench,
    /// On the ring: the data's own share beyond the limit, and `[distance, share beyond]`.
    data_rate: f64,
    data_tail: Rc<Vec<[f64; 2]>>,
    phase: Phase,
}

#[derive(Clone)]
enum Phase {
    Prepare(Box<Preparation>),
    Draw(Box<Drawing>),
}

/// Samples being drawn and counted.
#[derive(Clone)]
struct Drawing {
    /// Its nets never change again.
    prepared: Rc<RefCell<Prepared>>,
    rng: Rng,
    tally: Tally,
    worst: Worst,
    /// The first ones.
    usual: Vec<Vec<f32>>,
    /// The first points, and all.
    first: Picture,
    picture: Picture,
    near: [u32; MODES],
}

/// What the settings ask to be prepared.
fn kind(settings: &Settings) -> Kind {
    let source = settings.choice("source");
    let schedule = settings.number("steps") as u32;
    Kind {
        world: if settings.choice("world") == "faces" { World::Faces } else { World::Ring },
        generated: source != "data",
        steps: if source == "trained" { schedule } else { 0 },
        schedule,
        width: settings.number("net_width") as usize,
    }
}

/// The limit in force, to the resolution of the counts.
fn limit(settings: &Settings, world: World) -> f64 {
    match world {
        World::Ring => (settings.number("sigma_limit") * 10.0).round() / 10.0,
        World::Faces => (settings.number("q_limit") * 100.0).round() / 100.0,
    }
}

impl TailRisk {
    fn new(settings: &Settings, seed: u64) -> Self {
        let kind = kind(settings);
        let mut preparation = Preparation::new(kind, seed);
        let phase = if preparation.finished() {
            Phase::Draw(Box::new(Drawing::new(Rc::new(RefCell::new(preparation.finish())), seed)))
        } else {
            Phase::Prepare(Box::new(preparation))
        };
        let mut run = Self {
            settings: settings.clone(),
            seed,
            kind,
            bench: Bench::shared(kind.world),
            data_rate: 0.0,
            data_tail: Rc::new(if kind.world == World::Ring { figure::exact_tail() } else { vec![] }),
            phase,
        };
        run.note_limit();
        run
    }

    fn limit(&self) -> f64 {
        limit(&self.settings, self.kind.world)
    }

    fn note_limit(&mut self) {
        if self.kind.world == World::Ring {
            self.data_rate = nearest_tail(self.limit());
        }
    }

    fn wanted(&self) -> u64 {
        let id = if self.kind.world == World::Ring { "samples" } else { "face_samples" };
        self.settings.number(id) as u64
    }
}

impl Drawing {
    fn new(prepared: Rc<RefCell<Prepared>>, seed: u64) -> Self {
        let world = prepared.borrow().kind.world;
        Self {
            rng: Rng::stream(seed, "tail-risk/samples"),
            tally: preparation::tally(world),
            worst: Worst::new(WORST),
            usual: Vec::new(),
            first: Picture::new(REACH),
            picture: Picture::new(REACH),
            near: [0; MODES],
            prepared,
        }
    }

    /// Draws up to a tick's samples, as many as are left of `wanted`.
    fn step(&mut self, bench: &mut Bench, wanted: u64) {
        let prepared = &mut *self.prepared.borrow_mut();
        let world = prepared.kind.world;
        let left = wanted.saturating_sub(self.tally.n);
        let count = if left < a_tick(world) as u64 { left as usize } else { a_tick(world) };
        let Self { tally, worst, usual, first, picture, near, rng, .. } = self;
        let ring = Ring::new();
        let mut tell = |badness: f64, sample: &[f32]| {
            tally.add(badness);
            worst.offer(badness, sample);
            if world == World::Faces {
                if usual.len() < USUAL {
                    usual.push(sample.to_vec());
                }
                return;
            }
            let point = [f64::from(sample[0]), f64::from(sample[1])];
            picture.add(point);
            if tally.n <= FIRST {
                first.add(point);
            }
            if badness <= NEAR {
                near[ring.nearest(point).0] += 1;
            }
        };
        match &mut prepared.learner {
            Some(learner) => bench.generate(learner, rng, count, &mut tell),
            None => bench.observe(rng, count, &mut tell),
        }
    }
}

impl Experiment for TailRisk {
    fn step(&mut self) -> Status {
        let wanted = self.wanted();
        match &mut self.phase {
            Phase::Prepare(preparation) => {
                preparation.step(&mut self.bench.borrow_mut());
                if preparation.finished() {
                    let prepared = Rc::new(RefCell::new(preparation.finish()));
                    self.phase = Phase::Draw(Box::new(Drawing::new(prepared, self.seed)));
                }
                Status::Running
            }
            Phase::Draw(drawing) => {
                drawing.step(&mut self.bench.borrow_mut(), wanted);
                if drawing.tally.n >= wanted { Status::Done } else { Status::Running }
            }
        }
    }

    fn judges(&self) -> bool {
        self.kind.world == World::Faces
            && match &self.phase {
                Phase::Prepare(preparation) => preparation.judges(),
                Phase::Draw(_) => true,
            }
    }

    fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Prepare(preparation) => preparation.stage(),
            Phase::Draw(drawing) => {
                let (n, wanted) = (drawing.tally.n, self.wanted());
                let total = if n > wanted { n } else { wanted };
                let label = if self.kind.world == World::Ring { "drawing points" } else { "drawing and judging faces" };
                Stage { label: label.into(), done: n as u32, total: total as u32, watch: true }
            }
        }
    }

    fn figure(&self) -> Figure {
        figure::figure(self)
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
        self.note_limit();
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        let Phase::Draw(drawing) = &self.phase else { return None };
        if kind(settings) != self.kind {
            return None;
        }
        let mut next = Self { settings: settings.clone(), ..self.clone() };
        next.phase = Phase::Draw(Box::new(Drawing::new(drawing.prepared.clone(), self.seed)));
        next.note_limit();
        Some((u64::from(self.kind.ticks()), Box::new(next)))
    }
}

#[cfg(test)]
mod tests;
