//! Where everything stands: computed from which charts and grids there are and how large, never from data or
//! words, so that a page can reserve the space. All lengths are CSS pixels.

use super::surface::Place;
use crate::lab::{Figure, ImageGrid, Size};

/// Height of a line of a grid's label.
pub(super) const LABEL_LINE: f64 = 16.0;
/// Between a grid's label and its images.
const LABEL_GAP: f64 = 5.0;
/// Height of a caption under an image.
pub(super) const CAPTION: f64 = 16.0;
/// Between blocks of images, across and down.
const BLOCK_GAP: (f64, f64) = (24.0, 18.0);
/// Between charts, across and down.
const CHART_GAP: (f64, f64) = (36.0, 26.0);
/// Between the images' column and the charts'.
const COLUMN_GAP: f64 = 44.0;
/// From this width on, images stand beside the charts and not above them.
const WIDE: f64 = 640.0;
/// From this width on, charts may stand side by side.
const PAIR: f64 = 540.0;
/// Where the height may change: between two of these it is one and the same, so that a style sheet can reserve it.
pub const BANDS: [u32; 3] = [240, 640, 960];
/// Widths tried for the height of a band, and the width beyond which none differs.
const BAND_STEP: usize = 20;
const WIDEST: u32 = 1400;
/// A label narrower than this may need two lines.
const ONE_LINE: f64 = 200.0;

/// Where an image grid stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GridPlace {
    /// Left edge.
    pub x: f64,
    /// Upper edge of the label's lines.
    pub y: f64,
    /// Width of the label.
    pub width: f64,
    /// Lines kept for the label.
    pub lines: usize,
    /// Width and height of an image.
    pub cell: (f64, f64),
    /// Images in a row.
    pub columns: usize,
    /// Places for images.
    pub room: usize,
    /// Between images.
    pub gap: f64,
    /// Height kept under an image for its caption.
    pub caption: f64,
}

impl GridPlace {
    fn label(&self) -> f64 {
        self.lines as f64 * LABEL_LINE + LABEL_GAP
    }

    fn images_height(&self) -> f64 {
        let rows = self.room.div_ceil(self.columns) as f64;
        rows * (self.cell.1 + self.caption) + (rows - 1.0) * self.gap
    }

    fn images_width(&self) -> f64 {
        let columns = self.columns as f64;
        columns * self.cell.0 + (columns - 1.0) * self.gap
    }

    fn height(&self) -> f64 {
        self.label() + self.images_height()
    }

    /// The `i`th image.
    pub fn image(&self, i: usize) -> Place {
        let (row, column) = ((i / self.columns) as f64, (i % self.columns) as f64);
        Place {
            x: self.x + column * (self.cell.0 + self.gap),
            y: self.y + self.label() + row * (self.cell.1 + self.caption + self.gap),
            width: self.cell.0,
            height: self.cell.1,
        }
    }
}

/// Where everything stands.
#[derive(Debug)]
pub(super) struct Layout {
    pub grids: Vec<GridPlace>,
    pub charts: Vec<Place>,
    pub height: f64,
}

impl Layout {
    /// The layout that comes by itself at `width`, its charts made higher until the band's height is filled.
    pub fn new(figure: &Figure, width: u32) -> Self {
        let mut layout = Self::natural(figure, width);
        let height = band_height(figure, width);
        layout.fill(height);
        layout
    }

    /// Shares out what is left of `height` among the rows of charts.
    fn fill(&mut self, height: f64) {
        let bottom = self.charts.iter().fold(0.0, |bottom, c| f64::max(bottom, c.y + c.height));
        let mut tops: Vec<f64> = Vec::new();
        for chart in &self.charts {
            if !tops.contains(&chart.y) {
                tops.push(chart.y);
            }
        }
        let extra = ((height - bottom) / tops.len().max(1) as f64).floor();
        for chart in &mut self.charts {
            let row = tops.iter().position(|top| *top == chart.y).unwrap_or(0);
            chart.y += row as f64 * extra;
            chart.height += extra;
        }
        self.height = height;
    }

