//! Numbers in the prose: `{{ NAME.READOUT }}` is a readout of a run named in the chapter's head, written as a link
//! that opens this very moment in its figure.
//!
//! - `{{ plain.truth }}`: at the end of the run; `{{ plain.start.truth }}`: before the first step to watch;
//! - `{{ plain.after(5).truth }}`: after 5 steps;
//! - `{{ plain.peak("truth").truth }}`, `{{ plain.peak("truth").step }}`: where a readout is greatest (`low`: least);
//! - `| fixed(2)`, `| percent`, `| percent(1)`: how it is written; else as the readout says;
//! - `{{ plain.logit.over(plain.logit_best_real) }}`: how many times as much;
//! - `{{ claim(plain.truth.raw < 0.1) }}`: words that follow from a number; the build fails when it is false.
//!
//! `cite` and `term` are described in refs.rs; `{{ sources() }}`, `{{ glossary() }}`, `{{ ledger() }}` and
//! `{{ citation() }}` are lists for the back matter.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::Object;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State as Engine, UndefinedBehavior, Value};

use super::refs::Refs;
use super::runs::{Frame, Record};
use super::{SiteError, encode};
use crate::lab::ReadoutSpec;
use crate::lab::words::thousands;
use crate::session::State;

/// A moment of a named run.
#[derive(Clone, Debug)]
struct Moment {
    run: Arc<Named>,
    at: usize,
}

/// A run that the prose tells of.
#[derive(Debug)]
pub struct Named {
    /// The figure that shows it.
    pub figure: String,
    /// Its start.
    pub state: State,
    /// All of it.
    pub record: Arc<Record>,
}

/// A number with the moment it comes from.
#[derive(Clone, Debug)]
struct Number {
    value: f64,
    decimals: usize,
    percent: bool,
    moment: Moment,
}

/// Lists that the back matter can have, made when all chapters have been read.
pub const LISTS: [&str; 4] = ["sources", "glossary", "ledger", "citation"];

/// Stands in a text for a list.
pub fn list_mark(name: &str) -> String {
    format!("<!--facelike-list {name}-->")
}

/// Fills in the numbers of a chapter's text, and its links to sources and terms.
///
/// # Errors
/// Names the file, the line and what is wrong there.
pub fn fill(file: &str, text: &str, runs: Vec<(String, Named)>, refs: &Arc<Refs>) -> Result<String, SiteError> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    engine.add_function("claim", claim);
    let known = refs.clone();
    engine.add_function("cite", move |key: &str, place: Option<&str>| known.cite(key, place).map_err(wrong));
    let known = refs.clone();
    engine.add_function("term", move |key: &str, shown: Option<&str>| known.term(key, shown).map_err(wrong));
    for name in LISTS {
        engine.add_function(name, move || list_mark(name));
    }
    engine.add_filter("fixed", |number: &Value, decimals: usize| changed(number, |n| n.decimals = decimals));
    engine.add_filter("percent", |number: &Value, decimals: Option<usize>| {
        changed(number, |n| {
            n.percent = true;
            n.decimals = decimals.unwrap_or(0);
        })
    });
    let names = runs.into_iter().map(|(name, run)| {
        let at = run.record.frames.len().saturating_sub(1);
        (name, Value::from_object(Moment { run: Arc::new(run), at }))
    });
    let names: BTreeMap<_, _> = names.collect();
    engine.render_named_str(file, text, Value::from(names)).map_err(|error| {
        let line = error.line().map(|line| format!(" line {line}")).unwrap_or_default();
        let why = error.detail().map_or_else(|| error.kind().to_string(), str::to_string);
        SiteError::Text { file: format!("{file}{line}"), why }
    })
}

fn wrong(why: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, why.into())
}

/// Nothing, if `holds`; otherwise the text says what the run does not.
fn claim(holds: bool) -> Result<String, Error> {
    if holds { Ok(String::new()) } else { Err(wrong("what the text claims does not hold in its run")) }
}

fn changed(number: &Value, change: impl Fn(&mut Number)) -> Result<Value, Error> {
    let mut number = number.downcast_object_ref::<Number>().ok_or_else(|| wrong("this is no number of a run"))?.clone();
    change(&mut number);
    Ok(Value::from_object(number))
}

