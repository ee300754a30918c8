//! The only driver of experiments: settings, input log, ticks, snapshots, digest.

mod digest;
pub mod report;
mod state;

pub use digest::digest;
pub use state::{Input, MAX_INPUTS, MAX_SEED, MAX_TICK, RESERVED, State, VERSION};

use crate::lab::{Experiment, Figure, LabError, Stage, Status, Value, short};

/// Most snapshots kept for scrubbing; when there are more, every other one is dropped.
const MAX_SNAPSHOTS: usize = 16;

/// A run of an experiment.
pub struct Session {
    /// What was asked for, up to the tick that has been reached.
    state: State,
    /// The tick that a link, a replay or a scrub still has to reach.
    target: u64,
    experiment: Box<dyn Experiment>,
    status: Status,
    /// How many entries of the log have been applied.
    applied: usize,
    snapshots: Vec<Snapshot>,
    /// Ticks between snapshots; doubles when they grow too many.
    interval: u64,
}

struct Snapshot {
    tick: u64,
    applied: usize,
    status: Status,
    experiment: Box<dyn Experiment>,
}

impl Session {
    /// Starts a run at tick 0; [`Session::behind`] is true until the tick of `state` has been reached by
    /// [`Session::step`].
    pub fn open(state: State) -> Self {
        let target = state.tick;
        let experiment = (state.spec.build)(&state.settings, state.seed);
        let mut session = Self {
            state: State { tick: 0, ..state },
            target,
            experiment,
            status: Status::Running,
            applied: 0,
            snapshots: Vec::new(),
            interval: 8,
        };
        session.keep();
        session.apply_due();
        session
    }

    /// The state as it is now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Where the run stands.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Whether the tick asked for has not been reached yet.
    pub fn behind(&self) -> bool {
        self.status == Status::Running && self.state.tick < self.target
    }

    /// Does one tick, unless the run is over.
    pub fn step(&mut self) -> &Status {
        if self.status == Status::Running {
            self.status = self.experiment.step();
            self.state.tick += 1;
            self.keep();
            self.apply_due();
        }
        &self.status
    }

    /// Steps until the run is over or `ticks` have been done in all.
    pub fn run(&mut self, ticks: u64) -> &Status {
        while self.status == Status::Running && self.state.tick < ticks {
            self.step();
        }
        &self.status
    }

    /// A readout as it is now.
    #[cfg(test)]
    pub(crate) fn readout(&self, id: &str) -> Option<f64> {
        let at = self.state.spec.readouts.iter().position(|readout| readout.id == id).expect("a readout's name");
        self.figure().readouts[at].value
    }

    /// Sets a control to the value written in `text`. A live control, or a button, changes the run from here on,
    /// forgetting inputs logged for later; any other, and a live one before anything has happened, starts the run
    /// over. Returns whether it started over.
    ///
    /// # Errors
    /// Names the value and what is allowed, also where the log would grow longer than a link can carry; the run is
    /// then as it was.
    pub fn set(&mut self, name: &str, text: &str) -> Result<bool, LabError> {
        let control = self.state.control(name)?;
        let value = control.parse(text)?;
        if self.state.settings_now().iter().any(|(id, now)| id == control.id && now == value) {
            return Ok(false);
        }
        // At the very start a live control is a setting; a press has nowhere to be kept but in the log.
        let begun = self.state.tick > 0 || self.applied > 0;
        if control.live && (begun || value == Value::Press) {
            // A slider dragged at one tick leaves one entry.
            let dragged = self.applied.checked_sub(1).map(|last| &self.state.log[last]).is_some_and(|last| {
                last.tick == self.state.tick && last.control == control.id && value != Value::Press
            });
            let kept = self.applied - usize::from(dragged);
            if kept >= MAX_INPUTS {
                return Err(LabError::Value {
                    control: control.id,
                    value: short(text),
                    allowed: format!("at most {MAX_INPUTS} changes a run, which has had them: start over"),
                });
            }
            self.state.log.truncate(kept);
            self.applied = kept;
            self.target = self.state.tick;
            self.state.log.push(Input { tick: self.state.tick, control: control.id, value });
            self.apply_due();
            Ok(false)
        } else {
            let mut settings = self.state.settings_now();
            settings.set(control.id, value);
            self.restart(State { settings, log: Vec::new(), tick: 0, ..self.state.clone() });
            Ok(true)
        }
    }

    /// Starts the run over with the settings in force now, at the latest tick that is known without work.
    pub fn reset(&mut self) {
        let settings = self.state.settings_now();
        self.restart(State { settings, log: Vec::new(), tick: 0, ..self.state.clone() });
    }

    /// Starts over with another seed.
    ///
    /// # Errors
    /// If it is no seed.
    pub fn reseed(&mut self, text: &str) -> Result<(), LabError> {
        let mut state = State { settings: self.state.settings_now(), log: Vec::new(), ..self.state.clone() };
        state.take("seed", text)?;
        state.tick = 0;
        *self = Self::open(state);
        Ok(())
    }

    /// Goes to `tick`: back to the nearest snapshot at or before it, then forward by [`Session::step`] while
    /// [`Session::behind`].
    pub fn seek(&mut self, tick: u64) {
        self.target = tick;
        if tick < self.state.tick
            && let Some(at) = self.snapshots.iter().rposition(|s| s.tick <= tick)
        {
            self.snapshots.truncate(at + 1);
            let snapshot = &self.snapshots[at];
            self.experiment = snapshot.experiment.snapshot();
            self.state.tick = snapshot.tick;
            self.applied = snapshot.applied;
            self.status = snapshot.status.clone();
            self.apply_due();
        }
    }

    /// What is being done now.
    pub fn stage(&self) -> Stage {
        self.experiment.stage()
    }

    /// Whether the next tick measures how face-like pictures are ([`Experiment::judges`]).
    pub fn judges(&self) -> bool {
        self.status == Status::Running && self.experiment.judges()
    }

    /// What there is to see now.
    pub fn figure(&self) -> Figure {
        self.experiment.figure()
    }

    /// The digest of the figure.
    pub fn digest(&self) -> String {
        digest(&self.figure())
    }

    fn restart(&mut self, state: State) {
        let known = self.experiment.head_start(&state.settings).filter(|(tick, _)| *tick <= MAX_TICK);
        *self = Self::open(state);
        if let Some((tick, experiment)) = known {
            self.experiment = experiment;
            self.state.tick = tick;
            self.target = tick;
            self.keep();
        }
    }

    /// Applies the inputs of the log that are due at this tick.
    fn apply_due(&mut self) {
        while let Some(input) = self.state.log.get(self.applied).filter(|input| input.tick <= self.state.tick) {
            self.experiment.set(input.control, input.value);
            self.applied += 1;
            if self.status == Status::Done {
                self.status = Status::Running;
            }
        }
    }

    fn keep(&mut self) {
        let due = self.snapshots.last().is_none_or(|last| self.state.tick >= last.tick + self.interval);
        if !due {
            return;
        }
        self.snapshots.push(Snapshot {
            tick: self.state.tick,
            applied: self.applied,
            status: self.status.clone(),
            experiment: self.experiment.snapshot(),
        });
        if self.snapshots.len() > MAX_SNAPSHOTS {
            self.interval *= 2;
            let mut index = 0;
            self.snapshots.retain(|_| {
                index += 1;
                index % 2 == 1
            });
        }
    }
}
