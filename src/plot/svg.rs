//! A figure as a picture in SVG that stands by itself.

use std::convert::Infallible;
use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::surface::{Anchor, Grey, Place, Surface, UNITS, Words, units};
use super::text::FAMILY;
use super::theme::{Colour, Theme};
use super::{MARGIN, PlotError, framed, paint};
use crate::lab::Figure;

/// How a picture refers to its font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FontSource {
    /// By name: drawn with the shipped font where the page has loaded it, else with the system's sans-serif
    /// squeezed or stretched to the same widths.
    #[default]
    Name,
    /// Carried along in the picture (about 16 KB): right also where a page's fonts cannot reach, as in `<img>`.
    Embedded,
}

/// What a picture says about itself, and what it carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct SvgOptions<'a> {
    /// Its title.
    pub title: &'a str,
    /// What is to be seen on it, for those who cannot see it.
    pub description: &'a str,
    /// Where its font comes from.
    pub font: FontSource,
    /// Whether it stands by itself, with a margin on the theme's background; else the page shows through.
    pub background: bool,
}

impl<'a> SvgOptions<'a> {
    /// A picture that stands by itself and needs nothing: what the command line writes and the page gives.
    pub fn alone(title: &'a str, description: &'a str) -> Self {
        Self { title, description, font: FontSource::Embedded, background: true }
    }
}

/// Draws `figure` as an SVG picture `width` CSS pixels wide.
///
/// # Errors
/// [`PlotError::Surface`] if it cannot be drawn.
pub fn svg(figure: &Figure, theme: Theme, width: u32, options: &SvgOptions) -> Result<String, PlotError> {
    let margin = if options.background { MARGIN } else { 0 };
    let (inner, (width, height)) = framed(figure, width, margin);
    let (w, h) = (width * UNITS as u32, height * UNITS as u32);
    let corner = -(margin.cast_signed() * UNITS);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"{corner} {corner} {w} {h}\" \
         role=\"img\" font-family=\"'{FAMILY}', system-ui, sans-serif\" fill=\"none\" stroke-linejoin=\"round\" \
         stroke-linecap=\"round\">"
    );
    for (name, text) in [("title", options.title), ("desc", options.description)] {
        if !text.is_empty() {
            put(&mut out, format_args!("<{name}>{}</{name}>", escaped(text)));
        }
    }
    if options.font == FontSource::Embedded {
        let fonts: [(u32, &[u8]); 2] = [
            (400, include_bytes!("../../www/font/facelike-sans-400.woff2")),
            (600, include_bytes!("../../www/font/facelike-sans-600.woff2")),
        ];
        out.push_str("<style>");
        for (weight, data) in fonts {
            put(
                &mut out,
                format_args!(
                    "@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:url(data:font/woff2;base64,{})}}",
                    STANDARD.encode(data)
                ),
            );
        }
        out.push_str("</style>");
    }
    if options.background {
        let background = Paint("fill", theme.background());
        put(&mut out, format_args!("<rect x=\"{corner}\" y=\"{corner}\" width=\"{w}\" height=\"{h}\" {background}/>"));
    }
    let mut surface = Svg { out, size: (w, h), dash: String::new() };
    paint(figure, theme, inner, &mut surface)?;
    surface.out.push_str("</svg>\n");
    Ok(surface.out)
}

struct Svg {
    out: String,
    /// Width and height, in units.
    size: (u32, u32),
    /// The attribute for the dashes of lines, or nothing.
    dash: String,
}

type Kind = DrawingErrorKind<Infallible>;

/// Appends to a string, which cannot fail.
fn put(out: &mut String, text: std::fmt::Arguments) {
    let _ = out.write_fmt(text);
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML at all.
            c if c.is_control() && !c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An attribute for a colour, and one for its opacity if it has one.
struct Paint(&'static str, Colour);

impl std::fmt::Display for Paint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (r, g, b) = self.1.rgb;
        write!(f, "{}=\"#{r:02x}{g:02x}{b:02x}\"", self.0)?;
        if self.1.alpha < 1.0 {
            write!(f, " {}-opacity=\"{:.2}\"", self.0, self.1.alpha)?;
        }
        Ok(())
    }
}

