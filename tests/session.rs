//! A run that a reader has played with is the run that its link describes.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use facelike::lab::{
    Axis, Chart, Control, Data, Experiment, Figure, Kind, Opt, Program, Reading, ReadoutSpec, Scale, Series, Settings,
    Spec, Stage, Status, Tone, Value,
};
use facelike::rng::Rng;
use facelike::session::{MAX_INPUTS, Session, State};

/// Ticks of preparation, which depend on the choice alone.
const PREPARATION: u64 = 12;

/// An experiment that forgets nothing: every tick folds all that may matter into one number.
static TOY: Spec = Spec {
    id: "toy",
    title: "A toy",
    claim: "",
    predict: "",
    limits: "",
    chapter: 0,
    program: Program::Opening,
    controls: &[
        Control {
            id: "kind",
            label: "kind",
            help: "",
            kind: Kind::Choice {
                options: &[Opt { id: "plain", label: "plain" }, Opt { id: "odd", label: "odd" }],
                default: "plain",
            },
            live: false,
        },
        Control { id: "late", label: "late", help: "", kind: Kind::Toggle { default: false }, live: false },
        Control {
            id: "steps",
            label: "steps",
            help: "",
            kind: Kind::Slider { min: 1.0, max: 60.0, default: 20.0, whole: true, log: false, unit: "" },
            live: true,
        },
        Control {
            id: "rate",
            label: "rate",
            help: "",
            kind: Kind::Slider { min: 0.0, max: 1.0, default: 0.5, whole: false, log: false, unit: "" },
            live: true,
        },
        Control { id: "kick", label: "kick", help: "", kind: Kind::Button, live: true },
    ],
    readouts: &[ReadoutSpec { id: "x", label: "x", unit: "", help: "", decimals: 3 }],
    build: |settings, seed| {
        Box::new(Toy { settings: settings.clone(), x: seed as f64, kicks: 0.0, done: 0, path: Vec::new(), ready: None })
    },
};

#[derive(Clone)]
struct Toy {
    settings: Settings,
    x: f64,
    kicks: f64,
    done: u64,
    path: Vec<[f64; 2]>,
    /// What the preparation came to, and for which choice.
    ready: Option<(f64, &'static str)>,
}

impl Experiment for Toy {
    fn step(&mut self) -> Status {
        if self.done < PREPARATION {
            let factor = if self.settings.choice("kind") == "odd" { 3.7 } else { 3.9 };
            self.x = factor * self.x.fract() * (1.0 - self.x.fract()) + 0.1;
            self.done += 1;
            if self.done == PREPARATION {
                self.ready = Some((self.x, self.settings.choice("kind")));
            }
            return Status::Running;
        }
        let climbed = self.path.len() as f64;
        let wanted = self.settings.number("steps");
        if climbed < wanted {
            let late = if self.settings.on("late") { 0.01 } else { 0.0 };
            self.x = 3.9 * self.x.fract() * (1.0 - self.x.fract()) + self.settings.number("rate") + self.kicks + late;
            self.kicks = 0.0;
            self.path.push([climbed, self.x]);
        }
        if self.path.len() as f64 >= wanted { Status::Done } else { Status::Running }
    }

    fn stage(&self) -> Stage {
        Stage { label: "playing".into(), done: 0, total: 1, watch: self.done >= PREPARATION }
    }

    fn figure(&self) -> Figure {
        let axis = || Axis { label: "x".into(), unit: "".into(), scale: Scale::Linear, range: (0.0, 1.0) };
        let data = Data::Line(self.path.clone());
        let series = vec![Series { id: "x".into(), label: "x".into(), tone: Tone::Belief, data }];
        Figure {
            charts: vec![Chart { id: "x".into(), title: "x".into(), x: axis(), y: axis(), series }],
            images: vec![],
            readouts: vec![Reading::of(self.x + self.kicks + 1000.0 * self.done as f64)],
            sentence: "".into(),
        }
    }

