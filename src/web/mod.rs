//! The browser's side of the library: the only place that knows wasm-bindgen, js-sys, web-sys and
//! plotters-canvas. JavaScript owns clocks, workers and the page; this owns runs and painting.

pub mod canvas;

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::lab::{self, Figure, Stage, Status};
use crate::plot::{self, Theme};
use crate::session::{self, Session, State, report};

/// Every experiment's description, as JSON.
#[wasm_bindgen]
pub fn describe() -> String {
    crate::experiments::ALL.iter().map(|spec| lab::describe(spec)).collect::<serde_json::Value>().to_string()
}

/// A run, owned by a worker.
#[wasm_bindgen]
pub struct Run {
    session: Session,
    problems: Vec<String>,
}

/// What a worker sends to be painted.
#[derive(Serialize, Deserialize)]
struct Frame {
    figure: Figure,
    stage: Stage,
}

#[wasm_bindgen]
impl Run {
    /// Opens experiment `id`. `names[i]` and `texts[i]` are a parameter and its value, as in a link; those that
    /// cannot be taken are left at their default and told by [`Run::problems`].
    #[wasm_bindgen(constructor)]
    pub fn new(id: &str, names: Vec<String>, texts: Vec<String>) -> Result<Run, JsError> {
        let mut state = State::new(id)?;
        let pairs = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str));
        let problems = state.take_all(pairs).iter().map(ToString::to_string).collect();
        Ok(Self { session: Session::open(state), problems })
    }

    /// What was wrong with the parameters, a sentence each.
    pub fn problems(&self) -> Vec<String> {
        self.problems.clone()
    }

    /// Does one tick; returns whether there is more to do.
    pub fn step(&mut self) -> bool {
        *self.session.step() == Status::Running
    }

    /// Whether the tick asked for by a link or a scrub is still to be reached.
    pub fn behind(&self) -> bool {
        self.session.behind()
    }

    /// Whether the next tick is of the part to watch rather than of preparation.
    pub fn watch(&self) -> bool {
        self.session.stage().watch
    }

    /// `running`, `done`, or why it cannot go on.
    pub fn status(&self) -> String {
        match self.session.status() {
            Status::Running => "running".into(),
            Status::Done => "done".into(),
            Status::Diverged(why) => why.to_string(),
        }
    }

    /// Sets a control; returns whether the run started over.
    pub fn set(&mut self, control: &str, text: &str) -> Result<bool, JsError> {
        Ok(self.session.set(control, text)?)
    }

    /// Starts over with another seed.
    pub fn reseed(&mut self, text: &str) -> Result<(), JsError> {
        Ok(self.session.reseed(text)?)
    }

    /// Starts over.
    pub fn reset(&mut self) {
        self.session.reset();
    }

    /// Goes to a tick; [`Run::step`] while [`Run::behind`].
    pub fn seek(&mut self, tick: u32) {
        self.session.seek(u64::from(tick));
    }

    /// How many ticks have been done.
    pub fn tick(&self) -> u32 {
        self.session.state().tick as u32
    }

    /// Names and texts, one after the other, of a link to this state.
    pub fn pairs(&self) -> Vec<String> {
        self.session.state().pairs().into_iter().flat_map(|(name, text)| [name.to_string(), text]).collect()
    }

    /// Names and texts, one after the other, of the controls as they are now.
    pub fn settings(&self) -> Vec<String> {
        let now = self.session.state().settings_now();
        now.iter().flat_map(|(id, value)| [id.to_string(), value.to_string()]).collect()
    }

    /// The figure in the bytes that [`Painter::show`] takes.
    pub fn frame(&self) -> Result<Vec<u8>, JsError> {
        Ok(postcard::to_allocvec(&Frame { figure: self.session.figure(), stage: self.session.stage() })?)
    }

    /// The digest of the figure.
    pub fn digest(&self) -> String {
        self.session.digest()
    }

    /// The run as JSON, as `facelike run --json` prints it.
    pub fn json(&self) -> String {
        report::json(&self.session).to_string()
    }

    /// The figure's numbers as CSV.
    pub fn csv(&self) -> String {
        report::csv(&self.session)
    }
}

/// Paints frames on the main thread.
#[wasm_bindgen]
pub struct Painter {
    spec: &'static lab::Spec,
    frame: Frame,
}

#[wasm_bindgen]
impl Painter {
    /// A painter for experiment `id`, showing it before its first tick.
    #[wasm_bindgen(constructor)]
    pub fn new(id: &str) -> Result<Painter, JsError> {
        let state = State::new(id)?;
        let experiment = (state.spec.build)(&state.settings, state.seed);
        Ok(Self { spec: state.spec, frame: Frame { figure: experiment.figure(), stage: experiment.stage() } })
    }

    /// Takes a frame made by [`Run::frame`].
    pub fn show(&mut self, frame: &[u8]) -> Result<(), JsError> {
        self.frame = postcard::from_bytes(frame)?;
        Ok(())
    }

    /// The height in CSS pixels at a width in CSS pixels.
    pub fn height(&self, width: u32) -> u32 {
        plot::height(&self.frame.figure, width)
    }

    /// Paints on `canvas`, `ratio` device pixels a CSS pixel.
    pub fn paint(&self, canvas: HtmlCanvasElement, width: u32, ratio: f64, theme: &str) -> Result<(), JsError> {
        let theme: Theme = theme.parse()?;
        let surface = canvas::CanvasSurface::new(canvas, width, plot::height(&self.frame.figure, width), ratio)?;
        Ok(plot::draw(&self.frame.figure, theme, width, surface)?)
    }

    /// The readouts, the stage and the sentence, as JSON.
    pub fn told(&self) -> String {
        let Frame { figure, stage } = &self.frame;
        let rows = report::readouts(self.spec, figure);
        serde_json::json!({
            "readouts": rows,
            "stage": {"label": stage.label, "done": stage.done, "total": stage.total, "watch": stage.watch},
            "sentence": figure.sentence,
        })
        .to_string()
    }
}

/// The version of states, for messages.
#[wasm_bindgen]
pub fn version() -> u32 {
    session::VERSION
}
