//! A figure as data: charts, image grids and readouts, from which canvas, SVG, table, download, spoken
//! sentence and digest are all made.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A text that is usually static.
pub type Text = Cow<'static, str>;

/// All there is to see of a run at one tick.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Charts, in order of importance.
    pub charts: Vec<Chart>,
    /// Image grids, in order of importance.
    pub images: Vec<ImageGrid>,
    /// Values in the order of [`super::Spec::readouts`].
    pub readouts: Vec<Reading>,
    /// What the figure shows, in one or two sentences made from its own numbers.
    pub sentence: Text,
}

/// What a run is doing now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Short, for example "training the classifier".
    pub label: Text,
    /// Units of work done.
    pub done: u32,
    /// Units of work in all.
    pub total: u32,
    /// Whether this is the part to watch (shown at the reader's speed) or preparation (as fast as it goes).
    pub watch: bool,
}

impl Stage {
    /// How far the preparation is, as a sentence.
    pub fn preparing(&self) -> String {
        format!("Still preparing: {}, {} of {}.", self.label, self.done, self.total)
    }
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Lowercase ASCII name.
    pub id: Text,
    /// Title.
    pub title: Text,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// What is drawn, first at the bottom.
    pub series: Vec<Series>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What is measured.
    pub label: Text,
    /// Unit, empty for a pure number.
    pub unit: Text,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// Least range shown; grows to hold the data.
    pub range: (f64, f64),
}

impl Axis {
    /// An axis.
    pub fn new(label: &'static str, unit: &'static str, scale: Scale, range: (f64, f64)) -> Self {
        Self { label: label.into(), unit: unit.into(), scale, range }
    }

    /// A linear axis.
    pub fn linear(label: &'static str, unit: &'static str, range: (f64, f64)) -> Self {
        Self::new(label, unit, Scale::Linear, range)
    }
}

/// The scale of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Equal steps are equal differences.
    Linear,
    /// Equal steps are equal ratios; values are positive.
    Log,
}

/// One series of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Lowercase ASCII name.
    pub id: Text,
    /// Written at the series' end in the chart.
    pub label: Text,
    /// What it stands for, hence its colour, dash and marker.
    pub tone: Tone,
    /// The points, in data coordinates.
    pub data: Data,
}

impl Series {
    /// A series.
    pub fn new(id: &'static str, label: &'static str, tone: Tone, data: Data) -> Self {
        Self { id: id.into(), label: label.into(), tone, data }
    }

    /// Joined points.
    pub fn line(id: &'static str, label: &'static str, tone: Tone, points: Vec<[f64; 2]>) -> Self {
        Self::new(id, label, tone, Data::Line(points))
    }
}

/// What a series stands for; each tone has a colour and a second cue (dash or marker).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// What the model believes.
    Belief,
    /// What the world says.
    Truth,
    /// The comparison: chance, no training, a random push.
    Chance,
    /// A level to compare with.
    Level,
}

/// The points of a series, in data coordinates; all values are finite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Data {
    /// Joined points `[x, y]`.
    Line(Vec<[f64; 2]>),
    /// Single points `[x, y]`.
    Points(Vec<[f64; 2]>),
    /// Bars `[x from, x to, y]`, drawn from 0.
    Bars(Vec<[f64; 3]>),
    /// A band `[x, y from, y to]`.
    Band(Vec<[f64; 3]>),
}

/// Equal-sized grey images, row by row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageGrid {
    /// Lowercase ASCII name.
    pub id: Text,
    /// Written above it.
    pub label: Text,
    /// Pixels across one image.
    pub width: u32,
    /// Pixels down one image.
    pub height: u32,
    /// How many there will be room for; at least as many as there are.
    pub room: u32,
    /// How large to draw it.
    pub size: Size,
    /// A caption for each place that there is room for; empty for none at all.
    pub captions: Vec<Text>,
    /// `count * height * width` grey values, 0 black to 255 white.
    #[serde(with = "bytes")]
    pub pixels: Vec<u8>,
}

/// How large a grid's images are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Size {
    /// The picture that the experiment is about.
    Large,
    /// For comparison beside it.
    Medium,
    /// One of many.
    Small,
}

impl ImageGrid {
    /// One image without a caption, [width, height] pixels large.
    pub fn new(
        id: &'static str,
        label: &'static str,
        [width, height]: [usize; 2],
        size: Size,
        pixels: Vec<u8>,
    ) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            width: width as u32,
            height: height as u32,
            room: 1,
            size,
            captions: vec![],
            pixels,
        }
    }

    /// With room for so many images.
    #[must_use]
    pub fn with_room(mut self, room: usize) -> Self {
        self.room = room as u32;
        self
    }

    /// With room for an image a caption.
    #[must_use]
    pub fn captioned(mut self, captions: Vec<Text>) -> Self {
        self.room = captions.len() as u32;
        self.captions = captions;
        self
    }

    /// How many images there are.
    pub fn count(&self) -> usize {
        self.pixels.len() / ((self.width * self.height).max(1) as usize)
    }

    /// The grey values of image `i`.
    pub fn image(&self, i: usize) -> &[u8] {
        let size = (self.width * self.height) as usize;
        &self.pixels[i * size..(i + 1) * size]
    }
}

/// The value of a readout, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Finite, or none.
    pub value: Option<f64>,
    /// Why there is no value; empty beside one.
    pub why: Text,
}

impl Reading {
    /// A value; one that is not finite is told in words instead.
    pub fn of(value: f64) -> Self {
        if value.is_finite() {
            Self { value: Some(value), why: Text::Borrowed("") }
        } else {
            Self::none("it has no finite value")
        }
    }

    /// A value, or why there is none.
    pub fn maybe(value: Option<f64>, why: impl Into<Text>) -> Self {
        value.map_or_else(|| Self::none(why), Self::of)
    }

    /// No value, and why.
    pub fn none(why: impl Into<Text>) -> Self {
        Self { value: None, why: why.into() }
    }
}

/// Serialises `Vec<u8>` as one run of bytes instead of number by number.
mod bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Ok(<&[u8]>::deserialize(deserializer)?.to_vec())
    }
}
