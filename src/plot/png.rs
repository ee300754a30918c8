//! A figure as a PNG picture, in the shipped font: for places that take no SVG.

use std::convert::Infallible;

use ab_glyph::{Font, FontRef, PxScale, point};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use png::{BitDepth, ColorType, PixelDimensions, SrgbRenderingIntent, Unit};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform,
};

use super::surface::{Anchor, Grey, Place, Surface, UNITS, Words, units};
use super::theme::{Colour, Theme};
use super::{MARGIN, PlotError, framed, paint};
use crate::lab::Figure;

/// Device pixels that a CSS pixel can have; other numbers become the nearest of these.
pub const SCALES: std::ops::RangeInclusive<u32> = 1..=4;

/// What a picture says about itself, and how fine it is.
#[derive(Clone, Copy, Debug)]
pub struct PngOptions<'a> {
    /// Its title.
    pub title: &'a str,
    /// What is to be seen on it, for those who cannot see it.
    pub description: &'a str,
    /// Device pixels in a CSS pixel, one of [`SCALES`].
    pub scale: u32,
}

impl Default for PngOptions<'_> {
    fn default() -> Self {
        Self { title: "", description: "", scale: 2 }
    }
}

/// Draws `figure` with a margin on the theme's background as a PNG file, `width` CSS pixels wide.
///
/// # Errors
/// [`PlotError::Surface`] if it cannot be drawn.
pub fn png(figure: &Figure, theme: Theme, width: u32, options: &PngOptions) -> Result<Vec<u8>, PlotError> {
    let (inner, size) = framed(figure, width, MARGIN);
    let mut surface = Raster::new(size, options.scale.clamp(*SCALES.start(), *SCALES.end()))?;
    surface.pixmap.fill(colour(theme.background().backend()));
    paint(figure, theme, inner, &mut surface)?;
    surface.encoded(options).map_err(|why| PlotError::Surface(why.to_string()))
}

struct Raster {
    /// Opaque everywhere, as it was filled with the background.
    pixmap: Pixmap,
    /// Device pixels in a CSS pixel.
    scale: u32,
    regular: FontRef<'static>,
    bold: FontRef<'static>,
    /// The dashes of lines, if they have any.
    dash: Option<StrokeDash>,
}

type Kind = DrawingErrorKind<Infallible>;

fn colour(BackendColor { rgb: (r, g, b), alpha }: BackendColor) -> Color {
    Color::from_rgba8(r, g, b, (alpha * 255.0).round() as u8)
}

fn paint_of(style: &impl BackendStyle) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour(style.color()));
    paint
}

/// Straight lines from each point to the next; none through fewer than two.
fn lines(points: impl IntoIterator<Item = BackendCoord>, close: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        let (x, y) = (x as f32, y as f32);
        if i == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
    }
    if close {
        path.close();
    }
    path.finish()
}

impl Raster {
    /// For a picture of so many CSS pixels across and down.
    fn new((width, height): (u32, u32), scale: u32) -> Result<Self, PlotError> {
        let (w, h) = (width * scale, height * scale);
        let pixmap = Pixmap::new(w, h)
            .ok_or_else(|| PlotError::Surface(format!("a picture of {w} x {h} pixels is beyond what can be drawn")))?;
        let font = |data| FontRef::try_from_slice(data).map_err(|why| PlotError::Surface(why.to_string()));
        Ok(Self {
            pixmap,
            scale,
            regular: font(include_bytes!("../../www/font/facelike-sans-400.ttf"))?,
            bold: font(include_bytes!("../../www/font/facelike-sans-600.ttf"))?,
            dash: None,
        })
    }

    /// From the grid's units to device pixels.
    fn grid(&self) -> Transform {
        let (scale, margin) = (self.scale as f32 / UNITS as f32, (MARGIN * self.scale) as f32);
        Transform::from_row(scale, 0.0, 0.0, scale, margin, margin)
    }

    /// From CSS pixels of the figure to device pixels.
    fn device(&self, px: f64) -> f64 {
        (px + f64::from(MARGIN)) * f64::from(self.scale)
    }

    /// Fills a path of the grid.
    fn fill(&mut self, path: Option<Path>, style: &impl BackendStyle) {
        if let Some(path) = path {
            let grid = self.grid();
            self.pixmap.fill_path(&path, &paint_of(style), FillRule::Winding, grid, None);
        }
    }

    /// Strokes a path of the grid.
    fn stroke(&mut self, path: Option<Path>, style: &impl BackendStyle) {
        let width = style.stroke_width() as f32;
        // tiny-skia takes no width for a hairline.
        let Some(path) = path.filter(|_| width > 0.0) else { return };
        let (line_cap, line_join, dash) = (LineCap::Round, LineJoin::Round, self.dash.clone());
        let stroke = Stroke { width, line_cap, line_join, dash, ..Stroke::default() };
        self.pixmap.stroke_path(&path, &paint_of(style), &stroke, self.grid(), None);
    }

    fn fill_or_stroke(&mut self, path: Option<Path>, style: &impl BackendStyle, fill: bool) {
        if fill { self.fill(path, style) } else { self.stroke(path, style) }
    }

