//! `facelike render`: the figure of a run as a picture, drawn by the code that draws it in the page.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args;
use facelike::plot::{self, PngOptions, SCALES, SvgOptions, THEMES, Theme};

use super::problem::Problem;
use super::run::{Which, finished};

/// Widths in CSS pixels that a figure can be drawn at.
const WIDTHS: RangeInclusive<u32> = 280..=1400;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// light, dark, light-contrast or dark-contrast
    #[arg(long, default_value = "light")]
    theme: String,
    /// Width in CSS pixels, from 280 to 1400
    #[arg(long, value_name = "W", default_value = "680", allow_negative_numbers = true)]
    width: String,
    /// Of a PNG: device pixels in a CSS pixel, from 1 to 4; 2 if left out
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    scale: Option<String>,
    /// File for the picture; its ending, .svg or .png, says which kind
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// The kind of a picture.
enum Kind {
    Svg,
    Png { scale: u32 },
}

pub fn render(options: &Options) -> Result<(), Problem> {
    let theme: Theme = options.theme.parse().map_err(|_| Problem::value("--theme", &options.theme, &names()))?;
    let width = whole("--width", &options.width, &WIDTHS)?;
    let kind = kind(&options.out, options.scale.as_deref())?;
    let (state, ticks) = options.which.state()?;
    let session = finished(state, ticks);
    let figure = session.figure();
    let (title, description) = (session.state().spec.title, figure.sentence.as_ref());
    let picture = match kind {
        Kind::Svg => plot::svg(&figure, theme, width, &SvgOptions::alone(title, description)).map(String::into_bytes),
        Kind::Png { scale } => plot::png(&figure, theme, width, &PngOptions { title, description, scale }),
    };
    let picture = picture.map_err(|error| Problem::Failed(error.to_string()))?;
    super::write(&options.out, &picture)
}

/// The kind that the ending of `out` stands for.
fn kind(out: &Path, scale: Option<&str>) -> Result<Kind, Problem> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match (ending.as_deref(), scale) {
        (Some("svg"), None) => Ok(Kind::Svg),
        (Some("svg"), Some(scale)) => {
            let png = "a PNG, as an SVG is sharp at any scale: leave it out, or let `--out` end in .png";
            Err(Problem::value("--scale", scale, png))
        }
        (Some("png"), None) => Ok(Kind::Png { scale: PngOptions::default().scale }),
        (Some("png"), Some(scale)) => Ok(Kind::Png { scale: whole("--scale", scale, &SCALES)? }),
        _ => Err(Problem::value("--out", out.display(), "a file that ends in .svg or .png")),
    }
}

/// Reads a whole number.
fn whole(option: &str, text: &str, allowed: &RangeInclusive<u32>) -> Result<u32, Problem> {
    let number = text.parse().ok().filter(|number| allowed.contains(number));
    number.ok_or_else(|| {
        Problem::value(option, text, &format!("a whole number from {} to {}", allowed.start(), allowed.end()))
    })
}

/// The names of the themes, as a sentence lists them.
fn names() -> String {
    let names = THEMES.map(|(name, _)| name);
    format!("{} or {}", names[..names.len() - 1].join(", "), names[names.len() - 1])
}
