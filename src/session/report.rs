//! A run as JSON and as CSV: what the command line prints and the page lets a reader download.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Serialize, Serializer};

use super::{Session, State, digest};
use crate::lab::numbers;
use crate::lab::picture::SIDE;
use crate::lab::{Axis, Chart, Data, Figure, ImageGrid, Picture, Series, Spec, Stage, Status, Value};

/// A run: what [`json`] writes.
#[derive(Serialize)]
pub struct Report {
    id: &'static str,
    title: &'static str,
    seed: u64,
    #[serde(serialize_with = "as_map")]
    settings: Vec<(&'static str, Plain)>,
    /// What was changed in mid-run.
    at: Vec<At>,
    ticks: u64,
    status: &'static str,
    /// Why a run could not go on; empty otherwise.
    why: Cow<'static, str>,
    readouts: Vec<Row>,
    charts: Vec<ChartRow>,
    images: Vec<ImageRow>,
    sentence: Cow<'static, str>,
    digest: String,
}

/// A value as JSON has it: a number, or the text that a link would carry.
#[derive(Serialize)]
#[serde(untagged)]
enum Plain {
    Number(f64),
    Text(String),
}

#[derive(Serialize)]
struct At {
    tick: u64,
    control: &'static str,
    value: Plain,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    label: &'static str,
    value: Option<f64>,
    unit: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    why: Cow<'static, str>,
}

#[derive(Serialize)]
struct ChartRow {
    id: Cow<'static, str>,
    title: Cow<'static, str>,
    x: AxisRow,
    y: AxisRow,
    series: Vec<SeriesRow>,
}

#[derive(Serialize)]
struct AxisRow {
    label: Cow<'static, str>,
    unit: Cow<'static, str>,
    scale: crate::lab::Scale,
}

#[derive(Serialize)]
struct SeriesRow {
    id: Cow<'static, str>,
    label: Cow<'static, str>,
    kind: &'static str,
    points: Points,
}

/// Pairs `[x, y]` of lines and points; `[x from, x to, y]` of bars; `[x, y from, y to]` of bands.
#[derive(Serialize)]
#[serde(untagged)]
enum Points {
    Pairs(Vec<[f64; 2]>),
    Triples(Vec<[f64; 3]>),
}

#[derive(Serialize)]
struct ImageRow {
    id: Cow<'static, str>,
    label: Cow<'static, str>,
    width: u32,
    height: u32,
    count: usize,
}

/// A run as a value to serialise.
pub fn report(session: &Session) -> Report {
    moment(session.state(), session.status(), session.figure())
}

/// The same of a figure that is kept: `state` and `status` are those of its moment.
pub fn moment(state: &State, status: &Status, figure: Figure) -> Report {
    let digest = digest(&figure);
    let (status, why) = match status {
        Status::Running => ("running", Cow::Borrowed("")),
        Status::Done => ("done", Cow::Borrowed("")),
        Status::Diverged(why) => ("diverged", why.clone()),
    };
    let due = state.log.iter().filter(|input| input.tick <= state.tick);
    Report {
        id: state.spec.id,
        title: state.spec.title,
        seed: state.seed,
        settings: state.settings.iter().map(|(id, value)| (id, plain(&value))).collect(),
        at: due.map(|i| At { tick: i.tick, control: i.control, value: plain(&i.value) }).collect(),
        ticks: state.tick,
        status,
        why,
        readouts: rows(state.spec, &figure),
        charts: figure.charts.into_iter().map(chart).collect(),
        images: figure.images.into_iter().map(image).collect(),
        sentence: figure.sentence,
        digest,
    }
}

/// `{id, title, seed, settings, at, ticks, status, why, readouts, charts, images, sentence, digest}`.
pub fn json(session: &Session) -> String {
    numbers::json(&report(session))
}

/// `{readouts, stage, sentence}` of a figure, for the page beside the painted picture.
pub fn told(session: &Session, figure: &Figure) -> String {
    #[derive(Serialize)]
    struct Told<'a> {
        readouts: Vec<Row>,
        stage: Stage,
        sentence: &'a str,
    }
    let told =
        Told { readouts: rows(session.state().spec, figure), stage: session.stage(), sentence: &figure.sentence };
    numbers::json(&told)
}