    fn set(&mut self, control: &str, value: Value) {
        if control == "kick" {
            self.kicks += 0.125;
        } else {
            self.settings.set(control, value);
        }
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        let (x, kind) = self.ready.filter(|(_, kind)| *kind == settings.choice("kind"))?;
        let ready = Some((x, kind));
        let next = Self { settings: settings.clone(), x, kicks: 0.0, done: PREPARATION, path: Vec::new(), ready };
        Some((PREPARATION, Box::new(next)))
    }
}

fn catch_up(session: &mut Session) {
    while session.behind() {
        session.step();
    }
}

/// Opens the link of `session`, as a page does.
fn again(session: &Session) -> Session {
    let mut state = State::of(&TOY);
    for (name, text) in session.state().pairs() {
        state.take(name, &text).unwrap();
    }
    let mut session = Session::open(state);
    catch_up(&mut session);
    session
}

/// What a link must bring back.
fn seen(session: &Session) -> (u64, String, Status, Settings) {
    let state = session.state();
    (state.tick, session.digest(), session.status().clone(), state.settings_now())
}

#[test]
fn whatever_a_reader_does_the_link_replays_it() {
    let mut rng = Rng::stream(1, "session");
    for run in 0..RUNS {
        let mut session = Session::open(State::of(&TOY));
        let mut deeds = Vec::new();
        for _ in 0..40 {
            let tick = session.state().tick;
            let deed = match rng.below(12) {
                0..=2 => {
                    let n = rng.below(15);
                    (0..n).for_each(|_| {
                        session.step();
                    });
                    format!("{n} steps")
                }
                3 => {
                    session.run(tick + 100);
                    "to the end".into()
                }
                4 => {
                    let to = rng.below(tick as usize + 10) as u64;
                    session.seek(to);
                    catch_up(&mut session);
                    format!("seek {to}")
                }
                5 => {
                    let to = rng.below(tick as usize + 30) as u64;
                    session.seek(to);
                    format!("seek {to} without waiting")
                }
                6 => {
                    session.reset();
                    "reset".into()
                }
                7 => {
                    let seed = rng.below(3).to_string();
                    session.reseed(&seed).unwrap();
                    format!("seed {seed}")
                }
                8 => set(&mut session, "kick", "press"),
                9 => set(&mut session, "rate", ["0", "0.25", "1"][rng.below(3)]),
                10 => set(&mut session, "steps", ["1", "5", "20", "60"][rng.below(4)]),
                _ if rng.chance(0.5) => set(&mut session, "kind", ["plain", "odd"][rng.below(2)]),
                _ => set(&mut session, "late", ["on", "off"][rng.below(2)]),
            };
            deeds.push(deed);
            assert_eq!(seen(&session), seen(&again(&session)), "run {run}: {deeds:?}\n{:?}", session.state().pairs());
        }
    }
}

/// Runs of random deeds.
const RUNS: u32 = 300;

fn set(session: &mut Session, name: &str, text: &str) -> String {
    session.set(name, text).unwrap();
    format!("{name}={text}")
}

#[test]
fn a_press_counts_at_the_start_too() {
    let mut session = Session::open(State::of(&TOY));
    assert!(!session.set("kick", "press").unwrap(), "a press starts nothing over");
    assert_eq!(session.state().log.len(), 1);
    session.run(PREPARATION + 1);
    let mut plain = Session::open(State::of(&TOY));
    plain.run(PREPARATION + 1);
    assert_ne!(session.digest(), plain.digest());

    // Nor does a slider moved after it make it forgotten.
    let mut session = Session::open(State::of(&TOY));
    session.set("kick", "press").unwrap();
    assert!(!session.set("rate", "1").unwrap());
    assert_eq!(session.state().log.len(), 2);
}

#[test]
fn a_run_takes_no_more_changes_than_its_link_can_carry() {
    let mut session = Session::open(State::of(&TOY));
    session.step();
    for _ in 0..MAX_INPUTS {
        session.set("kick", "press").unwrap();
    }
    let before = seen(&session);
    let message = session.set("kick", "press").unwrap_err().to_string();
    assert!(message.contains("kick") && message.contains(&MAX_INPUTS.to_string()), "{message}");
    assert_eq!(seen(&session), before);
    assert_eq!(seen(&again(&session)), before);
    session.reset();
    session.set("kick", "press").unwrap();
}
