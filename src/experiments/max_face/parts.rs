//! What the views share: parts of charts, grids of pictures, the readouts of one climb.

use super::climb::{Climb, Judged};
use super::controls;
use crate::lab::{ImageGrid, Reading, Size, Text};
use crate::models::prepared::Prepared;
use crate::nn::loss::sigmoid;
use crate::worlds::faces::SIDE;

pub const NOT_TRAINED: &str = "the classifier is not trained yet";
pub const NOT_CLIMBING: &str = "the climb has not begun";

/// Pictures of the face world.
pub fn grid(
    id: &'static str,
    label: &'static str,
    room: usize,
    size: Size,
    captions: Vec<Text>,
    pixels: Vec<u8>,
) -> ImageGrid {
    ImageGrid { captions, ..ImageGrid::new(id, label, [SIDE; 2], size, pixels).with_room(room) }
}

/// Of one climb, in the order of [`controls::READOUTS`]; what only other views have is none.
pub fn readouts(prepared: Option<&Prepared>, climb: Option<&Climb>) -> Vec<Reading> {
    let surveyed = |value: fn(&Prepared) -> f64| Reading::maybe(prepared.map(value), NOT_TRAINED);
    let climbing = |value: Option<f64>| Reading::maybe(value, NOT_CLIMBING);
    let now = |value: fn(&(Judged, Judged)) -> f64| climbing(climb.and_then(|climb| climb.history.last()).map(value));
    let peak = climb.and_then(Climb::peak);
    vec![
        now(|(climb, _)| climb.logit),
        now(|(climb, _)| f64::from(sigmoid(climb.logit as f32))),
        surveyed(|p| f64::from(p.best[0].0)),
        now(|(climb, _)| climb.truth),
        surveyed(|p| p.truth_real),
        surveyed(|p| p.truth_noise),
        surveyed(|p| p.accuracy),
        now(|(_, random)| random.logit),
        now(|(_, random)| random.truth),
        climbing(climb.map(|climb| climb.push)),
        climbing(peak.map(|(_, truth)| truth)),
        climbing(peak.map(|(step, _)| step as f64)),
        climb.map_or_else(
            || Reading::none(NOT_CLIMBING),
            |climb| Reading::maybe(climb.improbability(), "only when climbing among face-like pictures"),
        ),
        Reading::none("only on along the line"),
        Reading::none("only of three classifiers"),
        Reading::none("only of three classifiers"),
    ]
}

/// Puts a reading in its place.
pub fn put(readouts: &mut [Reading], id: &str, reading: Reading) {
    if let Some(at) = controls::READOUTS.iter().position(|readout| readout.id == id) {
        readouts[at] = reading;
    }
}