    fn natural(figure: &Figure, width: u32) -> Self {
        let width = f64::from(width);
        if figure.images.is_empty() || figure.charts.is_empty() || width < WIDE {
            stacked(figure, width)
        } else {
            beside(figure, width)
        }
    }
}

/// The height of all layouts in the band of `width`: that of the highest.
fn band_height(figure: &Figure, width: u32) -> f64 {
    let band = BANDS.iter().rposition(|from| *from <= width).unwrap_or(0);
    let to = BANDS.get(band + 1).map_or(WIDEST, |next| next - 1);
    // A phone is the narrowest that counts: below, rows of images break so often that the rest would gape.
    let from = if band == 0 { 320 } else { BANDS[band] };
    let tried = (from..=to).step_by(BAND_STEP).chain([to, width]);
    let highest = tried.map(|w| Layout::natural(figure, w).height).fold(0.0, f64::max);
    let own = Layout::natural(figure, width).height;
    highest.max(own).ceil()
}

/// Images first, charts under them.
fn stacked(figure: &Figure, width: f64) -> Layout {
    // On a phone the large picture leaves room for a medium one beside it.
    let (grids, mut top) = flow(&figure.images, width, if width < 360.0 { 192.0 } else { 240.0 });
    if !grids.is_empty() && !figure.charts.is_empty() {
        top += CHART_GAP.1;
    }
    let columns = if width >= WIDE { 2 } else { 1 };
    let rows = rows(figure.charts.len(), columns);
    // One height at all widths: then the whole differs only where a row of images breaks.
    let height = 250.0;
    let (charts, bottom) = charts(&rows, (0.0, top), width, height);
    Layout { grids, charts, height: bottom.ceil().max(1.0) }
}

/// Images at the left, charts at the right: of some widths for the left column, the one that comes out best.
fn beside(figure: &Figure, width: f64) -> Layout {
    let mut best: Option<(f64, Layout)> = None;
    let narrowest = if width < 960.0 { 240.0 } else { 360.0 };
    for left in [240.0, 264.0, 312.0, 360.0, 384.0, 432.0] {
        if left < narrowest {
            continue;
        }
        if left > width * 0.42 {
            break;
        }
        let right = width - left - COLUMN_GAP;
        for (large, columns) in [(240.0, 1), (240.0, 2), (320.0, 1), (320.0, 2)] {
            let roomy = width >= f64::from(BANDS[2]);
            if (columns == 2 && right < PAIR) || (roomy && (columns == 1 || large > 240.0)) {
                continue;
            }
            let (grids, left_height) = flow(&figure.images, left, f64::min(left, large));
            let rows = rows(figure.charts.len(), columns);
            let n = rows.len() as f64;
            let even = ((left_height + CHART_GAP.1) / n - CHART_GAP.1).round();
            let height = even.clamp(206.0, 340.0);
            let (charts, bottom) = charts(&rows, (left + COLUMN_GAP, 0.0), right, height);
            let shapes = charts.iter().map(|chart| {
                let ratio = chart.width / chart.height;
                if ratio < 1.35 { 1.35 - ratio } else { (ratio - 2.4).max(0.0) * 0.5 }
            });
            let cost = (left_height - bottom).abs() + 120.0 * shapes.sum::<f64>();
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, Layout { grids, charts, height: left_height.max(bottom).ceil() }));
            }
        }
    }
    best.map_or_else(|| stacked(figure, width), |(_, layout)| layout)
}

/// Charts by rows: pairs, and a first one that is left over has a row to itself.
fn rows(count: usize, columns: usize) -> Vec<Vec<usize>> {
    let first = if columns == 2 { count % 2 } else { 0 };
    let mut rows: Vec<Vec<usize>> = (0..first).map(|i| vec![i]).collect();
    let rest: Vec<usize> = (first..count).collect();
    rows.extend(rest.chunks(columns).map(<[usize]>::to_vec));
    rows
}

