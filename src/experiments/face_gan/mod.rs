//! A generator learns faces: a small GAN trained live, and the world says how face-like and how varied its pictures are.
//!
//! Goodfellow et al. 2014 (arXiv 1406.2661): min over G, max over C of E ln s(C(x)) + E ln(1 - s(C(G(z)))), s the
//! logistic function, G trained by the non-saturating form.

mod controls;
mod preparation;
mod recogniser;
mod shown;
mod survey;
#[cfg(test)]
mod tests;
mod training;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use self::preparation::{Preparation, Prepared};
use self::training::{Run, untrained_pictures};
use crate::lab::{Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};
use crate::models::encoder::FaceJudge;

/// The description.
pub static SPEC: Spec = Spec {
    id: "face-gan",
    title: "A generator learns faces",
    claim: "What counts as a face is complicated, and machine learning gets it right all the same (Katja Grace's analogy, \
            as Ronny Fernandez and Ege Erdil both report it).",
    predict: "Nobody tells the generator what a face is: it only learns to fool a critic. Will the middle one of its pictures \
              be as true as a real face, no truer than the best that is put together at random from the same parts, or in \
              between?",
    limits: "Small drawn faces, all in nearly the same place, and a generator that is given what they have in common and only \
             learns to combine it; drawing every pixel by itself it does worse. Its ordinary pictures say nothing of its \
             rarest ones, nor of what somebody finds who searches for the most face-like. The critic never learned to \
             recognise faces, only to tell real ones from this generator's.",
    chapter: 1,
    program: Program::Chapter1,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(FaceGan::new(settings, seed)),
};

#[derive(Clone)]
struct FaceGan {
    settings: Settings,
    seed: u64,
    /// Its buffers carry nothing from one measurement to the next, so that copies may share it.
    judge: Rc<RefCell<FaceJudge>>,
    phase: Phase,
}

#[derive(Clone)]
enum Phase {
    /// With the untrained generator's first pictures, once they can be drawn.
    Prepare(Box<Preparation>, Option<Arc<Vec<f32>>>),
    Train(Box<Run>),
}

impl FaceGan {
    fn new(settings: &Settings, seed: u64) -> Self {
        let judge = Rc::new(RefCell::new(FaceJudge::new()));
        let phase = Phase::Prepare(Box::new(Preparation::new(seed)), None);
        Self { settings: settings.clone(), seed, judge, phase }
    }

    fn prepared(&self) -> Option<&Arc<Prepared>> {
        match &self.phase {
            Phase::Prepare(..) => None,
            Phase::Train(run) => Some(&run.prepared),
        }
    }

    fn run(&self) -> Option<&Run> {
        match &self.phase {
            Phase::Prepare(..) => None,
            Phase::Train(run) => Some(run),
        }
    }

    fn steps(&self) -> u32 {
        self.settings.number("steps") as u32
    }
}

impl Experiment for FaceGan {
    fn step(&mut self) -> Status {
        let judge = &mut self.judge.borrow_mut();
        match &mut self.phase {
            Phase::Prepare(preparation, pictures) => {
                let prepared = preparation.step(judge);
                if let (None, Some(coordinates)) = (&pictures, &preparation.coordinates) {
                    *pictures = Some(Arc::new(untrained_pictures(&self.settings, coordinates, self.seed)));
                }
                if let Some(prepared) = prepared {
                    self.phase = Phase::Train(Box::new(Run::new(prepared, &self.settings, self.seed)));
                }
            }
            Phase::Train(run) => {
                run.step(judge);
                if run.lost {
                    return Status::Diverged("a loss has left the range of numbers".into());
                }
                if run.finished() {
                    return Status::Done;
                }
            }
        }
        Status::Running
    }

    fn judges(&self) -> bool {
        match &self.phase {
            Phase::Prepare(preparation, _) => preparation.judges(),
            Phase::Train(run) => run.judges(),
        }
    }

    fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Prepare(preparation, _) => preparation.stage(),
            Phase::Train(run) => Stage {
                label: if run.judges() { "judging the generator's pictures" } else { "training" }.into(),
                done: run.steps(),
                total: self.steps(),
                watch: true,
            },
        }
    }

    fn figure(&self) -> Figure {
        self.shown()
    }

    fn set(&mut self, control: &str, value: Value) {
        self.settings.set(control, value);
        match (&mut self.phase, control, value) {
            (Phase::Train(run), "temperature", Value::Number(temperature)) => run.set_temperature(temperature as f32),
            (Phase::Prepare(preparation, pictures), ..) => {
                let coordinates = preparation.coordinates.as_ref();
                *pictures = coordinates.map(|given| Arc::new(untrained_pictures(&self.settings, given, self.seed)));
            }
            _ => {}
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        let prepared = self.prepared()?.clone();
        let ticks = u64::from(prepared.ticks);
        let phase = Phase::Train(Box::new(Run::new(prepared, settings, self.seed)));
        Some((ticks, Box::new(Self { settings: settings.clone(), phase, ..self.clone() })))
    }
}
