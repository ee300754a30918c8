//! Series of a chart as plotters elements.

use std::cell::Cell;

use plotters::chart::ChartContext;
use plotters::coord::cartesian::Cartesian2d;
use plotters::element::{Drawable, PointCollection, Polygon, Rectangle};
use plotters::series::LineSeries;
use plotters::style::{RGBAColor, ShapeStyle};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

use super::PlotError;
use super::axis::Span;
use super::chart::told;
use super::surface::{Board, Pen, Stroke, UNITS, told as told_kind, units};
use super::theme::{Colour, Cue, Shape};
use crate::lab::{Data, Series};

/// Between the marks along a line, in CSS pixels.
const MARK_EVERY: f64 = 44.0;

pub(super) type Context<'a, 'b> = ChartContext<'a, Board<'b>, Cartesian2d<Span, Span>>;

/// A style of plotters.
pub(super) fn style(colour: Colour, width: f64, filled: bool) -> ShapeStyle {
    let (r, g, b) = colour.rgb;
    ShapeStyle { color: RGBAColor(r, g, b, colour.alpha), filled, stroke_width: units(width) as u32 }
}

/// A mark at a point.
#[derive(Clone, Copy)]
struct Mark {
    at: (f64, f64),
    shape: Shape,
    /// Half its width, in CSS pixels.
    radius: f64,
    colour: Colour,
}

impl<'a> PointCollection<'a, (f64, f64)> for &'a Mark {
    type Point = &'a (f64, f64);
    type IntoIter = std::iter::Once<&'a (f64, f64)>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Mark {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        let Some((x, y)) = points.next() else { return Ok(()) };
        let r = units(self.radius);
        let colour = self.colour.backend();
        match self.shape {
            Shape::Disc => backend.draw_circle((x, y), r as u32, &colour, true),
            Shape::Square => {
                let r = units(self.radius * 0.9);
                backend.draw_rect((x - r, y - r), (x + r, y + r), &colour, true)
            }
            Shape::Cross => {
                let r = units(self.radius * 0.85);
                let stroke = style(self.colour, 1.5, false);
                // In one stroke, as there may be thousands.
                let path = [(x - r, y - r), (x + r, y + r), (x, y), (x - r, y + r), (x + r, y - r)];
                backend.draw_path(path, &stroke)
            }
            Shape::Triangle => {
                backend.fill_polygon([(x, y - r), (x + r, y + r * 3 / 4), (x - r, y + r * 3 / 4)], &colour)
            }
        }
    }
}

/// Draws one series into a plot of `size` CSS pixels.
pub(super) fn draw(
    context: &mut Context<'_, '_>,
    series: &Series,
    (x, y): (&Span, &Span),
    size: (f64, f64),
    (colour, cue): (Colour, Cue),
    dash: &Cell<&'static [f64]>,
) -> Result<(), PlotError> {
    let holds = |p: &[f64; 2]| x.holds(p[0]) && y.holds(p[1]);
    match &series.data {
        Data::Line(points) => {
            let line = thin(points.iter().filter(|p| holds(p)), x, size.0);
            let marks = if cue.marked || line.len() == 1 { marks(&line, x, size.0) } else { Vec::new() };
            dash.set(cue.dash);
            context.draw_series(LineSeries::new(line, style(colour, cue.width, false))).map_err(told)?;
            dash.set(&[]);
            let mark = |&at| Mark { at, shape: cue.shape, radius: 3.6, colour };
            context.draw_series(marks.iter().map(mark)).map_err(told)?;
        }
        Data::Points(points) => {
            let (radius, alpha) = if points.len() > 150 { (2.2, 0.7) } else { (3.6, 0.9) };
            let apart = apart(points.iter().filter(|p| holds(p)), (x, y), size);
            let mark = |at| Mark { at, shape: cue.shape, radius, colour: colour.alpha(alpha) };
            context.draw_series(apart.map(mark)).map_err(told)?;
        }
        Data::Bars(bars) => {
            let held = |b: &&[f64; 3]| x.holds(b[0]) && x.holds(b[1]) && y.holds(b[2]) && b[2] != y.floor();
            let bars = bars.iter().filter(held);
            let fill = style(colour.alpha(0.3), 0.0, true);
            let edge = style(colour, cue.width.min(1.75), false);
            for bar in bars {
                let corners = [(bar[0], y.floor()), (bar[1], bar[2])];
                context.draw_series([Rectangle::new(corners, fill)]).map_err(told)?;
                let [(a, floor), (b, top)] = corners;
                dash.set(cue.dash);
                let outline = [(a, floor), (a, top), (b, top), (b, floor)];
                context.draw_series(LineSeries::new(outline, edge)).map_err(told)?;
                dash.set(&[]);
            }
        }
        Data::Band(band) => {
            let band: Vec<_> = band.iter().filter(|b| x.holds(b[0]) && y.holds(b[1]) && y.holds(b[2])).collect();
            let edge = |i: usize| thin_owned(band.iter().map(|b| [b[0], b[i]]), x, size.0);
            let mut outline = edge(1);
            outline.extend(edge(2).into_iter().rev());
            if outline.len() > 2 {
                let fill = style(colour.alpha(0.18), 0.0, true);
                context.draw_series([Polygon::new(outline, fill)]).map_err(told)?;
            }
        }
    }
    Ok(())
}