/// Places rows of charts from `(x, y)` on; also tells where they end.
fn charts(rows: &[Vec<usize>], (x, mut y): (f64, f64), width: f64, height: f64) -> (Vec<Place>, f64) {
    let mut places = Vec::new();
    let mut bottom = y;
    for row in rows {
        let n = row.len() as f64;
        let each = ((width - (n - 1.0) * CHART_GAP.0) / n).floor();
        for i in 0..row.len() {
            places.push(Place { x: x + i as f64 * (each + CHART_GAP.0), y, width: each, height });
        }
        bottom = y + height;
        y = bottom + CHART_GAP.1;
    }
    (places, bottom)
}

/// The size of a grid's images near `target`: a whole multiple of their pixels, if that is near enough.
fn cell(grid: &ImageGrid, target: f64, room: f64) -> (f64, f64) {
    let (w, h) = (f64::from(grid.width.max(1)), f64::from(grid.height.max(1)));
    let fits = room / w;
    let factor = target / w.max(h);
    let whole = if factor >= 2.0 { (factor + 0.35).floor() } else { factor.floor() };
    let factor = if whole < 1.0 { factor } else { whole };
    let factor = if factor > fits && fits >= 1.0 { fits.floor() } else { factor.min(fits) };
    ((w * factor).round().max(1.0), (h * factor).round().max(1.0))
}

/// Blocks side by side; in each, grids one under the other.
struct Shelf {
    columns: Vec<Vec<usize>>,
}

/// Lets image grids flow into `width`, with large images near `large` wide; also tells the height.
fn flow(grids: &[ImageGrid], width: f64, large: f64) -> (Vec<GridPlace>, f64) {
    let mut places: Vec<GridPlace> = grids.iter().map(|grid| block(grid, width, large)).collect();
    let mut shelves: Vec<Shelf> = Vec::new();
    let mut right = 0.0;
    for i in 0..places.len() {
        let next = shelves.last_mut().and_then(|shelf| {
            let tall = places[shelf.columns[0][0]].images_height();
            let last = shelf.columns.last()?;
            let stacked: f64 = last.iter().map(|&j| places[j].images_height()).sum();
            let one = places[i].room == 1 && places[last[0]].room == 1;
            let under = shelf.columns.len() > 1 && one && places[i].cell.0 <= places[last[0]].cell.0;
            let labels = last.len() as f64 * (2.0 * LABEL_LINE + LABEL_GAP + BLOCK_GAP.1);
            if under && stacked + labels + places[i].images_height() <= tall + 24.0 {
                return Some((shelf, true));
            }
            // Beside: all in one row, or in rows no taller than the first block.
            let room = width - right - BLOCK_GAP.0;
            let columns = columns(&places[i], room);
            let rows = places[i].room.div_ceil(columns.max(1));
            let height = rows as f64 * (places[i].cell.1 + places[i].caption + places[i].gap);
            let fits = columns > 0 && (rows == 1 || (columns >= 3 && height <= tall));
            (fits && room >= places[i].width.min(96.0)).then_some((shelf, false))
        });
        if let Some((shelf, under)) = next {
            if under {
                if let Some(column) = shelf.columns.last_mut() {
                    column.push(i);
                }
                continue;
            }
            shelf.columns.push(vec![i]);
            places[i].x = right + BLOCK_GAP.0;
            let room = width - places[i].x;
            places[i].columns = even(places[i].room, columns(&places[i], room));
        } else {
            shelves.push(Shelf { columns: vec![vec![i]] });
        }
        places[i].width = places[i].images_width().max(f64::min(96.0, width - places[i].x));
        right = places[i].x + places[i].width;
    }
    let height = pile(&mut places, &shelves, width);
    (places, height)
}

