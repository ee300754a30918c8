//! Reads exact values off a drawn figure: which point or image pixel is at a place, and which is the next one.

use std::fmt::Write as _;

use super::chart::Plan;
use super::clamped;
use super::layout::Layout;
use super::surface::Place;
use crate::lab::{Axis, Data, Figure, ImageGrid};

/// Bars that overlap are told apart by how near their tops are, at so small a rate.
const TOP: f64 = 1e-3;

/// A point of a series, or a pixel of an image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Charts come first, then every image of every grid.
    part: usize,
    /// Of an image its row.
    series: usize,
    /// Of an image its column.
    point: usize,
    /// The point's x, by which it is found again when the data have changed.
    at: f64,
    /// Where a level was pointed at, in CSS pixels across: it has its value all along and not at its ends alone.
    along: Option<f64>,
}

/// Where to go from a spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// To the next point along x, or a pixel to the right.
    Next,
    /// To the point before, or a pixel to the left.
    Before,
    /// To the next series, or a pixel up.
    Up,
    /// To the series before, or a pixel down.
    Down,
    /// To the next chart, or image.
    NextPart,
    /// To the chart, or image, before.
    PartBefore,
    /// To the first point of the series, or the first pixel of the row.
    First,
    /// To the last.
    Last,
}

/// What can be read at a spot.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What to mark: a point (no width, no height), a bar, the height of a band, a pixel of an image.
    pub mark: Place,
    /// What the series or the image is called.
    pub name: String,
    /// The value, with what it measures and its unit.
    pub y: String,
    /// Where it has that value; empty for a level, which has it everywhere.
    pub x: String,
}

/// A figure with everything placed.
pub struct Reader<'a> {
    figure: &'a Figure,
    layout: Layout,
}

/// A point that has a place.
struct Dot {
    series: usize,
    point: usize,
    /// x from, x to, y from, y to.
    row: [f64; 4],
    /// Left, right, top, bottom, in CSS pixels.
    px: [f64; 4],
}

/// The points of a chart, series by series.
fn dots(plan: &Plan) -> Vec<Dot> {
    let mut dots = Vec::new();
    let Place { x, y, width, height } = plan.plot;
    for (series, s) in plan.chart.series.iter().enumerate() {
        let (count, bars) = match &s.data {
            Data::Line(points) | Data::Points(points) => (points.len(), false),
            Data::Bars(rows) => (rows.len(), true),
            Data::Band(rows) => (rows.len(), false),
        };
        for point in 0..count {
            let row = match &s.data {
                Data::Line(points) | Data::Points(points) => [0, 0, 1, 1].map(|i| points[point][i]),
                Data::Bars(rows) => [0, 1, 2, 2].map(|i| rows[point][i]),
                Data::Band(rows) => [0, 0, 1, 2].map(|i| rows[point][i]),
            };
            let [a, b, c, d] = row;
            if !(plan.x.holds(a) && plan.x.holds(b) && plan.y.holds(c) && plan.y.holds(d)) {
                continue;
            }
            let across = [a, b].map(|v| x + plan.x.unit(v) * width);
            let down = [c, if bars { plan.y.floor() } else { d }].map(|v| y + (1.0 - plan.y.unit(v)) * height);
            let px = [
                f64::min(across[0], across[1]),
                f64::max(across[0], across[1]),
                f64::min(down[0], down[1]),
                f64::max(down[0], down[1]),
            ];
            dots.push(Dot { series, point, row, px });
        }
    }
    dots
}

/// The dot for which `key` gives the least, of those for which it gives anything; of equal ones the first.
fn least(dots: Vec<Dot>, key: &dyn Fn(&Dot) -> Option<[f64; 3]>) -> Option<Dot> {
    let mut best: Option<([f64; 3], Dot)> = None;
    for dot in dots {
        if let Some(key) = key(&dot).filter(|key| best.as_ref().is_none_or(|(least, _)| key < least)) {
            best = Some((key, dot));
        }
    }
    best.map(|(_, dot)| dot)
}

