//! The trait that an experiment implements, and the static description that goes with it.

use serde::Serialize;

use super::{Control, Figure, Settings, Stage, Text, Value};

/// A running experiment: a world, a model and a search.
pub trait Experiment {
    /// One tick: a fixed, bounded amount of work, at most about 8 ms in a browser. No clock, no I/O.
    fn step(&mut self) -> Status;

    /// Whether the next tick measures how face-like pictures are: in a page it waits for the net that this takes.
    fn judges(&self) -> bool {
        false
    }

    /// What is being done now; cheap, asked for before every tick.
    fn stage(&self) -> Stage;

    /// What there is to see now: data, never pixels. Its charts and image grids, and their sizes, are the same
    /// from the first tick to the last, so that a page can reserve the space.
    fn figure(&self) -> Figure;

    /// Takes a new value of a control that is `live`, or a button's press ([`Value::Press`]). A run that was done goes
    /// on from here: the next tick does what is now left to do, or is done again and changes nothing.
    fn set(&mut self, control: &str, value: Value);

    /// A copy that goes on from here; what never changes again may be shared.
    fn snapshot(&self) -> Box<dyn Experiment>;

    /// The later state that a run of `settings` with the same seed reaches by itself and that is known already:
    /// its tick and the experiment at that tick, bit for bit. Spares a reader training the same net again.
    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        let _ = settings;
        None
    }
}

/// Where a run stands after a tick.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// There is more to do.
    Running,
    /// Done as planned.
    Done,
    /// It cannot go on, and why.
    Diverged(Text),
}

/// The static description of an experiment: drives the panel, the URL, the command line, the docs and the tests.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Lowercase ASCII name; also the element attribute's, the URL's and, with `_` for `-`, the file's.
    pub id: &'static str,
    /// Title of the figure.
    pub title: &'static str,
    /// The claim it tests, and whose it is.
    pub claim: &'static str,
    /// What to predict before running.
    pub predict: &'static str,
    /// What it does not show.
    pub limits: &'static str,
    /// The chapter of the essay in which it stands in full.
    pub chapter: u8,
    /// The wasm module that it is in.
    pub program: Program,
    /// What a reader can move.
    pub controls: &'static [Control],
    /// What is read out, in the order of [`Figure::readouts`].
    pub readouts: &'static [ReadoutSpec],
    /// Builds a run from settings and seed; cheap, since the work is done in ticks.
    pub build: fn(&Settings, u64) -> Box<dyn Experiment>,
}

/// The wasm modules that run experiments: a page fetches only those that it needs, and the first is small. Each is built
/// with the cargo feature of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Program {
    /// The essay's opening figure alone.
    Opening,
    /// Of chapter 1.
    Chapter1,
    /// Of chapter 2, but for the opening figure and what has no faces.
    Chapter2,
    /// Of chapter 5.
    Chapter5,
    /// Of chapters 6 and 8.
    Chapter6,
    /// Without faces, of chapters 2 and 4.
    Faceless,
}

/// A number that an experiment reads out.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ReadoutSpec {
    /// Lowercase ASCII name.
    pub id: &'static str,
    /// What a reader sees.
    pub label: &'static str,
    /// Unit, empty for a pure number.
    pub unit: &'static str,
    /// What it means, in a sentence.
    pub help: &'static str,
    /// Digits after the point when shown.
    pub decimals: u8,
}

impl ReadoutSpec {
    /// A number that an experiment reads out.
    pub const fn new(
        id: &'static str,
        label: &'static str,
        unit: &'static str,
        decimals: u8,
        help: &'static str,
    ) -> Self {
        Self { id, label, unit, help, decimals }
    }
}
