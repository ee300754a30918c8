//! One chart: titles, axes, series and their names.

use std::cell::Cell;

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged as _;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, TRANSPARENT, TextStyle};

use super::PlotError;
use super::axis::Span;
use super::labels::{self, Names};
use super::series::{self, style};
use super::surface::{Anchor, Board, Pen, Place, Stroke, UNITS, Words, mid_pixel, told as told_kind, units};
use super::text::{FAMILY, Face};
use super::theme::{Cue, Theme};
use crate::lab::{Axis, Chart, Data};

const TITLE: Face = Face::bold(14.5);
const TITLE_LINE: f64 = 18.0;
const AXIS: Face = Face::regular(12.5);
const AXIS_LINE: f64 = 15.0;
const TICK: Face = Face::regular(12.0);
/// Height kept for the tick labels under the plot.
const TICKS: f64 = 21.0;
/// Between the plot and its tick labels, at the left and below, where labels of both axes meet.
const TICK_GAP: (f64, f64) = (6.0, 8.0);
/// Least space between tick labels, across and down.
const TICK_APART: (f64, f64) = (20.0, 25.0);

/// A chart with everything measured.
pub(super) struct Plan<'a> {
    pub chart: &'a Chart,
    area: Place,
    title: Vec<String>,
    y_title: Vec<String>,
    names: Names,
    cues: Vec<Cue>,
    pub plot: Place,
    pub x: Span,
    pub y: Span,
}

/// What plotters says went wrong, as our own error.
pub(super) fn told(error: DrawingAreaErrorKind<PlotError>) -> PlotError {
    match error {
        DrawingAreaErrorKind::BackendError(kind) => told_kind(kind),
        other => PlotError::Surface(other.to_string()),
    }
}

/// What is measured, and in which unit.
fn title(axis: &Axis) -> String {
    if axis.unit.is_empty() { axis.label.to_string() } else { format!("{} ({})", axis.label, axis.unit) }
}

/// All values on one axis: 0 for x, 1 for y.
fn values(chart: &Chart, axis: usize) -> impl Iterator<Item = f64> + '_ {
    chart.series.iter().flat_map(move |s| {
        let (pairs, triples, picks): (&[[f64; 2]], &[[f64; 3]], [usize; 2]) = match (&s.data, axis) {
            (Data::Line(points) | Data::Points(points), _) => (points, &[], [axis; 2]),
            (Data::Bars(bars), 0) => (&[], bars, [0, 1]),
            (Data::Bars(bars), _) => (&[], bars, [2, 2]),
            (Data::Band(band), 0) => (&[], band, [0, 0]),
            (Data::Band(band), _) => (&[], band, [1, 2]),
        };
        let base = matches!((&s.data, axis), (Data::Bars(bars), 1) if !bars.is_empty()).then_some(0.0);
        let pairs = pairs.iter().map(move |p| p[picks[0]]);
        let triples = triples.iter().flat_map(move |t| picks.map(|i| t[i]));
        pairs.chain(triples).chain(base)
    })
}

impl<'a> Plan<'a> {
    /// Measures `chart` for `area`.
    pub fn new(chart: &'a Chart, area: Place) -> Self {
        let heading = TITLE.wrap(&chart.title, area.width, 2);
        let y_title = AXIS.wrap(&title(&chart.y), area.width, 2);
        let mut top = area.y + heading.len() as f64 * TITLE_LINE + y_title.len() as f64 * AXIS_LINE;
        let bottom = area.y + area.height - TICKS - AXIS_LINE - 3.0;
        let names = Names::new(chart, area.width, bottom - top - 12.0);
        top += names.above() + 12.0;
        let height = (bottom - top).floor();
        let mut y = Span::new(&chart.y, values(chart, 1));
        y.set_ticks(((height / TICK_APART.1) as usize).clamp(2, 6));
        let widest = y.ticks.iter().map(|tick| TICK.width(&tick.1)).fold(0.0, f64::max);
        let left = (widest + TICK_GAP.0).ceil();
        let mut x = Span::new(&chart.x, values(chart, 0));
        // As many ticks as fit; the last label may need room beside the plot.
        let mut width = 1.0;
        let mut shift = 0.0;
        for count in (1..=((area.width / 60.0) as usize).clamp(2, 8)).rev() {
            x.set_ticks(count);
            let half = |tick: Option<&(f64, String)>| tick.map_or(0.0, |tick| TICK.width(&tick.1) / 2.0);
            let over = half(x.ticks.first()) - left;
            shift = left + f64::max(0.0, over.ceil());
            width = (area.width - shift - f64::max(names.right(), half(x.ticks.last()).ceil() + 1.0)).floor();
            let ends = x.ticks.iter().map(|tick| (x.unit(tick.0) * width, TICK.width(&tick.1) / 2.0));
            let ends: Vec<(f64, f64)> = ends.collect();
            if ends.windows(2).all(|w| w[1].0 - w[1].1 - w[0].0 - w[0].1 >= TICK_APART.0) {
                break;
            }
        }
        let plot = Place { x: area.x + shift, y: top.round(), width: width.max(1.0), height: height.max(1.0) };
        Self { chart, area, title: heading, y_title, names, cues: labels::cues(chart), plot, x, y }
    }