/// The square of how far `(x, y)` is from the line between two points.
fn from_line((x, y): (f64, f64), (ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (dx, dy) = (x - ax - along * dx, y - ay - along * dy);
    dx * dx + dy * dy
}

/// The point that is nearest to `at` of the series that is drawn nearest to it; of several as near, the one in front.
fn nearest(plan: &Plan, at: (f64, f64)) -> Option<Dot> {
    let (mut least_drawn, mut least_own) = (f64::INFINITY, f64::INFINITY);
    // How near the series at hand is drawn; the nearest of its points; the end of the line so far.
    let (mut drawn, mut own, mut near, mut before) = (f64::INFINITY, f64::INFINITY, None, None);
    let mut best = None;
    let mut dots = dots(plan).into_iter().peekable();
    while let Some(dot) = dots.next() {
        let [left, right, top, bottom] = dot.px;
        let (upper, lower) = before.replace(((left, top), (left, bottom))).unwrap_or(((left, top), (left, bottom)));
        let point = from_line(at, (left, top), (left, top));
        let (shape, point) = match &plan.chart.series[dot.series].data {
            Data::Line(_) => (from_line(at, upper, (left, top)), point),
            Data::Points(_) => (point, point),
            Data::Band(_) => {
                let edges = (from_line(at, upper, (left, top)), from_line(at, lower, (left, bottom)));
                (f64::min(edges.0, edges.1), (at.0 - left).abs())
            }
            Data::Bars(_) => {
                let inside = (at.0.clamp(left, right), at.1.clamp(top, bottom));
                let out = from_line(at, inside, inside) + TOP * (at.1 - top).abs();
                (out, out)
            }
        };
        drawn = f64::min(drawn, shape);
        let series = dot.series;
        if point < own {
            (own, near) = (point, Some(dot));
        }
        if dots.peek().is_none_or(|next| next.series != series) {
            if drawn <= least_drawn {
                (least_drawn, least_own, best) = (drawn, own, near);
            }
            (drawn, own, near, before) = (f64::INFINITY, f64::INFINITY, None, None);
        }
    }
    best.filter(|_| least_own < f64::INFINITY)
}

impl<'a> Reader<'a> {
    /// `figure` as it is drawn `width` CSS pixels wide.
    pub fn new(figure: &'a Figure, width: u32) -> Self {
        Self { figure, layout: Layout::new(figure, clamped(width)) }
    }

    /// What is nearest to `(x, y)`, in CSS pixels: the nearest point of the nearest series of the chart there, or the
    /// pixel of the image there.
    pub fn at(&self, x: f64, y: f64) -> Option<Spot> {
        for part in 0..self.parts() {
            let image = self.image(part);
            let place = image.map_or_else(|| self.layout.charts.get(part).copied(), |(.., place)| Some(place))?;
            let (right, down) = ((x - place.x) / place.width, (y - place.y) / place.height);
            if !((0.0..1.0).contains(&right) && (0.0..1.0).contains(&down)) {
                continue;
            }
            if let Some((grid, ..)) = image {
                let (row, column) = (down * f64::from(grid.height), right * f64::from(grid.width));
                return Some(Spot { part, series: row as usize, point: column as usize, at: 0.0, along: None });
            }
            let plan = self.plan(part)?;
            let dot = nearest(&plan, (x, y))?;
            let level =
                matches!(&plan.chart.series[dot.series].data, Data::Line(p) if p.len() == 2 && p[0][1] == p[1][1]);
            return Some(Spot { along: level.then_some(x), ..spot(part, &dot) });
        }
        None
    }

    /// Where a move from `spot` leads: to itself where there is nothing further. From nowhere it leads to an end of the
    /// first chart's foremost series.
    pub fn go(&self, spot: Option<Spot>, to: Move) -> Option<Spot> {
        let Some(spot) = spot.and_then(|spot| self.keep(spot)) else {
            let first = (0..self.parts()).find_map(|part| self.enter(part))?;
            return if matches!(to, Move::Before | Move::Last) {
                self.go(Some(first), Move::Last)
            } else {
                Some(first)
            };
        };
        let moved = match to {
            Move::NextPart => (spot.part + 1..self.parts()).find_map(|part| self.enter(part)),
            Move::PartBefore => (0..spot.part).rev().find_map(|part| self.enter(part)),
            _ => match self.image(spot.part) {
                Some((grid, ..)) => Some(in_image(grid, spot, to)),
                None => self.in_chart(spot, to),
            },
        };
        moved.or(Some(Spot { along: None, ..spot }))
    }

    /// The spot again after the data have changed: the point of the same series that is nearest in x, if any.
    pub fn keep(&self, old: Spot) -> Option<Spot> {
        if let Some((grid, ..)) = self.image(old.part) {
            return (old.series < grid.height as usize && old.point < grid.width as usize).then_some(old);
        }
        let new = self.search(old.part, &|dot| {
            let here = dot.series == old.series;
            here.then(|| [(dot.row[0] - old.at).abs(), f64::from(u8::from(dot.point != old.point)), 0.0])
        })?;
        Some(Spot { along: old.along, ..new })
    }

    /// What can be read at a spot.
    pub fn tell(&self, spot: Spot) -> Option<Value> {
        if let Some((grid, i, place)) = self.image(spot.part) {
            return tell_pixel(grid, i, place, spot);
        }
        let plan = self.plan(spot.part)?;
        let dots = dots(&plan);
        // Numbers of which all are whole are told as such.
        let whole = [0, 2].map(|i| dots.iter().all(|dot| dot.row[i] == dot.row[i].floor()));
        let ours = |dot: &&Dot| dot.series == spot.series && (spot.along.is_some() || dot.point == spot.point);
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for dot in dots.iter().filter(ours) {
            (least, most) = (f64::min(least, dot.px[0]), f64::max(most, dot.px[1]));
        }
        let dot = dots.iter().find(ours)?;
        let said = |axis: &Axis, i: usize| {
            let span = if i == 0 { &plan.x } else { &plan.y };
            let mut text = axis.label.to_string() + " ";
            text += &span.text(dot.row[i], whole[i / 2]);
            if dot.row[i] != dot.row[i + 1] {
                text += " to ";
                text += &span.text(dot.row[i + 1], whole[i / 2]);
            }
            if !axis.unit.is_empty() {
                text += if matches!(axis.unit.as_ref(), "%" | "\u{b0}") { "\u{2009}" } else { "\u{a0}" };
                text += &axis.unit;
            }
            text
        };
        let [left, right, top, bottom] = dot.px;
        let (x, width) = spot.along.map_or((left, right - left), |x| (x.max(least).min(most), 0.0));
        Some(Value {
            mark: Place { x, y: top, width, height: bottom - top },
            name: plan.chart.series[spot.series].label.to_string(),
            y: said(&plan.chart.y, 2),
            x: if spot.along.is_some() { String::new() } else { said(&plan.chart.x, 0) },
        })
    }

    fn parts(&self) -> usize {
        self.figure.charts.len() + self.figure.images.iter().map(ImageGrid::count).sum::<usize>()
    }

    /// A chart, measured.
    fn plan(&self, part: usize) -> Option<Plan<'a>> {
        Some(Plan::new(self.figure.charts.get(part)?, *self.layout.charts.get(part)?))
    }

    /// The grid and the place of an image, and its number in the grid.
    fn image(&self, part: usize) -> Option<(&'a ImageGrid, usize, Place)> {
        let mut i = part.checked_sub(self.figure.charts.len())?;
        for (grid, place) in self.figure.images.iter().zip(&self.layout.grids) {
            if i < grid.count() {
                return Some((grid, i, place.image(i)));
            }
            i -= grid.count();
        }
        None
    }

    /// The point of a chart for which `key` gives the least.
    fn search(&self, part: usize, key: &dyn Fn(&Dot) -> Option<[f64; 3]>) -> Option<Spot> {
        least(dots(&self.plan(part)?), key).map(|dot| spot(part, &dot))
    }

    /// The first point of a chart's foremost series that has any, or the first pixel of an image.
    fn enter(&self, part: usize) -> Option<Spot> {
        if self.image(part).is_some() {
            return Some(Spot { part, series: 0, point: 0, at: 0.0, along: None });
        }
        self.search(part, &|dot| Some([-(dot.series as f64), dot.row[0], dot.point as f64]))
    }

    fn in_chart(&self, from: Spot, to: Move) -> Option<Spot> {
        self.search(from.part, &|dot| {
            // Points of one x come in the order given.
            let (place, now) = ([dot.row[0], dot.point as f64], [from.at, from.point as f64]);
            let up = dot.series as f64 - from.series as f64;
            let sign = if matches!(to, Move::Before | Move::Last | Move::Down) { -1.0 } else { 1.0 };
            let allowed = match to {
                Move::Next => up == 0.0 && place > now,
                Move::Before => up == 0.0 && place < now,
                Move::Up | Move::Down => up * sign > 0.0,
                _ => up == 0.0,
            };
            allowed.then(|| match to {
                Move::Up | Move::Down => [up * sign, (dot.row[0] - from.at).abs(), 0.0],
                _ => [place[0] * sign, place[1] * sign, 0.0],
            })
        })
    }
}

