//! What every experiment is made of: its static description, its controls, its figure as data.

mod control;
mod experiment;
mod figure;

pub use control::{Control, Kind, LabError, Opt, Settings, Value};
pub use experiment::{Experiment, ReadoutSpec, Spec, Status};
pub use figure::{Axis, Chart, Data, Figure, ImageGrid, Reading, Scale, Series, Size, Stage, Text, Tone};