    /// Draws the titles, the key and the lines that the data stand on.
    pub fn draw_frame(&self, pen: &mut dyn Pen, theme: Theme) -> Result<(), PlotError> {
        let palette = theme.palette();
        let (x, mut y) = (self.area.x, self.area.y);
        for text in &self.title {
            pen.words(&Words { text, x, y: y + 13.0, anchor: Anchor::Start, face: TITLE, colour: palette.ink })?;
            y += TITLE_LINE;
        }
        for text in &self.y_title {
            pen.words(&Words { text, x, y: y + 11.0, anchor: Anchor::Start, face: AXIS, colour: palette.muted })?;
            y += AXIS_LINE;
        }
        self.names.draw_key(pen, self.chart, &self.cues, theme, (x, y + 4.0))?;
        let Place { x, y, width, height } = self.plot;
        let text = title(&self.chart.x);
        let text = &AXIS.fit(&text, self.area.width);
        let middle = x + width / 2.0;
        let half = AXIS.width(text) / 2.0;
        // Under the middle of the plot, unless it would run out at a side.
        let middle = middle.min(self.area.x + self.area.width - half).max(self.area.x + half);
        let below = self.area.y + self.area.height - 4.0;
        let (anchor, colour) = (Anchor::Middle, palette.muted);
        pen.words(&Words { text, x: middle, y: below, anchor, face: AXIS, colour })?;
        let rule = Stroke::new(palette.rule, 1.0);
        let level = |pen: &mut dyn Pen, value: f64| {
            // As plotters does it, lest the grid's line of this value be a pixel off.
            let at = mid_pixel(self.y.map(&value, (units(y + height) - 1, units(y))));
            pen.path(&[(units(x), at), (units(x + width), at)], rule)
        };
        level(pen, self.y.range().start)?;
        if self.y.crosses_zero() {
            level(pen, 0.0)?;
        }
        Ok(())
    }

    /// Draws the grid, the tick labels and the series through plotters.
    pub fn draw_data(
        &self,
        root: &DrawingArea<Board<'_>, Shift>,
        theme: Theme,
        dash: &Cell<&'static [f64]>,
    ) -> Result<(), PlotError> {
        let Place { x, y, width, height } = self.plot;
        let left = x - self.area.x;
        let region = root.clone().shrink((units(self.area.x), units(y)), (units(left + width), units(height + TICKS)));
        let mut context = ChartBuilder::on(&region)
            .x_label_area_size(units(TICKS))
            .y_label_area_size(units(left))
            .build_cartesian_2d(self.x.clone(), self.y.clone())
            .map_err(told)?;
        let palette = theme.palette();
        let (r, g, b) = palette.muted.rgb;
        let font = FontDesc::new(FontFamily::Name(FAMILY), TICK.size * f64::from(UNITS), FontStyle::Normal);
        context
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(style(palette.grid, 1.0, false))
            .light_line_style(TRANSPARENT)
            .axis_style(TRANSPARENT)
            .label_style(TextStyle::from(font).color(&RGBColor(r, g, b)))
            .set_tick_mark_size(LabelAreaPosition::Left, units(TICK_GAP.0) / 2)
            .set_tick_mark_size(LabelAreaPosition::Bottom, units(TICK_GAP.1) / 2)
            .draw()
            .map_err(told)?;
        for (s, cue) in self.chart.series.iter().zip(&self.cues) {
            let look = (theme.line(s.tone), *cue);
            series::draw(&mut context, s, (&self.x, &self.y), (width, height), look, dash)?;
        }
        Ok(())
    }

    /// Draws the names at the ends of the series; one that is still empty has its name where it may begin.
    pub fn draw_names(&self, pen: &mut dyn Pen, theme: Theme) -> Result<(), PlotError> {
        let Place { x, y, width, height } = self.plot;
        let end = |data: &Data| {
            let holds = |x: f64, y: f64| self.x.holds(x) && self.y.holds(y);
            match data {
                Data::Line(line) | Data::Points(line) => line.iter().rfind(|p| holds(p[0], p[1])).map(|p| p[1]),
                Data::Bars(bars) => bars.iter().rfind(|b| holds(b[1], b[2])).map(|b| b[2]),
                Data::Band(band) => {
                    let last = band.iter().rfind(|b| holds(b[0], b[1]) && self.y.holds(b[2]));
                    last.map(|b| f64::midpoint(b[1], b[2]))
                }
            }
        };
        let place = |v: f64| y + height * (1.0 - self.y.unit(v));
        let ends: Vec<f64> = self.chart.series.iter().map(|s| end(&s.data).map_or(y, place)).collect();
        self.names.draw_ends(pen, self.chart, theme, (x + width, y, y + height), &ends)
    }
}

/// Draws charts, all on one board.
pub(super) fn draw(
    plans: &[Plan<'_>],
    pen: &mut dyn Pen,
    theme: Theme,
    (width, height): (f64, f64),
) -> Result<(), PlotError> {
    for plan in plans {
        plan.draw_frame(pen, theme)?;
    }
    let dash: Cell<&'static [f64]> = Cell::new(&[]);
    {
        let board = Board::new(pen, (units(width) as u32, units(height) as u32), &dash);
        let root = board.into_drawing_area();
        for plan in plans {
            plan.draw_data(&root, theme, &dash)?;
        }
    }
    plans.iter().try_for_each(|plan| plan.draw_names(pen, theme))
}
