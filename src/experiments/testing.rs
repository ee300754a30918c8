//! What the experiments' tests share: runs by the texts that a link would have, seeds, and what a figure says.

use std::ops::Range;

use crate::lab::{Data, Status};
use crate::session::{Session, State};

/// Whether the full tests are asked for.
pub fn full() -> bool {
    std::env::var_os("FACELIKE_FULL").is_some()
}

/// All these seeds where the full tests are asked for, otherwise the first `few`.
pub fn seeds(all: Range<u64>, few: u64) -> Range<u64> {
    if full() { all } else { all.start..all.start + few }
}

/// That at least four of five seeds did.
pub fn most(did: u64, seeds: &Range<u64>) {
    let count = seeds.end - seeds.start;
    assert!(5 * did >= 4 * count, "{did} of {count} seeds");
}

/// A run at its start.
pub fn open(experiment: &str, seed: u64, settings: &[(&str, &str)]) -> Session {
    let mut state = State::new(experiment).unwrap();
    state.seed = seed;
    for (name, value) in settings {
        state.take(name, value).unwrap();
    }
    Session::open(state)
}

/// A run at its end, which must come within `most` ticks.
pub fn run(experiment: &str, seed: u64, settings: &[(&str, &str)], most: u64) -> Session {
    let mut session = open(experiment, seed, settings);
    assert_eq!(*session.run(most), Status::Done);
    session
}

/// A readout, which must have a value.
pub fn readout(session: &Session, id: &str) -> f64 {
    session.readout(id).unwrap_or_else(|| panic!("{id} has no value"))
}

/// The points of a line, or single ones, of a chart.
pub fn points(session: &Session, chart: &str, series: &str) -> Vec<[f64; 2]> {
    let figure = session.figure();
    let chart = figure.charts.iter().find(|c| c.id == chart).unwrap();
    match &chart.series.iter().find(|s| s.id == series).unwrap().data {
        Data::Line(points) | Data::Points(points) => points.clone(),
        other => panic!("{other:?}"),
    }
}
