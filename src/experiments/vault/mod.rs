//! The diamond and the camera: a predictor learns the video of a vault, a reporter is asked what it knows, and is
//! taught only where the camera can be believed. Does it report the diamond, or what people would see?
//!
//! The vault, the human simulator and the direct translator: Christiano, Cotra & Xu 2021, "Eliciting latent knowledge: How
//! to tell if your eyes deceive you". With hidden states h = alpha d a + beta o b, hard margin on the untampered cases
//! d = o gives a tampered case the logit d (alpha^2 - beta^2), up to a positive factor.

mod controls;
mod figure;
mod pictures;
mod predictor;
mod reporter;

use std::rc::Rc;

use self::predictor::{Cases, Salience, Training};
use self::reporter::{Labels, Pair, Reporter, Sweep};
use crate::lab::{Budget, Experiment, Figure, Program, Settings, Spec, Stage, Status, Value};

/// The description.
pub static SPEC: Spec = Spec {
    id: "vault",
    title: "The diamond and the camera",
    claim: "A model asked for the truth may learn to tell what people would believe, perhaps because that is simpler \
            (Ege Erdil); so all depends on getting it to say what it knows (Ronny Fernandez).",
    predict: "A reporter is taught only on nights when the screen shows what is there. Then a thief fools the camera. \
              Will it report the diamond or the screen?",
    limits: "Vault and screen are one bit each, and the net's inside was made to hold both. A large net need not hold \
             anything as plainly, its reporter is not one layer, and what is simpler for it nobody has measured here.",
    chapter: 6,
    program: Program::Chapter6,
    controls: controls::CONTROLS,
    readouts: controls::READOUTS,
    build: |settings, seed| Box::new(Vault::new(settings, seed)),
};

/// Most training steps of the reporter in a tick; the first ticks take fewer, since a chart of them is logarithmic.
const MOST_A_TICK: u32 = 300;
/// One part in so many of the steps done is a tick.
const GROWTH: u32 = 25;

#[derive(Clone)]
struct Vault {
    settings: Settings,
    seed: u64,
    budget: Budget,
    phase: Phase,
}

#[derive(Clone)]
enum Phase {
    Predict(Box<Training>),
    Report(Box<Report>),
}

/// The reporter in training, and what is known of the net that it reads.
#[derive(Clone)]
struct Report {
    salience: [f64; 2],
    before: Salience,
    measured: Salience,
    unexplained: f64,
    taught: Rc<Cases>,
    tried: Rc<Cases>,
    reporter: Reporter,
    exact: Pair,
    sweep: Sweep,
    /// The labels were changed in mid-run.
    changed: bool,
    history: Vec<Row>,
}

/// Where the reporter stands: mean logits for the truth.
#[derive(Clone, Copy)]
struct Row {
    step: u32,
    tampered: f64,
    untampered: f64,
    exact: f64,
}

/// How the reporter is taught.
fn labels(settings: &Settings) -> Labels {
    Labels {
        eps: settings.number("eps"),
        camera: settings.choice("labeller") == "camera",
        decay: settings.number("l2"),
    }
}

fn salience(settings: &Settings) -> [f64; 2] {
    [settings.number("salience_d"), settings.number("salience_o")]
}

impl Vault {
    fn new(settings: &Settings, seed: u64) -> Self {
        Self {
            settings: settings.clone(),
            seed,
            budget: Budget::default(),
            phase: Phase::Predict(Box::new(Training::new(salience(settings), seed))),
        }
    }

    fn wanted(&self) -> u32 {
        self.budget.wanted(&self.settings)
    }

    fn report(&self) -> Option<&Report> {
        if let Phase::Report(report) = &self.phase { Some(report) } else { None }
    }
}

impl Report {
    fn new(training: &mut Training, labels: Labels) -> Self {
        let [taught, tried] = training.cases();
        let measured = training.measured();
        Self {
            salience: training.salience(),
            before: training.before(),
            measured,
            unexplained: training.unexplained(),
            reporter: Reporter::new(),
            exact: Pair::new(measured),
            sweep: Sweep::new(measured, labels),
            taught: Rc::new(taught),
            tried: Rc::new(tried),
            changed: false,
            history: Vec::with_capacity(1_024),
        }
    }

    /// From the start again, with other labels.
    fn again(&self, labels: Labels) -> Self {
        Self {
            reporter: Reporter::new(),
            exact: Pair::new(self.measured),
            sweep: Sweep::new(self.measured, labels),
            changed: false,
            history: Vec::with_capacity(1_024),
            ..self.clone()
        }
    }

    fn step(&mut self, labels: Labels, wanted: u32) {
        let done = self.reporter.steps();
        let left = wanted.saturating_sub(done);
        let count = (1 + done / GROWTH).min(MOST_A_TICK).min(left);
        for _ in 0..count {
            self.reporter.step(&self.taught, labels);
            self.exact.step(labels);
        }
        self.sweep.work(labels);
        if count > 0 {
            self.history.push(Row {
                step: self.reporter.steps(),
                tampered: self.reporter.logit(&self.tried, true),
                untampered: self.reporter.logit(&self.tried, false),
                exact: self.exact.tampered(),
            });
        }
    }
}

impl Experiment for Vault {
    fn step(&mut self) -> Status {
        let (labels, wanted) = (labels(&self.settings), self.wanted());
        match &mut self.phase {
            Phase::Predict(training) => {
                training.tick();
                if training.finished() {
                    self.phase = Phase::Report(Box::new(Report::new(training, labels)));
                }
                Status::Running
            }
            Phase::Report(report) => {
                report.step(labels, wanted);
                let over = report.reporter.steps() >= wanted && report.sweep.finished();
                if over { Status::Done } else { Status::Running }
            }
        }
    }

    fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Predict(training) => Stage {
                label: "training the predictor on the video".into(),
                done: training.done(),
                total: predictor::STEPS,
                watch: false,
            },
            Phase::Report(report) => {
                let (done, wanted) = (report.reporter.steps(), self.wanted());
                Stage {
                    label: "teaching the reporter".into(),
                    done,
                    total: if done > wanted { done } else { wanted },
                    watch: true,
                }
            }
        }
    }

    fn figure(&self) -> Figure {
        figure::figure(self)
    }

    fn set(&mut self, control: &str, value: Value) {
        let before = labels(&self.settings);
        if let Phase::Report(report) = &self.phase {
            self.budget.moved(control, report.reporter.steps(), &self.settings);
        }
        self.settings.set(control, value);
        let now = labels(&self.settings);
        if let Phase::Report(report) = &mut self.phase
            && now != before
        {
            report.changed |= report.reporter.steps() > 0;
            if (now.camera, now.decay) != (before.camera, before.decay) {
                report.sweep = Sweep::new(report.measured, now);
            }
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        let report = self.report().filter(|report| report.salience == salience(settings))?;
        let next = Self {
            settings: settings.clone(),
            seed: self.seed,
            budget: Budget::default(),
            phase: Phase::Report(Box::new(report.again(labels(settings)))),
        };
        Some((u64::from(predictor::TICKS), Box::new(next)))
    }
}

#[cfg(test)]
mod tests;
