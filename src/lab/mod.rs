//! What every experiment is made of: its static description, its controls, its figure as data.

mod budget;
mod control;
mod describe;
mod experiment;
mod figure;
mod line;
pub(crate) mod numbers;
pub mod picture;
pub mod words;

pub use budget::Budget;
pub(crate) use control::short;
pub use control::{Control, Kind, LabError, Opt, Settings, Value};
pub use describe::{Description, describe, descriptions};
pub use experiment::{Experiment, Program, ReadoutSpec, Spec, Status};
pub use figure::{Axis, Chart, Data, Figure, ImageGrid, Reading, Scale, Series, Size, Stage, Text, Tone};
pub use line::{Line, MOST_POINTS, Span};
pub use picture::Picture;