impl Moment {
    fn frame(&self) -> &Frame {
        &self.run.record.frames[self.at]
    }

    fn readouts(&self) -> &'static [ReadoutSpec] {
        self.run.state.spec.readouts
    }

    fn number(&self, value: f64, decimals: usize) -> Value {
        Value::from_object(Number { value, decimals, percent: false, moment: self.clone() })
    }

    /// The place of a readout.
    fn index(&self, id: &str) -> Result<usize, Error> {
        self.readouts().iter().position(|readout| readout.id == id).ok_or_else(|| {
            let known: Vec<_> = self.readouts().iter().map(|readout| readout.id).collect();
            wrong(format!("no readout `{id}`: there is step, tick, {}", known.join(", ")))
        })
    }

    fn field(&self, id: &str) -> Result<Value, Error> {
        match id {
            "step" => return Ok(self.number(f64::from(self.frame().step), 0)),
            "tick" => return Ok(self.number(self.frame().tick as f64, 0)),
            "start" => return Ok(Value::from_object(Self { at: 0, ..self.clone() })),
            _ => {}
        }
        let index = self.index(id)?;
        let value = self.frame().values[index];
        let value = value.ok_or_else(|| wrong(format!("`{id}` has no value at tick {}", self.frame().tick)))?;
        Ok(self.number(value, usize::from(self.readouts()[index].decimals)))
    }

    /// The moment at which a readout is greatest, or least; the first of several.
    fn extreme(&self, id: &str, sign: f64) -> Result<Self, Error> {
        let index = self.index(id)?;
        let mut best: Option<(usize, f64)> = None;
        for (at, frame) in self.run.record.frames.iter().enumerate() {
            if let Some(value) = frame.values[index].map(|value| sign * value)
                && best.is_none_or(|(_, most)| value > most)
            {
                best = Some((at, value));
            }
        }
        let (at, _) = best.ok_or_else(|| wrong(format!("`{id}` never has a value")))?;
        Ok(Self { at, ..self.clone() })
    }

    /// The moment after `steps` steps of the part to watch, when all that is measured then has been.
    fn after(&self, steps: u32) -> Result<Self, Error> {
        let at = self.run.record.frames.iter().rposition(|frame| frame.step == steps);
        let at = at.ok_or_else(|| wrong(format!("the run has no moment after {steps} steps")))?;
        Ok(Self { at, ..self.clone() })
    }
}

impl Object for Moment {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(self.field(key.as_str()?).unwrap_or_else(Value::from))
    }

    fn call_method(self: &Arc<Self>, _: &mut Engine<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        let moment = match (method, args) {
            ("after", [steps]) => self.after(steps.clone().try_into()?)?,
            ("peak", [id]) => self.extreme(id.as_str().unwrap_or_default(), 1.0)?,
            ("low", [id]) => self.extreme(id.as_str().unwrap_or_default(), -1.0)?,
            _ => return Err(wrong(format!("a run has no `{method}` of {} values", args.len()))),
        };
        Ok(Value::from_object(moment))
    }
}

impl Object for Number {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        (key.as_str() == Some("raw")).then(|| Value::from(self.value))
    }

    fn call_method(self: &Arc<Self>, _: &mut Engine<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        match (method, args) {
            ("over", [other]) => {
                let other =
                    other.downcast_object_ref::<Self>().ok_or_else(|| wrong("`over` takes a number of a run"))?;
                let value = self.value / other.value;
                if !value.is_finite() {
                    return Err(wrong("a ratio to zero"));
                }
                Ok(Value::from_object(Self { value, decimals: 1, ..(**self).clone() }))
            }
            _ => Err(wrong(format!("a number has no `{method}` of {} values", args.len()))),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Moment { run, .. } = &self.moment;
        let frame = self.moment.frame();
        let state = State { tick: frame.tick, ..run.state.clone() };
        let query: Vec<_> =
            state.pairs().iter().map(|(name, text)| format!("{name}={}", encode(text, ":,="))).collect();
        write!(
            f,
            "<a class=\"number\" href=\"?fig={0}&amp;{1}#{0}\">{2}</a>",
            run.figure,
            query.join("&amp;"),
            self.text(),
        )
    }
}

