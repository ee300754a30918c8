//! What a figure is drawn on: a plotters backend that can also place texts and images at CSS pixels, and the
//! single type that plotters sees, so that its code is compiled once however many surfaces there are.

use std::cell::Cell;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

use super::PlotError;
use super::text::{CAP, Face};
use super::theme::Colour;

/// Units of the backend's grid in a CSS pixel. plotters takes whole numbers, which on a grid of pixels would
/// turn every curve into a staircase.
pub const UNITS: i32 = 8;

/// A rectangle, in CSS pixels from the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A grey image, row by row from the top left.
#[derive(Clone, Copy, Debug)]
pub struct Grey<'a> {
    /// `height * width` values, 0 black to 255 white.
    pub pixels: &'a [u8],
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A line of text.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// What it says.
    pub text: &'a str,
    /// Where its anchor is, in CSS pixels.
    pub x: f64,
    /// Where its base line is, in CSS pixels.
    pub y: f64,
    /// Its anchor.
    pub anchor: Anchor,
    /// Its size and weight.
    pub face: Face,
    /// Its colour.
    pub colour: Colour,
}

/// What a figure can be drawn on. The backend's own methods work on a grid of [`UNITS`] a CSS pixel and draw
/// lines with round joins and ends; its own text methods are never called.
pub trait Surface: DrawingBackend {
    /// Draws a line of text.
    ///
    /// # Errors
    /// Whatever keeps the backend from drawing.
    fn words(&mut self, words: &Words) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Draws an image with hard edges between its pixels.
    ///
    /// # Errors
    /// Whatever keeps the backend from drawing.
    fn image(&mut self, place: Place, image: Grey) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Sets the dashes, in CSS pixels, of the lines drawn from now on; empty for solid lines.
    ///
    /// # Errors
    /// Whatever keeps the backend from drawing.
    fn dash(&mut self, pattern: &[f64]) -> Result<(), DrawingErrorKind<Self::ErrorType>>;
}

/// Colour and width of a line, in units.
#[derive(Clone, Copy)]
pub(super) struct Stroke {
    colour: BackendColor,
    width: u32,
}

impl Stroke {
    /// A line `width` CSS pixels wide.
    pub fn new(colour: Colour, width: f64) -> Self {
        Self { colour: colour.backend(), width: units(width) as u32 }
    }

    fn of(style: &impl BackendStyle) -> Self {
        Self { colour: style.color(), width: style.stroke_width() }
    }
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.colour
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// CSS pixels in the backend's units.
pub(super) fn units(px: f64) -> i32 {
    (px * f64::from(UNITS)).round() as i32
}

/// The middle of the CSS pixel in which `v` lies, both in units.
pub(super) fn mid_pixel(v: i32) -> i32 {
    v.div_euclid(UNITS) * UNITS + UNITS / 2
}

/// A [`Surface`] without type parameters.
pub(super) trait Pen {
    fn path(&mut self, path: &[BackendCoord], stroke: Stroke) -> Result<(), PlotError>;
    fn polygon(&mut self, path: &[BackendCoord], colour: BackendColor) -> Result<(), PlotError>;
    fn rect(&mut self, from: BackendCoord, to: BackendCoord, stroke: Stroke, fill: bool) -> Result<(), PlotError>;
    fn circle(&mut self, centre: BackendCoord, radius: u32, stroke: Stroke, fill: bool) -> Result<(), PlotError>;
    fn words(&mut self, words: &Words) -> Result<(), PlotError>;
    fn image(&mut self, place: Place, image: Grey) -> Result<(), PlotError>;
    fn dash(&mut self, pattern: &[f64]) -> Result<(), PlotError>;
}

/// What a backend says went wrong, as our own error.
pub(super) fn told<E: std::error::Error + Send + Sync>(error: DrawingErrorKind<E>) -> PlotError {
    PlotError::Surface(match error {
        DrawingErrorKind::DrawingError(e) => e.to_string(),
        DrawingErrorKind::FontError(e) => e.to_string(),
    })
}

impl<S: Surface> Pen for S {
    fn path(&mut self, path: &[BackendCoord], stroke: Stroke) -> Result<(), PlotError> {
        self.draw_path(path.iter().copied(), &stroke).map_err(told)
    }

