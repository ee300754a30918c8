//! Controls: what a reader can move, described once for the panel, the URL, the command line and the tests.

use std::fmt;

use serde::Serialize;

use super::line::{Line, MOST_POINTS, Span};
use super::numbers;
use super::picture::{Picture, SIDE};

/// One control of an experiment.
#[derive(Clone, Copy, Debug)]
pub struct Control {
    /// Lowercase ASCII name, the same in URLs, attributes and flags.
    pub id: &'static str,
    /// What a reader sees beside it.
    pub label: &'static str,
    /// One sentence of explanation.
    pub help: &'static str,
    /// What it is and what it may be.
    pub kind: Kind,
    /// Whether it can change in mid-run; otherwise a change starts the run over. A button always can.
    pub live: bool,
}

/// The kind of a control, with its default and its allowed values.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A number between `min` and `max` (both allowed).
    Slider {
        /// Smallest allowed value.
        min: f64,
        /// Largest allowed value.
        max: f64,
        /// Value at the start.
        default: f64,
        /// Only whole numbers.
        whole: bool,
        /// Whether the slider moves on a logarithmic scale.
        log: bool,
        /// Unit, empty for a pure number.
        unit: &'static str,
    },
    /// One of several options.
    Choice {
        /// The options, in the order shown.
        options: &'static [Opt],
        /// The id of the option at the start.
        default: &'static str,
    },
    /// On or off.
    Toggle {
        /// Whether it is on at the start.
        default: bool,
    },
    /// Something to press; it has no value of its own.
    Button,
    /// A small grey picture, [`Picture::BLANK`] at the start. Where an option of a choice has this control's id, the
    /// picture counts when that option is chosen, and whoever paints chooses it.
    Image,
    /// A few points that a reader draws or types, [`Line::NONE`] at the start. Where an option of a choice has this
    /// control's id, the line counts when that option is chosen, and whoever draws chooses it.
    Line {
        /// What is measured across, and its range.
        x: Span,
        /// What is measured upwards, and its range.
        y: Span,
        /// How many points a drawn line has, evenly over x; 0 where points are typed and not drawn.
        drawn: u8,
    },
}

/// An option of a choice.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Opt {
    /// Lowercase ASCII name.
    pub id: &'static str,
    /// What a reader sees.
    pub label: &'static str,
}

impl Opt {
    /// An option.
    pub const fn new(id: &'static str, label: &'static str) -> Self {
        Self { id, label }
    }
}

/// The value of a control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Of a slider.
    Number(f64),
    /// The id of the chosen option.
    Choice(&'static str),
    /// Of a toggle.
    Toggle(bool),
    /// A button's press.
    Press,
    /// Of an image.
    Image(Picture),
    /// Of a line.
    Line(Line),
}

impl fmt::Display for Value {
    /// The form used in URLs and flags; [`Control::parse`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(x) => write!(f, "{x}"),
            Self::Choice(id) => f.write_str(id),
            Self::Toggle(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::Press => f.write_str("press"),
            Self::Image(picture) => picture.fmt(f),
            Self::Line(line) => line.fmt(f),
        }
    }
}

impl Control {
    /// The value at the start; none for a button.
    pub fn default(&self) -> Option<Value> {
        match self.kind {
            Kind::Slider { default, .. } => Some(Value::Number(default)),
            Kind::Choice { default, .. } => Some(Value::Choice(default)),
            Kind::Toggle { default } => Some(Value::Toggle(default)),
            Kind::Button => None,
            Kind::Image => Some(Value::Image(Picture::BLANK)),
            Kind::Line { .. } => Some(Value::Line(Line::NONE)),
        }
    }

    /// Reads a value in the form that [`Value`] is displayed in.
    ///
    /// # Errors
    /// [`LabError::Value`] names the value and what is allowed.
    pub fn parse(&self, text: &str) -> Result<Value, LabError> {
        let value = match self.kind {
            Kind::Slider { min, max, whole, .. } => numbers::read(text)
                .filter(|x| (min..=max).contains(x) && (!whole || x.fract() == 0.0))
                .map(|x| Value::Number(x + 0.0)),
            Kind::Choice { options, .. } => options.iter().find(|o| o.id == text).map(|o| Value::Choice(o.id)),
            Kind::Toggle { .. } => match text {
                "on" => Some(Value::Toggle(true)),
                "off" => Some(Value::Toggle(false)),
                _ => None,
            },
            Kind::Button => (text == "press").then_some(Value::Press),
            Kind::Image => Picture::parse(text).map(Value::Image),
            Kind::Line { x, y, .. } => Line::parse(text, &x, &y).map(Value::Line),
        };
        value.ok_or_else(|| LabError::Value { control: self.id, value: short(text), allowed: self.allowed() })
    }

