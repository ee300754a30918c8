//! Runs for a worker, and the descriptions of the module's experiments.

use wasm_bindgen::prelude::*;

use crate::lab::Status;
use crate::session::{Session, State, report};

/// The descriptions of the module's experiments, as JSON.
#[wasm_bindgen]
pub fn describe() -> String {
    crate::lab::describe(crate::experiments::ALL)
}

/// Takes the file of the net with which the truth of pictures is measured; a run that needs it waits for it
/// ([`Run::waits`]).
#[cfg(not(feature = "encoder"))]
#[wasm_bindgen]
pub fn provide(encoder: Vec<u8>) -> Result<(), JsError> {
    crate::models::encoder::provide(encoder).map_err(|why| JsError::new(&why))
}

/// A run, owned by a worker.
#[wasm_bindgen]
pub struct Run {
    session: Session,
    problems: Vec<String>,
    told: String,
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
        Ok(Self { session: Session::open(state), problems, told: String::new() })
    }

    /// What was wrong with the parameters, a sentence each.
    pub fn problems(&self) -> Vec<String> {
        self.problems.clone()
    }

    /// Does one tick; returns whether there is more to do.
    pub fn step(&mut self) -> bool {
        #[cfg(feature = "faults")]
        super::faults::happen(self.session.state().seed, self.session.state().tick);
        *self.session.step() == Status::Running
    }

    /// Whether the next tick needs what [`provide`] takes and has not been given.
    pub fn waits(&self) -> bool {
        self.session.judges() && !crate::models::encoder::ready()
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

    /// The figure in the bytes that `Painter.show` takes; [`Run::told`] then tells it in words.
    pub fn frame(&mut self) -> Result<Vec<u8>, JsError> {
        let figure = self.session.figure();
        let bytes = postcard::to_allocvec(&figure)?;
        self.told = report::told(&self.session, &figure);
        Ok(bytes)
    }

    /// The readouts, the stage and the sentence of the last [`Run::frame`], as JSON.
    pub fn told(&self) -> String {
        self.told.clone()
    }

    /// The digest of the figure.
    pub fn digest(&self) -> String {
        self.session.digest()
    }

    /// The run as JSON, as `facelike run --json` prints it.
    pub fn json(&self) -> String {
        report::json(&self.session)
    }

    /// The figure's images that a control can take, a line each: the name of their grid, a space, and the picture.
    pub fn pictures(&self) -> String {
        report::pictures(&self.session.figure())
    }

    /// The figure's numbers as CSV.
    pub fn csv(&self) -> String {
        report::csv(&self.session)
    }
}
