//! The exact state of a run: version, id, seed, initial settings, input log, tick; and its form in a link.

use crate::experiments;
use crate::lab::{Control, LabError, Settings, Spec, Value, short};

/// Version of the state and of what its numbers mean; a change of any experiment's bits raises it.
pub const VERSION: u32 = 1;

/// Parameters of a link that are no controls; no control may have such a name.
pub const RESERVED: &[&str] =
    &["seed", "tick", "theme", "controls", "readouts", "autoplay", "fig", "v", "at", "experiment"];

/// Seeds are whole numbers that a JavaScript number holds exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Ticks beyond which no run goes: a link that asks for more is mistaken.
pub const MAX_TICK: u64 = 1_000_000;

/// Longest input log that a link may carry.
pub const MAX_INPUTS: usize = 1_000;

/// A control moved, or a button pressed, in mid-run.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Applied when this many ticks have been done.
    pub tick: u64,
    /// The control's id.
    pub control: &'static str,
    /// Its new value.
    pub value: Value,
}

/// Everything that determines a figure.
#[derive(Clone, Debug)]
pub struct State {
    /// The experiment.
    pub spec: &'static Spec,
    /// The seed of every random choice.
    pub seed: u64,
    /// The settings at tick 0.
    pub settings: Settings,
    /// What was changed later, in order.
    pub log: Vec<Input>,
    /// How many ticks have been done.
    pub tick: u64,
}

impl State {
    /// The start of a run of `id` with everything at its default.
    ///
    /// # Errors
    /// If there is no such experiment.
    pub fn new(id: &str) -> Result<Self, LabError> {
        let spec = experiments::find(id)?;
        Ok(Self::of(spec))
    }

    /// The start of a run of `spec` with everything at its default.
    pub fn of(spec: &'static Spec) -> Self {
        Self { spec, seed: 0, settings: Settings::defaults(spec.controls), log: Vec::new(), tick: 0 }
    }

    /// Takes one parameter: `seed`, `tick`, `v`, `at` (`TICK:control=value`, or several joined by commas) or a
    /// control's id.
    ///
    /// # Errors
    /// Names the value and what is allowed; the state is then as it was.
    pub fn take(&mut self, name: &str, text: &str) -> Result<(), LabError> {
        match name {
            "seed" => self.seed = whole("seed", text, MAX_SEED)?,
            "tick" => self.tick = whole("tick", text, MAX_TICK)?,
            "v" => {
                if whole("v", text, u64::from(u32::MAX))? != u64::from(VERSION) {
                    return Err(LabError::Parameter {
                        name: "v",
                        value: short(text),
                        allowed: format!("{VERSION}: the link comes from another version, so its figure may differ"),
                    });
                }
            }
            "at" => {
                let inputs = text.split(',').map(|one| self.input(one)).collect::<Result<Vec<_>, _>>()?;
                if self.log.len() + inputs.len() > MAX_INPUTS {
                    return Err(LabError::Parameter {
                        name: "at",
                        value: short(text),
                        allowed: format!("at most {MAX_INPUTS} inputs"),
                    });
                }
                for input in inputs {
                    // Inputs of one tick stay in the order given.
                    let place = self.log.partition_point(|other| other.tick <= input.tick);
                    self.log.insert(place, input);
                }
            }
            _ => {
                let control = self.control(name)?;
                let value = control.parse(text)?;
                if value == Value::Press {
                    return Err(LabError::Value {
                        control: control.id,
                        value: short(text),
                        allowed: format!("a press at a tick: at=TICK:{}=press", control.id),
                    });
                }
                self.settings.set(control.id, value);
            }
        }
        Ok(())
    }

    /// Takes all `pairs` that can be taken; the problems with the others are returned.
    pub fn take_all<'a>(&mut self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<LabError> {
        pairs.into_iter().filter_map(|(name, text)| self.take(name, text).err()).collect()
    }

    /// The control called `name`.
    ///
    /// # Errors
    /// Names those there are.
    pub fn control(&self, name: &str) -> Result<&'static Control, LabError> {
        let controls = self.spec.controls;
        controls.iter().find(|c| c.id == name).ok_or_else(|| LabError::Control {
            name: short(name),
            known: controls.iter().map(|c| c.id).collect::<Vec<_>>().join(", "),
        })
    }

    /// The settings in force after the inputs up to now.
    pub fn settings_now(&self) -> Settings {
        let mut settings = self.settings.clone();
        for input in self.log.iter().filter(|input| input.tick <= self.tick) {
            settings.set(input.control, input.value);
        }
        settings
    }

    /// The parameters of a link to this state, in order; settings at their default are left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("v", VERSION.to_string()), ("seed", self.seed.to_string())];
        let defaults = Settings::defaults(self.spec.controls);
        pairs.extend(
            self.settings.iter().filter(|(id, v)| defaults.get(id) != *v).map(|(id, value)| (id, value.to_string())),
        );
        if !self.log.is_empty() {
            let inputs: Vec<_> = self.log.iter().map(|i| format!("{}:{}={}", i.tick, i.control, i.value)).collect();
            pairs.push(("at", inputs.join(",")));
        }
        pairs.push(("tick", self.tick.to_string()));
        pairs
    }

    /// Reads `TICK:control=value`.
    fn input(&self, text: &str) -> Result<Input, LabError> {
        let wrong = || LabError::Parameter {
            name: "at",
            value: short(text),
            allowed: "TICK:control=value, for example 50:rate=0.5".into(),
        };
        let (tick, rest) = text.split_once(':').ok_or_else(wrong)?;
        let (name, value) = rest.split_once('=').ok_or_else(wrong)?;
        let control = self.control(name)?;
        if !control.live {
            return Err(LabError::NotLive { control: control.id });
        }
        Ok(Input { tick: whole("at", tick, MAX_TICK)?, control: control.id, value: control.parse(value)? })
    }
}

/// Reads a whole number from 0 to `max`.
fn whole(name: &'static str, text: &str, max: u64) -> Result<u64, LabError> {
    // Digits alone: `parse` would also take a plus sign.
    Some(text)
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .filter(|n| *n <= max)
        .ok_or_else(|| LabError::Parameter {
            name,
            value: short(text),
            allowed: format!("a whole number from 0 to {max}"),
        })
}