impl Number {
    /// As it is read, with a true minus sign.
    fn text(&self) -> String {
        let value = if self.percent { 100.0 * self.value } else { self.value };
        let mut text = format!("{value:.*}", self.decimals);
        if let Some(digits) = text.strip_prefix('-') {
            // What rounds to zero is zero.
            let zero = digits.bytes().all(|b| b == b'0' || b == b'.');
            text = if zero { digits.to_string() } else { format!("&minus;{digits}") };
        }
        if self.decimals == 0 && (1e3..1e15).contains(&value) {
            text = thousands(value.round() as u64);
        }
        if self.percent { text + "%" } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Experiment, Figure, Settings, Spec};
    use crate::site::runs::Asked;

    fn never(_: &Settings, _: u64) -> Box<dyn Experiment> {
        unreachable!("the record is given")
    }

    const fn readout(id: &'static str) -> ReadoutSpec {
        ReadoutSpec { id, label: "", unit: "", help: "", decimals: 2 }
    }

    static TOY: Spec = Spec {
        id: "toy",
        title: "A \"toy\"",
        claim: "",
        predict: "",
        limits: "",
        chapter: 0,
        program: crate::lab::Program::Opening,
        controls: &[],
        readouts: &[readout("belief"), readout("truth")],
        build: never,
    };

    fn filled(text: &str) -> Result<String, String> {
        let frame = |tick, step, belief, truth| Frame { tick, step, values: vec![Some(belief), truth] };
        let record = Record {
            asked: Asked { experiment: "toy".into(), pairs: vec![], cut: None },
            frames: vec![frame(60, 0, -12.0, None), frame(61, 1, 4.0, Some(0.5)), frame(62, 2, 8.0, Some(-0.001))],
            figure: Figure { charts: vec![], images: vec![], readouts: vec![], sentence: "".into() },
        };
        let run = Named { figure: "hook".into(), state: State::of(&TOY), record: Arc::new(record) };
        let refs = Arc::new(Refs::read(std::path::Path::new("www/essay")).unwrap());
        fill("00-toy.md", text, vec![("plain".into(), run)], &refs).map_err(|error| error.to_string())
    }

    #[test]
    fn a_number_is_a_link_to_its_moment() {
        assert_eq!(
            filled("{{ plain.belief | fixed(1) }}").unwrap(),
            "<a class=\"number\" href=\"?fig=hook&amp;v=1&amp;seed=0&amp;tick=62#hook\">8.0</a>"
        );
    }

    #[test]
    fn moments_are_found() {
        for (text, number) in [
            ("{{ plain.start.belief }}", ">&minus;12.00<"),
            ("{{ plain.truth }}", ">0.00<"),
            ("{{ plain.after(1).belief }}", ">4.00<"),
            ("{{ plain.peak('truth').step }}", ">1<"),
            ("{{ plain.low('truth').tick }}", ">62<"),
            ("{{ plain.peak('truth').truth | percent }}", ">50%<"),
            ("{{ plain.belief.over(plain.after(1).belief) }}", ">2.0<"),
            ("{{ claim(plain.belief.raw > 7) }}", ""),
        ] {
            let html = filled(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!(html.contains(number), "{text}: {html}");
        }
    }

    #[test]
    fn a_slip_fails_with_file_line_and_reason() {
        for (text, why) in [
            ("\n{{ plain.lief }}", "no readout `lief`: there is step, tick, belief, truth"),
            ("\n{{ plain.start.truth }}", "`truth` has no value at tick 60"),
            ("\n{{ plain.after(9).truth }}", "no moment after 9 steps"),
            ("\n{{ claim(plain.belief.raw < 7) }}", "does not hold"),
            ("\n{{ plane.truth }}", "undefined"),
            ("\n{{ plain.truth", "unexpected end"),
            ("\n{{ cite('nobody') }}", "no source `nobody` in sources.toml: there is"),
            ("\n{{ term('nothing') }}", "no term `nothing` in glossary.toml: there is"),
        ] {
            let message = filled(text).unwrap_err();
            assert!(message.contains("00-toy.md line 2") && message.contains(why), "{text}: {message}");
        }
    }
}