/// At most four points of a line for each half CSS pixel across: where it comes in, its least and its greatest
/// value, where it goes out.
fn thin<'a>(points: impl Iterator<Item = &'a [f64; 2]>, x: &Span, width: f64) -> Vec<(f64, f64)> {
    thin_owned(points.copied(), x, width)
}

fn thin_owned(points: impl Iterator<Item = [f64; 2]>, x: &Span, width: f64) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = Vec::new();
    let mut column = i32::MIN;
    // Where the points of the present column begin in `line`.
    let mut start = 0;
    for [px, py] in points {
        let here = (x.unit(px) * width * 2.0) as i32;
        if here != column {
            (column, start) = (here, line.len());
        }
        line.push((px, py));
        // Of the three before the last, one lies between the two others in height and goes.
        if line.len() - start > 4 {
            let p = [line[start + 1].1, line[start + 2].1, line[start + 3].1];
            let between = |i: usize| {
                let (a, b) = (p[(i + 1) % 3], p[(i + 2) % 3]);
                a.min(b) <= p[i] && p[i] <= a.max(b)
            };
            let between = (0..3).find(|&i| between(i)).unwrap_or(1);
            line.remove(start + 1 + between);
        }
    }
    line
}

/// Points of a line at which marks stand, about evenly across.
fn marks(line: &[(f64, f64)], x: &Span, width: f64) -> Vec<(f64, f64)> {
    let mut next = f64::NEG_INFINITY;
    let mut marks = Vec::new();
    for &point in line {
        let at = x.unit(point.0) * width;
        if at >= next {
            marks.push(point);
            next = at + MARK_EVERY;
        }
    }
    marks
}

/// Points without those that would be drawn where another already is.
fn apart<'a>(
    points: impl Iterator<Item = &'a [f64; 2]>,
    (x, y): (&'a Span, &'a Span),
    (width, height): (f64, f64),
) -> impl Iterator<Item = (f64, f64)> {
    let across = width.ceil() as usize + 1;
    let mut taken = vec![false; across * (height.ceil() as usize + 1)];
    points.filter_map(move |&[px, py]| {
        let spot = (y.unit(py) * height) as usize * across + (x.unit(px) * width) as usize;
        let free = taken.get_mut(spot).is_some_and(|taken| !std::mem::replace(taken, true));
        free.then_some((px, py))
    })
}

/// A short sample of a series for a key, from `(x, y)` to the right, in units.
pub(super) fn sample(
    pen: &mut dyn Pen,
    series: &Series,
    (x, y): (f64, f64),
    width: f64,
    (colour, cue): (Colour, Cue),
) -> Result<(), PlotError> {
    let (from, to, level) = (units(x), units(x + width), units(y));
    let stroke = Stroke::new(colour, cue.width);
    match series.data {
        Data::Line(_) => {
            pen.dash(cue.dash)?;
            pen.path(&[(from, level), (to, level)], stroke)?;
            pen.dash(&[])?;
            if cue.marked {
                let (r, middle) = (units(3.2), i32::midpoint(from, to));
                pen.rect((middle - r, level - r), (middle + r, level + r), stroke, true)?;
            }
            Ok(())
        }
        Data::Points(_) => {
            let dash: Cell<&'static [f64]> = Cell::new(&[]);
            let mut board = Board::new(pen, (0, 0), &dash);
            let mark = Mark { at: (0.0, 0.0), shape: cue.shape, radius: 3.6, colour };
            let middle = i32::midpoint(from, to);
            mark.draw(std::iter::once((middle, level)), &mut board, (0, 0)).map_err(told_kind)
        }
        Data::Bars(_) | Data::Band(_) => {
            let r = 4 * UNITS;
            let fill = Stroke::new(colour.alpha(0.3), 1.0);
            pen.rect((from, level - r), (to, level + r), fill, true)?;
            if matches!(series.data, Data::Bars(_)) {
                pen.dash(cue.dash)?;
                pen.path(&[(from, level + r), (from, level - r), (to, level - r), (to, level + r)], stroke)?;
                pen.dash(&[])?;
            }
            Ok(())
        }
    }
}