    /// What is allowed, in words.
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Slider { min, max, whole, .. } => {
                format!("{} from {min} to {max}", if whole { "a whole number" } else { "a number" })
            }
            Kind::Choice { options, .. } => {
                format!("one of {}", options.iter().map(|o| o.id).collect::<Vec<_>>().join(", "))
            }
            Kind::Toggle { .. } => "on or off".into(),
            Kind::Button => "press".into(),
            Kind::Image => format!(
                "blank, or {SIDE} x {SIDE} greys row by row as base64url digits, A for black to _ for white, where a dot \
                 and a digit repeat a grey"
            ),
            Kind::Line { x, y, .. } => format!(
                "none, or at most {MOST_POINTS} points x:y with _ between them, x from {} to {}, each another, and y \
                 from {} to {}",
                x.min, x.max, y.min, y.max
            ),
        }
    }
}

/// At most 40 characters of a value that somebody gave, for a message: without those that break its line, or that are
/// not seen but turn around how the rest of it reads.
pub(crate) fn short(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let clean: String = text.chars().map(|c| if unseen(c) { ' ' } else { c }).collect();
    if clean.chars().count() <= 40 { clean } else { clean.chars().take(37).chain("...".chars()).collect() }
}

/// A value for every control but the buttons.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings(Vec<(&'static str, Value)>);

impl Settings {
    /// Every control at its default.
    pub fn defaults(controls: &[Control]) -> Self {
        Self(controls.iter().filter_map(|c| Some((c.id, c.default()?))).collect())
    }

    /// The pairs in declared order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Value)> + '_ {
        self.0.iter().copied()
    }

    /// The value of `control`, which must exist: ids are written in code, never read from outside.
    pub fn get(&self, control: &str) -> Value {
        self.0.iter().find(|(id, _)| *id == control).map_or_else(|| panic!("no control `{control}`"), |(_, v)| *v)
    }

    /// Gives `control` a value; buttons are left alone.
    pub fn set(&mut self, control: &str, value: Value) {
        if let Some(slot) = self.0.iter_mut().find(|(id, _)| *id == control) {
            slot.1 = value;
        }
    }

    /// The value of a slider.
    pub fn number(&self, control: &str) -> f64 {
        match self.get(control) {
            Value::Number(x) => x,
            other => panic!("control `{control}` is no slider: {other}"),
        }
    }

    /// The chosen option of a choice.
    pub fn choice(&self, control: &str) -> &'static str {
        match self.get(control) {
            Value::Choice(id) => id,
            other => panic!("control `{control}` is no choice: {other}"),
        }
    }

    /// The picture of an image.
    pub fn picture(&self, control: &str) -> Picture {
        match self.get(control) {
            Value::Image(picture) => picture,
            other => panic!("control `{control}` is no image: {other}"),
        }
    }

    /// The points of a line.
    pub fn line(&self, control: &str) -> Line {
        match self.get(control) {
            Value::Line(line) => line,
            other => panic!("control `{control}` is no line: {other}"),
        }
    }

    /// Whether a toggle is on.
    pub fn on(&self, control: &str) -> bool {
        match self.get(control) {
            Value::Toggle(on) => on,
            other => panic!("control `{control}` is no toggle: {other}"),
        }
    }
}

/// What is wrong with something given from outside.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabError {
    /// No experiment of this name.
    Experiment {
        /// What was given.
        id: String,
        /// The ids there are.
        known: String,
    },
    /// No control of this name.
    Control {
        /// What was given.
        name: String,
        /// The ids there are.
        known: String,
    },
    /// A value that the control does not take.
    Value {
        /// The control's id.
        control: &'static str,
        /// What was given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A seed, tick or version that is none.
    Parameter {
        /// `seed`, `tick`, `v` or `at`.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A control changed in mid-run that starts the run over.
    NotLive {
        /// The control's id.
        control: &'static str,
    },
}

impl fmt::Display for LabError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Experiment { id, known } => write!(f, "no experiment `{id}`: there is {known}"),
            Self::Control { name, known } => write!(f, "no control `{name}`: there is {known}"),
            Self::Value { control, value, allowed } => write!(f, "`{control}` cannot be `{value}`: it takes {allowed}"),
            Self::Parameter { name, value, allowed } => write!(f, "`{name}` cannot be `{value}`: it takes {allowed}"),
            Self::NotLive { control } => {
                write!(f, "`{control}` cannot change in mid-run: it starts the run over, so set it at the start")
            }
        }
    }
}

impl std::error::Error for LabError {}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Control = Control {
        id: "rate",
        label: "rate",
        help: "",
        kind: Kind::Slider { min: 0.5, max: 8.0, default: 1.0, whole: false, log: true, unit: "" },
        live: true,
    };

    #[test]
    fn a_value_outside_is_named_with_what_is_allowed() {
        for bad in ["9", "-1", "nan", "inf", "", "1e", "0x1"] {
            let message = RATE.parse(bad).unwrap_err().to_string();
            assert!(message.contains(bad) && message.contains("from 0.5 to 8"), "{message}");
        }
        assert_eq!(RATE.parse("8").unwrap(), Value::Number(8.0));
    }

    #[test]
    fn long_and_strange_values_are_cut_in_messages() {
        let message = RATE.parse(&"\u{7}x".repeat(1000)).unwrap_err().to_string();
        assert!(message.len() < 120 && !message.contains('\u{7}'), "{message}");
        let message = RATE.parse("\u{202e}5\u{2028}").unwrap_err().to_string();
        assert!(message.contains("` 5 `"), "{message:?}");
    }
}
