//! `facelike render`: the figure of a run as a picture, drawn by the code that draws it in the page.

use std::path::PathBuf;

use clap::Args;
use facelike::plot::{self, FontSource, SvgOptions, Theme};

use super::problem::Problem;
use super::run::{Which, finished};

/// Widths in CSS pixels that a figure can be drawn at.
const WIDTHS: std::ops::RangeInclusive<u32> = 280..=1400;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// light or dark
    #[arg(long, default_value = "light")]
    theme: String,
    /// Width in CSS pixels, from 280 to 1400
    #[arg(long, value_name = "W", default_value = "680", allow_negative_numbers = true)]
    width: String,
    /// File for the picture (SVG)
    #[arg(long, value_name = "FILE.svg")]
    out: PathBuf,
}

pub fn render(options: &Options) -> Result<(), Problem> {
    let theme: Theme = options.theme.parse().map_err(|_| Problem::value("--theme", &options.theme, "light or dark"))?;
    let allowed = format!("a whole number from {} to {}", WIDTHS.start(), WIDTHS.end());
    let width = options.width.parse().ok().filter(|width| WIDTHS.contains(width));
    let width = width.ok_or_else(|| Problem::value("--width", &options.width, &allowed))?;
    let (state, ticks) = options.which.state()?;
    let session = finished(state, ticks);
    let figure = session.figure();
    let picture = SvgOptions {
        title: session.state().spec.title,
        description: &figure.sentence,
        font: FontSource::Embedded,
        background: true,
    };
    let svg = plot::svg(&figure, theme, width, &picture)
        .map_err(|error| Problem::Failed(format!("cannot draw the figure: {error}")))?;
    super::write(&options.out, svg.as_bytes())
}
