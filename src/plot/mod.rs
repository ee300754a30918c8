//! Draws a figure with plotters on any [`Surface`]: a canvas in the browser, SVG and PNG on the command line.
//!
//! A figure becomes the same drawing everywhere: layout is computed here, in CSS pixels, from a table of the
//! shipped font's widths ([`text`]); plotters draws axes and series on a grid of [`UNITS`] a CSS pixel; a
//! surface only strokes, fills, writes and shows images where it is told to. What a series stands for gives its
//! colour and its dash or mark; the page's theme gives the shades.

mod axis;
mod chart;
mod grid;
mod labels;
mod layout;
#[cfg(not(target_arch = "wasm32"))]
mod png;
mod read;
mod series;
mod surface;
#[cfg(any(not(target_arch = "wasm32"), feature = "svg"))]
mod svg;
pub mod text;
mod theme;

use std::fmt;

#[cfg(not(target_arch = "wasm32"))]
pub use self::png::{PngOptions, SCALES, png};
pub use layout::BANDS;
pub use read::{Move, Reader, Spot, Value};
pub use surface::{Anchor, Grey, Place, Surface, UNITS, Words};
#[cfg(any(not(target_arch = "wasm32"), feature = "svg"))]
pub use svg::{FontSource, SvgOptions, svg};
pub use theme::{Colour, THEMES, Theme};

use crate::lab::Figure;
use layout::Layout;

/// Widths that a figure can be drawn in, in CSS pixels; others are drawn in the nearest of these.
pub const WIDTHS: std::ops::RangeInclusive<u32> = 240..=2000;

/// Around a picture that stands by itself, in CSS pixels.
#[cfg(any(not(target_arch = "wasm32"), feature = "svg"))]
const MARGIN: u32 = 16;

/// Why a figure could not be drawn.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlotError {
    /// The surface refused, and what it said.
    Surface(String),
    /// No theme of this name.
    Theme(String),
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Surface(why) => write!(f, "the figure could not be drawn: {why}"),
            Self::Theme(name) => write!(f, "no theme `{name}`: there is {}", THEMES.map(|(name, _)| name).join(", ")),
        }
    }
}

impl std::error::Error for PlotError {}

/// The width that a figure is laid out in.
fn clamped(width: u32) -> u32 {
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// The height, in CSS pixels, of `figure` drawn `width` wide: the same at all widths between two of [`BANDS`] (above
/// 320). It depends on which charts and grids there are, the sizes and rooms of the grids and whether they have
/// captions; never on data or words.
pub fn height(figure: &Figure, width: u32) -> u32 {
    Layout::new(figure, clamped(width)).height as u32
}

/// The width that `figure` is laid out in within a picture `width` wide of which a margin is part; and the picture's
/// own width and height.
#[cfg(any(not(target_arch = "wasm32"), feature = "svg"))]
fn framed(figure: &Figure, width: u32, margin: u32) -> (u32, (u32, u32)) {
    let inner = clamped(width.saturating_sub(2 * margin));
    (inner, (inner + 2 * margin, height(figure, inner) + 2 * margin))
}

/// Draws `figure` on `surface`, which is `width` CSS pixels wide, [`height`] high and clear.
///
/// # Errors
/// [`PlotError::Surface`] if the surface refuses.
pub fn draw<S: Surface>(figure: &Figure, theme: Theme, width: u32, mut surface: S) -> Result<(), PlotError> {
    paint(figure, theme, clamped(width), &mut surface)
}

/// [`draw`], compiled once for all surfaces.
fn paint(figure: &Figure, theme: Theme, width: u32, pen: &mut dyn surface::Pen) -> Result<(), PlotError> {
    let layout = Layout::new(figure, width);
    for (images, place) in figure.images.iter().zip(&layout.grids) {
        grid::draw(images, place, pen, theme)?;
    }
    let charts = figure.charts.iter().zip(&layout.charts);
    let plans: Vec<chart::Plan> = charts.map(|(chart, place)| chart::Plan::new(chart, *place)).collect();
    chart::draw(&plans, pen, theme, (f64::from(width), layout.height))
}
