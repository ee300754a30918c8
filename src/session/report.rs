//! A run as JSON and as CSV: what the command line prints and the page lets a reader download.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{Session, digest};
use crate::lab::{Chart, Data, Figure, Spec, Status, Value};

/// `{id, title, seed, settings, at, ticks, status, why, readouts, charts, images, sentence, digest}`.
pub fn json(session: &Session) -> Json {
    let (state, figure) = (session.state(), session.figure());
    let (status, why) = match session.status() {
        Status::Running => ("running", ""),
        Status::Done => ("done", ""),
        Status::Diverged(why) => ("diverged", why.as_ref()),
    };
    let settings: serde_json::Map<_, _> =
        state.settings.iter().map(|(id, value)| (id.to_string(), plain(value))).collect();
    let at: Vec<_> = state
        .log
        .iter()
        .filter(|input| input.tick <= state.tick)
        .map(|input| json!({"tick": input.tick, "control": input.control, "value": plain(input.value)}))
        .collect();
    json!({
        "id": state.spec.id,
        "title": state.spec.title,
        "seed": state.seed,
        "settings": settings,
        "at": at,
        "ticks": state.tick,
        "status": status,
        "why": why,
        "readouts": readouts(state.spec, &figure),
        "charts": figure.charts.iter().map(chart).collect::<Vec<_>>(),
        "images": figure.images.iter().map(|grid| json!({
            "id": grid.id, "label": grid.label, "width": grid.width, "height": grid.height, "count": grid.count(),
        })).collect::<Vec<_>>(),
        "sentence": figure.sentence,
        "digest": digest(&figure),
    })
}

/// `[{id, label, value, unit, why?}]`.
pub fn readouts(spec: &Spec, figure: &Figure) -> Json {
    let row = |(spec, reading): (&crate::lab::ReadoutSpec, &crate::lab::Reading)| {
        let mut row = json!({"id": spec.id, "label": spec.label, "value": reading.value, "unit": spec.unit});
        if reading.value.is_none() {
            row["why"] = reading.why.as_ref().into();
        }
        row
    };
    spec.readouts.iter().zip(&figure.readouts).map(row).collect()
}

/// A long table: a row `chart/series,x,y,y2` a point, then a row `readout/id,,value,` a readout.
/// `y2` is the upper end of a band or the right end of a bar.
pub fn csv(session: &Session) -> String {
    let figure = session.figure();
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
    for (spec, reading) in session.state().spec.readouts.iter().zip(&figure.readouts) {
        let value = reading.value.map(|v| v.to_string()).unwrap_or_default();
        let _ = writeln!(out, "readout/{},,{value},", spec.id);
    }
    out
}

/// A value as JSON: a number, a text, or `on` and `off`.
fn plain(value: Value) -> Json {
    match value {
        Value::Number(x) => x.into(),
        other => other.to_string().into(),
    }
}

fn chart(chart: &Chart) -> Json {
    let axis = |axis: &crate::lab::Axis| json!({"label": axis.label, "unit": axis.unit, "scale": axis.scale});
    json!({
        "id": chart.id,
        "title": chart.title,
        "x": axis(&chart.x),
        "y": axis(&chart.y),
        "series": chart.series.iter().map(|series| {
            let (kind, points) = match &series.data {
                Data::Line(points) => ("line", json!(points)),
                Data::Points(points) => ("points", json!(points)),
                Data::Bars(rows) => ("bars", json!(rows)),
                Data::Band(rows) => ("band", json!(rows)),
            };
            json!({"id": series.id, "label": series.label, "kind": kind, "points": points})
        }).collect::<Vec<_>>(),
    })
}