    fn polygon(&mut self, path: &[BackendCoord], colour: BackendColor) -> Result<(), PlotError> {
        self.fill_polygon(path.iter().copied(), &colour).map_err(told)
    }

    fn rect(&mut self, from: BackendCoord, to: BackendCoord, stroke: Stroke, fill: bool) -> Result<(), PlotError> {
        self.draw_rect(from, to, &stroke, fill).map_err(told)
    }

    fn circle(&mut self, centre: BackendCoord, radius: u32, stroke: Stroke, fill: bool) -> Result<(), PlotError> {
        self.draw_circle(centre, radius, &stroke, fill).map_err(told)
    }

    fn words(&mut self, words: &Words) -> Result<(), PlotError> {
        if words.text.is_empty() { Ok(()) } else { Surface::words(self, words).map_err(told) }
    }

    fn image(&mut self, place: Place, image: Grey) -> Result<(), PlotError> {
        Surface::image(self, place, image).map_err(told)
    }

    fn dash(&mut self, pattern: &[f64]) -> Result<(), PlotError> {
        Surface::dash(self, pattern).map_err(told)
    }
}

/// The backend that plotters draws charts on.
pub(super) struct Board<'a> {
    pen: &'a mut dyn Pen,
    /// Width and height, in units.
    size: (u32, u32),
    /// The dashes of the lines to come, which plotters' styles cannot tell.
    dash: &'a Cell<&'static [f64]>,
}

impl<'a> Board<'a> {
    pub fn new(pen: &'a mut dyn Pen, size: (u32, u32), dash: &'a Cell<&'static [f64]>) -> Self {
        Self { pen, size, dash }
    }

    fn stroke(&mut self, path: &[BackendCoord], stroke: Stroke) -> Result<(), Kind> {
        if stroke.colour.alpha == 0.0 {
            return Ok(());
        }
        let dash = self.dash.get();
        if dash.is_empty() {
            return self.pen.path(path, stroke).map_err(Kind::DrawingError);
        }
        self.pen.dash(dash).map_err(Kind::DrawingError)?;
        self.pen.path(path, stroke).map_err(Kind::DrawingError)?;
        self.pen.dash(&[]).map_err(Kind::DrawingError)
    }
}

type Kind = DrawingErrorKind<PlotError>;

impl DrawingBackend for Board<'_> {
    type ErrorType = PlotError;

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
        let stroke = Stroke { colour, width: 1 };
        self.pen.rect((x, y), (x + 1, y + 1), stroke, true).map_err(Kind::DrawingError)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        mut from: BackendCoord,
        mut to: BackendCoord,
        style: &S,
    ) -> Result<(), Kind> {
        // Upright and level lines, which are the grid's, run along the middle of pixels and so stay crisp.
        if from.1 == to.1 {
            (from.1, to.1) = (mid_pixel(from.1), mid_pixel(to.1));
        } else if from.0 == to.0 {
            (from.0, to.0) = (mid_pixel(from.0), mid_pixel(to.0));
        }
        self.stroke(&[from, to], Stroke::of(style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Kind> {
        self.pen.rect(from, to, Stroke::of(style), fill).map_err(Kind::DrawingError)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        let path: Vec<BackendCoord> = path.into_iter().collect();
        self.stroke(&path, Stroke::of(style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Kind> {
        self.pen.circle(centre, radius, Stroke::of(style), fill).map_err(Kind::DrawingError)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        let path: Vec<BackendCoord> = path.into_iter().collect();
        self.pen.polygon(&path, style.color()).map_err(Kind::DrawingError)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Result<(), Kind> {
        let face = face(style);
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let drop = match style.anchor().v_pos {
            VPos::Top => CAP,
            VPos::Center => CAP / 2.0,
            VPos::Bottom => 0.0,
        };
        let colour = Colour { rgb: style.color().rgb, alpha: style.color().alpha };
        let (x, y) = (f64::from(at.0) / f64::from(UNITS), f64::from(at.1) / f64::from(UNITS) + drop * face.size);
        self.pen.words(&Words { text, x, y, anchor, face, colour }).map_err(Kind::DrawingError)
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32), Kind> {
        let face = face(style);
        Ok((units(face.width(text)) as u32, units(face.size) as u32))
    }
}

fn face(style: &impl BackendTextStyle) -> Face {
    Face { size: style.size() / f64::from(UNITS), bold: matches!(style.style(), FontStyle::Bold) }
}
