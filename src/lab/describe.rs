//! The descriptions of experiments as JSON: what `facelike list --json` prints and the page's panel is made from.

use serde::Serialize;

use super::{Control, Kind, MOST_POINTS, Opt, Program, ReadoutSpec, Span, Spec, numbers, picture};

/// A description as a value to serialise.
#[derive(Serialize)]
pub struct Description {
    id: &'static str,
    title: &'static str,
    claim: &'static str,
    predict: &'static str,
    limits: &'static str,
    chapter: u8,
    program: Program,
    controls: Vec<ControlRow>,
    readouts: &'static [ReadoutSpec],
}

/// What does not apply is null.
#[derive(Serialize)]
struct ControlRow {
    id: &'static str,
    label: &'static str,
    help: &'static str,
    live: bool,
    kind: &'static str,
    min: Option<f64>,
    max: Option<f64>,
    default: Option<Default>,
    unit: &'static str,
    log: bool,
    whole: bool,
    options: Option<&'static [Opt]>,
    /// Of an image, as are the next two, which others do not have at all: the page carries a description.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<u8>,
    /// Of a line, as are the next three.
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<usize>,
}

/// A number, or the text that a link would carry.
#[derive(Serialize)]
#[serde(untagged)]
enum Default {
    Number(f64),
    Text(&'static str),
}

/// An array of `{id, title, claim, predict, limits, chapter, program, controls: [{id, label, help, live, kind, min, max, default,
/// unit, log, whole, options: [{id, label}]}], readouts: [{id, label, unit, help, decimals}]}`; an image also has width,
/// height and levels, the number of its greys; a line has x and y, each `{label, unit, min, max}`, the number `drawn` of
/// points that a drawn one has, and the most that one may have.
pub fn describe(specs: &[&Spec]) -> String {
    numbers::json(&descriptions(specs))
}

/// The same as values to serialise.
pub fn descriptions(specs: &[&Spec]) -> Vec<Description> {
    specs.iter().map(|spec| description(spec)).collect()
}

fn description(spec: &Spec) -> Description {
    let Spec { id, title, claim, predict, limits, chapter, program, controls, readouts, .. } = *spec;
    Description {
        id,
        title,
        claim,
        predict,
        limits,
        chapter,
        program,
        controls: controls.iter().map(control).collect(),
        readouts,
    }
}

fn control(control: &Control) -> ControlRow {
    let Control { id, label, help, kind, live } = *control;
    let mut row = ControlRow {
        id,
        label,
        help,
        live,
        kind: "button",
        min: None,
        max: None,
        default: None,
        unit: "",
        log: false,
        whole: false,
        options: None,
        width: None,
        height: None,
        levels: None,
        x: None,
        y: None,
        drawn: None,
        most: None,
    };
    match kind {
        Kind::Slider { min, max, default, whole, log, unit } => {
            row.kind = "slider";
            (row.min, row.max, row.default) = (Some(min), Some(max), Some(Default::Number(default)));
            (row.whole, row.log, row.unit) = (whole, log, unit);
        }
        Kind::Choice { options, default } => {
            row.kind = "choice";
            (row.options, row.default) = (Some(options), Some(Default::Text(default)));
        }
        Kind::Toggle { default } => {
            row.kind = "toggle";
            row.default = Some(Default::Text(if default { "on" } else { "off" }));
        }
        Kind::Button => {}
        Kind::Image => {
            row.kind = "image";
            row.default = Some(Default::Text("blank"));
            (row.width, row.height, row.levels) = (Some(picture::SIDE), Some(picture::SIDE), Some(picture::LEVELS));
        }
        Kind::Line { x, y, drawn } => {
            row.kind = "line";
            row.default = Some(Default::Text("none"));
            (row.x, row.y) = (Some(x), Some(y));
            (row.drawn, row.most) = (Some(drawn), Some(MOST_POINTS));
        }
    }
    row
}