/// The figure's images that are of the size of a [`Picture`], a line each: the name of their grid, a space, and the
/// picture as it stands in links.
pub fn pictures(figure: &Figure) -> String {
    let side = SIDE as u32;
    let mut text = String::new();
    for grid in figure.images.iter().filter(|grid| (grid.width, grid.height) == (side, side)) {
        for greys in grid.pixels.chunks_exact(SIDE * SIDE) {
            if let Some(picture) = Picture::of(greys.iter().map(|&grey| f64::from(grey) / 255.0)) {
                let _ = writeln!(text, "{} {picture}", grid.id);
            }
        }
    }
    text
}

/// A long table: a row `chart/series,x,y,y2` a point, then a row `readout/id,,value,` a readout.
/// `y2` is the upper end of a band or the right end of a bar.
pub fn csv(session: &Session) -> String {
    table(session.state().spec, &session.figure())
}

/// The same of a figure that is kept.
pub fn table(spec: &Spec, figure: &Figure) -> String {
    let mut out = String::from("series,x,y,y2\n");
    for chart in &figure.charts {
        for series in &chart.series {
            let name = format!("{}/{}", chart.id, series.id);
            let rows: Vec<[f64; 3]> = match &series.data {
                Data::Line(points) | Data::Points(points) => {
                    for [x, y] in points {
                        let _ = writeln!(out, "{name},{x},{y},");
                    }
                    continue;
                }
                // The right end of a bar is told last, as the upper end of a band is.
                Data::Bars(rows) => rows.iter().map(|&[x, to, y]| [x, y, to]).collect(),
                Data::Band(rows) => rows.clone(),
            };
            for [x, y, y2] in rows {
                let _ = writeln!(out, "{name},{x},{y},{y2}");
            }
        }
    }
    for (readout, reading) in spec.readouts.iter().zip(&figure.readouts) {
        let value = reading.value.map(|v| v.to_string()).unwrap_or_default();
        let _ = writeln!(out, "readout/{},,{value},", readout.id);
    }
    out
}

fn plain(value: &Value) -> Plain {
    match value {
        Value::Number(x) => Plain::Number(*x),
        other => Plain::Text(other.to_string()),
    }
}

fn rows(spec: &Spec, figure: &Figure) -> Vec<Row> {
    let pairs = spec.readouts.iter().zip(&figure.readouts);
    pairs
        .map(|(spec, reading)| Row {
            id: spec.id,
            label: spec.label,
            value: reading.value,
            unit: spec.unit,
            why: reading.why.clone(),
        })
        .collect()
}

fn chart(chart: Chart) -> ChartRow {
    let Chart { id, title, x, y, series } = chart;
    let axis = |Axis { label, unit, scale, .. }: Axis| AxisRow { label, unit, scale };
    ChartRow { id, title, x: axis(x), y: axis(y), series: series.into_iter().map(self::series).collect() }
}

fn series(series: Series) -> SeriesRow {
    let Series { id, label, data, .. } = series;
    let (kind, points) = match data {
        Data::Line(points) => ("line", Points::Pairs(points)),
        Data::Points(points) => ("points", Points::Pairs(points)),
        Data::Bars(rows) => ("bars", Points::Triples(rows)),
        Data::Band(rows) => ("band", Points::Triples(rows)),
    };
    SeriesRow { id, label, kind, points }
}

fn image(grid: ImageGrid) -> ImageRow {
    let count = grid.count();
    let ImageGrid { id, label, width, height, .. } = grid;
    ImageRow { id, label, width, height, count }
}

fn as_map<S: Serializer>(pairs: &[(&'static str, Plain)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(id, value)| (id, value)))
}