    /// The picture as a file that tells its title, what is to be seen and how large it is meant.
    fn encoded(&self, options: &PngOptions) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.pixmap.width(), self.pixmap.height());
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_source_srgb(SrgbRenderingIntent::RelativeColorimetric);
        // A CSS pixel is 1/96 inch; an inch is 0.0254 m.
        let fineness = (f64::from(self.scale) * 96.0 / 0.0254).round() as u32;
        encoder.set_pixel_dims(Some(PixelDimensions { xppu: fineness, yppu: fineness, unit: Unit::Meter }));
        for (name, text) in [("Title", options.title), ("Description", options.description)] {
            if !text.is_empty() {
                encoder.add_itxt_chunk(name.into(), text.into())?;
            }
        }
        let mut writer = encoder.write_header()?;
        let rgb: Vec<u8> = self.pixmap.data().chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect();
        writer.write_image_data(&rgb)?;
        writer.finish()?;
        Ok(file)
    }
}

/// Covers a part, 0 to 1, of a device pixel with a colour; nothing outside of the picture.
fn cover(pixmap: &mut Pixmap, (x, y): (i64, i64), part: f64, (r, g, b): (u8, u8, u8)) {
    let (width, height) = (i64::from(pixmap.width()), i64::from(pixmap.height()));
    if (0..width).contains(&x) && (0..height).contains(&y) {
        let at = 4 * (y * width + x) as usize;
        for (old, new) in pixmap.data_mut()[at..at + 3].iter_mut().zip([r, g, b]) {
            *old = (f64::from(*old) + (f64::from(new) - f64::from(*old)) * part.clamp(0.0, 1.0)).round() as u8;
        }
    }
}

impl DrawingBackend for Raster {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let units = |px: u32| px / self.scale * UNITS as u32;
        (units(self.pixmap.width()), units(self.pixmap.height()))
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
        let (left, right) = (from.0.min(to.0) as f32, from.0.max(to.0) as f32);
        let (top, bottom) = (from.1.min(to.1) as f32, from.1.max(to.1) as f32);
        let path = Rect::from_ltrb(left, top, right, bottom).map(PathBuilder::from_rect);
        self.fill_or_stroke(path, style, fill);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        self.stroke(lines(path, false), style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Kind> {
        self.fill_or_stroke(PathBuilder::from_circle(x as f32, y as f32, radius as f32), style, fill);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        self.fill(lines(path, true), style);
        Ok(())
    }
}

impl Surface for Raster {
    fn words(&mut self, words: &Words) -> Result<(), Kind> {
        let font = if words.face.bold { &self.bold } else { &self.regular };
        let em = (words.face.size * f64::from(self.scale)) as f32;
        // The library's scale is the height of a line; ours is the em.
        let size = PxScale::from(em * font.height_unscaled() / font.units_per_em().unwrap_or(1000.0));
        let width = words.face.width(words.text);
        let mut x = match words.anchor {
            Anchor::Start => words.x,
            Anchor::Middle => words.x - width / 2.0,
            Anchor::End => words.x - width,
        };
        // On a whole pixel, so that flat feet of letters are sharp.
        let base = self.device(words.y).round() as f32;
        let Colour { rgb, alpha } = words.colour;
        for c in words.text.chars() {
            let glyph = font.glyph_id(c).with_scale_and_position(size, point(self.device(x) as f32, base));
            if let Some(outline) = font.outline_glyph(glyph) {
                let corner = outline.px_bounds().min;
                let (left, top) = (corner.x as i64, corner.y as i64);
                outline.draw(|dx, dy, part| {
                    let at = (left + i64::from(dx), top + i64::from(dy));
                    cover(&mut self.pixmap, at, f64::from(part) * alpha, rgb);
                });
            }
            // By the layout's table, so that a text is as wide as the room kept for it.
            x += words.face.width(c.encode_utf8(&mut [0; 4]));
        }
        Ok(())
    }

    fn image(&mut self, place: Place, image: Grey) -> Result<(), Kind> {
        let snap = |px: f64| self.device(px).round() as i64;
        let (left, right) = (snap(place.x), snap(place.x + place.width));
        let (top, bottom) = (snap(place.y), snap(place.y + place.height));
        // The image's pixel at the middle of a device pixel.
        let nearest =
            |i: i64, from: i64, to: i64, count: u32| (2 * (i - from) + 1) * i64::from(count) / (2 * (to - from));
        for y in top..bottom {
            let row = nearest(y, top, bottom, image.height) * i64::from(image.width);
            for x in left..right {
                let grey = image.pixels.get((row + nearest(x, left, right, image.width)) as usize);
                if let Some(&grey) = grey {
                    cover(&mut self.pixmap, (x, y), 1.0, (grey, grey, grey));
                }
            }
        }
        Ok(())
    }

    fn dash(&mut self, pattern: &[f64]) -> Result<(), Kind> {
        // None for an empty pattern, which is a solid line.
        self.dash = StrokeDash::new(pattern.iter().map(|px| units(*px) as f32).collect(), 0.0);
        Ok(())
    }
}
