//! The digest of a figure: SHA-256 of its readouts, points and image bytes in declared order.
//!
//! Labels are left out and -0 counts as 0, so the digest changes exactly when a number does.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::lab::{Data, Figure};

/// The digest of `figure`, 64 hexadecimal digits.
pub fn digest(figure: &Figure) -> String {
    let mut hash = Sha256::new();
    let mut number = |x: f64| hash.update((x + 0.0).to_bits().to_le_bytes());
    for reading in &figure.readouts {
        // A missing value is told from every number by a NaN of fixed bits; readings hold no NaN.
        number(reading.value.unwrap_or(f64::from_bits(0x7ff8_0000_0000_0000)));
    }
    for series in figure.charts.iter().flat_map(|chart| &chart.series) {
        match &series.data {
            Data::Line(points) | Data::Points(points) => points.iter().flatten().copied().for_each(&mut number),
            Data::Bars(rows) | Data::Band(rows) => rows.iter().flatten().copied().for_each(&mut number),
        }
    }
    for grid in &figure.images {
        hash.update(&grid.pixels);
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