fn spot(part: usize, dot: &Dot) -> Spot {
    Spot { part, series: dot.series, point: dot.point, at: dot.row[0], along: None }
}

fn in_image(grid: &ImageGrid, from: Spot, to: Move) -> Spot {
    let (row, column) = (from.series, from.point);
    let (series, point) = match to {
        Move::Next => (row, column + 1),
        Move::Before => (row, column.saturating_sub(1)),
        Move::Up => (row.saturating_sub(1), column),
        Move::Down => (row + 1, column),
        Move::First => (row, 0),
        _ => (row, usize::MAX),
    };
    Spot { series: series.min(grid.height as usize - 1), point: point.min(grid.width as usize - 1), ..from }
}

fn tell_pixel(grid: &ImageGrid, i: usize, place: Place, spot: Spot) -> Option<Value> {
    let (row, column) = (spot.series, spot.point);
    let grey = grid.image(i).get(row * grid.width as usize + column)?;
    let mut name = grid.label.to_string();
    if grid.room > 1 {
        let _ = write!(name, ", {} of {}", i + 1, grid.room);
    }
    if let Some(caption) = grid.captions.get(i) {
        name += if caption.is_empty() { "" } else { ": " };
        name += caption;
    }
    let (width, height) = (place.width / f64::from(grid.width), place.height / f64::from(grid.height));
    Some(Value {
        mark: Place { x: place.x + column as f64 * width, y: place.y + row as f64 * height, width, height },
        name,
        y: format!("grey {grey} of 255"),
        x: format!("column {}, row {}", column + 1, row + 1),
    })
}