/// Gives the blocks on the shelves their heights; tells the height of all.
fn pile(places: &mut [GridPlace], shelves: &[Shelf], width: f64) -> f64 {
    let mut y = 0.0;
    for (s, shelf) in shelves.iter().enumerate() {
        if s > 0 {
            y += BLOCK_GAP.1;
        }
        let mut bottom = y;
        // The last column's labels may run on to the right edge.
        for column in &shelf.columns {
            let x = places[column[0]].x;
            let last = std::ptr::eq(column, &raw const *shelf.columns.last().unwrap_or(column));
            for &i in column {
                places[i].x = x;
                if last {
                    places[i].width = width - x;
                }
            }
        }
        let narrow = shelf.columns.iter().flatten().any(|&i| places[i].width < ONE_LINE);
        for column in &shelf.columns {
            let mut top = y;
            for &i in column {
                places[i].lines = if narrow { 2 } else { 1 };
                places[i].y = top;
                bottom = f64::max(bottom, top + places[i].height());
                top += places[i].height() + BLOCK_GAP.1 - 6.0;
            }
        }
        y = bottom;
    }
    y
}

/// A grid by itself at the left edge of `width`.
fn block(grid: &ImageGrid, width: f64, large: f64) -> GridPlace {
    let (target, gap) = match grid.size {
        Size::Large => (large, 16.0),
        // Beside a phone's smaller large picture there is room for two of three times their size.
        Size::Medium => (if large < 240.0 { 72.0 } else { 110.0 }, 14.0),
        Size::Small => (56.0, 8.0),
    };
    let room = grid.room.max(1) as usize;
    let caption = if grid.captions.is_empty() { 0.0 } else { CAPTION };
    let cell = cell(grid, target, width);
    let mut place = GridPlace { x: 0.0, y: 0.0, width, lines: 1, cell, columns: 1, room, gap, caption };
    place.columns = even(room, columns(&place, width).max(1));
    place
}

/// How many images fit into a row of `width`.
fn columns(place: &GridPlace, width: f64) -> usize {
    let fit = ((width + place.gap) / (place.cell.0 + place.gap)).floor();
    (fit.max(0.0) as usize).min(place.room)
}

/// As many columns as rows of about the same length need, at most `most`.
fn even(room: usize, most: usize) -> usize {
    let most = most.max(1);
    room.div_ceil(room.div_ceil(most))
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Axis, Chart, Scale};

    #[test]
    fn the_height_is_the_same_all_over_a_band_and_filled() {
        let grid = |room: u32, size| ImageGrid {
            id: "grid".into(),
            label: "grid".into(),
            width: 24,
            height: 24,
            room,
            size,
            captions: vec!["".into(); if room > 1 { room as usize } else { 0 }],
            pixels: vec![],
        };
        let axis = || Axis { label: "x".into(), unit: "".into(), scale: Scale::Linear, range: (0.0, 1.0) };
        let chart = || Chart { id: "chart".into(), title: "chart".into(), x: axis(), y: axis(), series: vec![] };
        for (charts, smalls) in [(1, 1), (2, 12), (3, 8), (4, 3)] {
            let figure = Figure {
                charts: (0..charts).map(|_| chart()).collect(),
                images: vec![grid(1, Size::Large), grid(1, Size::Medium), grid(smalls, Size::Small)],
                ..Figure::default()
            };
            for width in 320..1400 {
                let band = BANDS.iter().rposition(|from| *from <= width).unwrap();
                let layout = Layout::new(&figure, width);
                let same = Layout::new(&figure, BANDS[band].max(320)).height;
                assert_eq!(layout.height, same, "{charts} charts, {smalls} images, {width} wide");
                assert!(layout.charts.iter().all(|c| c.y + c.height <= layout.height && c.height >= 150.0));
            }
        }
    }
}