impl Svg {
    fn paint(style: &impl BackendStyle, attribute: &'static str) -> Paint {
        Paint(attribute, Colour { rgb: style.color().rgb, alpha: style.color().alpha })
    }

    fn stroke(&mut self, style: &impl BackendStyle) {
        let dash = std::mem::take(&mut self.dash);
        let paint = Self::paint(style, "stroke");
        put(&mut self.out, format_args!(" {paint} stroke-width=\"{}\"{dash}/>", style.stroke_width()));
        self.dash = dash;
    }

    fn fill(&mut self, style: &impl BackendStyle) {
        put(&mut self.out, format_args!(" {}/>", Self::paint(style, "fill")));
    }

    fn path(&mut self, path: impl IntoIterator<Item = BackendCoord>) {
        // Each point from the one before: smaller numbers, and half as many bytes once compressed.
        self.out.push_str("<path d=\"m");
        let mut before = None;
        for (x, y) in path {
            let (from_x, from_y) = before.replace((x, y)).unwrap_or_default();
            put(&mut self.out, format_args!("{} {} ", x - from_x, y - from_y));
        }
    }
}

impl DrawingBackend for Svg {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), Kind> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), Kind> {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Result<(), Kind> {
        self.draw_rect((x, y), (x + 1, y + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result<(), Kind> {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Kind> {
        let (x, y) = (from.0.min(to.0), from.1.min(to.1));
        let (w, h) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
        put(&mut self.out, format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\""));
        if fill {
            self.fill(style);
        } else {
            self.stroke(style);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        self.path(path);
        self.out.push('"');
        self.stroke(style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Kind> {
        put(&mut self.out, format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\""));
        if fill {
            self.fill(style);
        } else {
            self.stroke(style);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        self.path(path);
        self.out.push_str("Z\"");
        self.fill(style);
        Ok(())
    }
}

impl Surface for Svg {
    fn words(&mut self, words: &Words) -> Result<(), Kind> {
        let anchor = match words.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if words.face.bold { " font-weight=\"600\"" } else { "" };
        // The length holds the layout together where another font is drawn with.
        let length = units(words.face.width(words.text));
        put(
            &mut self.out,
            format_args!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{weight}{anchor} textLength=\"{length}\" \
                 lengthAdjust=\"spacingAndGlyphs\" {}>{}</text>",
                units(words.x),
                units(words.y),
                units(words.face.size),
                Paint("fill", words.colour),
                escaped(words.text),
            ),
        );
        Ok(())
    }

    fn image(&mut self, place: Place, image: Grey) -> Result<(), Kind> {
        let Some(data) = png(image) else { return Ok(()) };
        put(
            &mut self.out,
            format_args!(
                "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
                 style=\"image-rendering:crisp-edges;image-rendering:pixelated\" \
                 href=\"data:image/png;base64,{}\"/>",
                units(place.x),
                units(place.y),
                units(place.width),
                units(place.height),
                STANDARD.encode(data),
            ),
        );
        Ok(())
    }

    fn dash(&mut self, pattern: &[f64]) -> Result<(), Kind> {
        self.dash.clear();
        if !pattern.is_empty() {
            let lengths: Vec<String> = pattern.iter().map(|px| format!("{}", units(*px))).collect();
            self.dash = format!(" stroke-dasharray=\"{}\"", lengths.join(" "));
        }
        Ok(())
    }
}

/// An image as a PNG file; none if its size and its pixels disagree.
fn png(image: Grey) -> Option<Vec<u8>> {
    let mut data = Vec::new();
    let mut encoder = png::Encoder::new(&mut data, image.width, image.height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(image.pixels).ok()?;
    writer.finish().ok()?;
    Some(data)
}
