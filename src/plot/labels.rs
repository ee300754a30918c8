//! Names of series: at their ends, moved apart, or in a key above the plot where there is no room for that.

use std::mem::discriminant;

use super::surface::{Anchor, Pen, Words};
use super::text::Face;
use super::theme::Theme;
use super::{PlotError, series, theme};
use crate::lab::{Chart, Data, Series, Tone};

/// Height of a line of a name.
pub(super) const LINE: f64 = 15.0;
/// Between the plot and the names at its right.
const GAP: f64 = 10.0;
/// Width of a line's sample in a key, and the space after it.
const SAMPLE: (f64, f64) = (22.0, 6.0);
/// Between two entries of a key.
const ENTRY_GAP: f64 = 18.0;
/// Height of a row of a key.
const ROW: f64 = 17.0;
/// Rows that a key may have.
const ROWS: usize = 4;

/// The face of a series' name: what is believed and what is true stand out.
fn face(tone: Tone) -> Face {
    match tone {
        Tone::Belief | Tone::Truth => Face::bold(12.5),
        Tone::Chance | Tone::Level => Face::regular(12.5),
    }
}

/// The cue of each series: a tone that repeats among lines, or among bars, changes its dash.
pub(super) fn cues(chart: &Chart) -> Vec<theme::Cue> {
    let alike = |a: &Series, b: &Series| a.tone == b.tone && discriminant(&a.data) == discriminant(&b.data);
    let nth = |i: usize| chart.series[..i].iter().filter(|s| alike(s, &chart.series[i])).count();
    (0..chart.series.len()).map(|i| theme::cue(chart.series[i].tone, nth(i))).collect()
}

/// How the names of a chart's series are shown.
pub(super) enum Names {
    /// At the right of the plot, each on its lines; the width they take.
    Ends(Vec<Vec<String>>, f64),
    /// In rows above the plot: for each series its row, its left edge and its name.
    Key(Vec<(usize, f64, String)>, usize),
}

impl Names {
    /// Names for a chart `width` wide whose plot can be `height` high.
    pub fn new(chart: &Chart, width: f64, height: f64) -> Self {
        let named = chart.series.iter().all(|s| matches!(s.data, Data::Line(_) | Data::Band(_)));
        let most = (width * 0.3).min(190.0);
        if named && width >= 280.0 {
            let fits = |s: &Series| {
                let lines = face(s.tone).wrap(&s.label, most, 2);
                let whole = lines.iter().map(|l| l.split(' ').count()).sum::<usize>() == s.label.split(' ').count();
                (whole && !lines.iter().any(|l| l.ends_with('\u{2026}'))).then_some(lines)
            };
            if let Some(names) = chart.series.iter().map(fits).collect::<Option<Vec<_>>>() {
                let wide = |(lines, s): (&Vec<String>, &Series)| {
                    lines.iter().map(|l| face(s.tone).width(l)).fold(0.0, f64::max)
                };
                let taken = names.iter().zip(&chart.series).map(wide).fold(0.0, f64::max);
                let lines: usize = names.iter().map(Vec::len).sum();
                if lines as f64 * LINE + names.len() as f64 * 3.0 <= height {
                    return Self::Ends(names, if taken > 0.0 { taken + GAP } else { 0.0 });
                }
            }
        }
        Self::key(chart, width)
    }

    fn key(chart: &Chart, width: f64) -> Self {
        // If the names do not fit into the rows there are, shorter ones do: one, two, three or more to a row.
        let count = chart.series.len();
        let mut room = width;
        for abreast in 1_u32.. {
            let mut entries = Vec::new();
            let (mut row, mut x) = (0, 0.0);
            for s in &chart.series {
                let name = face(s.tone).fit(&s.label, room - SAMPLE.0 - SAMPLE.1).into_owned();
                let taken = SAMPLE.0 + SAMPLE.1 + face(s.tone).width(&name);
                if x > 0.0 && x + taken > width {
                    (row, x) = (row + 1, 0.0);
                }
                entries.push((row, x, name));
                x += taken + ENTRY_GAP;
            }
            if row < ROWS || abreast as usize > count {
                return Self::Key(entries, if count == 0 { 0 } else { (row + 1).min(ROWS) });
            }
            let n = f64::from(abreast + 1);
            room = (width - (n - 1.0) * ENTRY_GAP) / n;
        }
        Self::Key(Vec::new(), 0)
    }

    /// Space taken at the right of the plot.
    pub fn right(&self) -> f64 {
        if let Self::Ends(_, width) = self { *width } else { 0.0 }
    }

    /// Space taken above the plot.
    pub fn above(&self) -> f64 {
        if let Self::Key(_, rows) = self { *rows as f64 * ROW } else { 0.0 }
    }

    /// Draws a key with its upper left corner at `(x, y)`.
    pub fn draw_key(
        &self,
        pen: &mut dyn Pen,
        chart: &Chart,
        cues: &[theme::Cue],
        theme: Theme,
        (x, y): (f64, f64),
    ) -> Result<(), PlotError> {
        let Self::Key(entries, rows) = self else { return Ok(()) };
        for ((s, cue), (row, left, name)) in chart.series.iter().zip(cues).zip(entries) {
            if row >= rows {
                break;
            }
            let (left, base) = (x + left, y + *row as f64 * ROW + 12.0);
            series::sample(pen, s, (left + 1.0, base - 4.0), SAMPLE.0 - 2.0, (theme.line(s.tone), *cue))?;
            let (anchor, colour) = (Anchor::Start, theme.word(s.tone));
            let x = left + SAMPLE.0 + SAMPLE.1;
            pen.words(&Words { text: name, x, y: base, anchor, face: face(s.tone), colour })?;
        }
        Ok(())
    }

    /// Draws names at the right of a plot that ends at `x` and reaches from `top` to `bottom`; `ends` are the
    /// heights at which the series end.
    pub fn draw_ends(
        &self,
        pen: &mut dyn Pen,
        chart: &Chart,
        theme: Theme,
        (x, top, bottom): (f64, f64, f64),
        ends: &[f64],
    ) -> Result<(), PlotError> {
        let Self::Ends(names, _) = self else { return Ok(()) };
        let heights: Vec<f64> = names.iter().map(|lines| lines.len() as f64 * LINE).collect();
        let middles = move_apart(ends, &heights, (top - 4.0, bottom + 4.0));
        for ((s, lines), (middle, height)) in chart.series.iter().zip(names).zip(middles.iter().zip(&heights)) {
            for (i, line) in lines.iter().enumerate() {
                let y = middle - height / 2.0 + i as f64 * LINE + 11.5;
                let (anchor, colour) = (Anchor::Start, theme.word(s.tone));
                pen.words(&Words { text: line, x: x + GAP, y, anchor, face: face(s.tone), colour })?;
            }
        }
        Ok(())
    }
}

/// Moves blocks of these `heights`, whose middles should be at `targets`, so that none overlap and all stay
/// between two `bounds`, each as near to its target as may be: blocks that meet move as one cluster.
pub(super) fn move_apart(targets: &[f64], heights: &[f64], (low, high): (f64, f64)) -> Vec<f64> {
    // Insertion: there are few, and the library's sort would be a tenth of what the page downloads for painting.
    let mut order: Vec<usize> = Vec::with_capacity(targets.len());
    for i in 0..targets.len() {
        order.insert(order.partition_point(|&other| targets[other] <= targets[i]), i);
    }
    // A cluster: its first and last place in the order, its height, its top.
    let mut clusters: Vec<(usize, usize, f64, f64)> = Vec::new();
    let top_of = |first: usize, last: usize, height: f64| {
        let mut above = 0.0;
        let mut sum = 0.0;
        for &i in &order[first..=last] {
            sum += targets[i] - heights[i] / 2.0 - above;
            above += heights[i];
        }
        let top: f64 = sum / (last - first + 1) as f64;
        top.min(high - height).max(low)
    };
    for (place, &i) in order.iter().enumerate() {
        let mut cluster = (place, place, heights[i], top_of(place, place, heights[i]));
        while let Some(&(first, _, height, top)) = clusters.last() {
            if top + height <= cluster.3 {
                break;
            }
            clusters.pop();
            let height = height + cluster.2;
            cluster = (first, place, height, top_of(first, place, height));
        }
        clusters.push(cluster);
    }
    let mut middles = vec![0.0; targets.len()];
    for (first, last, _, top) in clusters {
        let mut y = top;
        for &i in &order[first..=last] {
            middles[i] = y + heights[i] / 2.0;
            y += heights[i];
        }
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_moved_apart_and_no_further_than_needed() {
        assert_eq!(move_apart(&[50.0, 10.0], &[10.0, 10.0], (0.0, 100.0)), [50.0, 10.0]);
        assert_eq!(move_apart(&[50.0, 50.0], &[10.0, 10.0], (0.0, 100.0)), [45.0, 55.0]);
        assert_eq!(move_apart(&[0.0, 1.0, 99.0], &[10.0; 3], (0.0, 100.0)), [5.0, 15.0, 95.0]);
        for seed in 0_u32..200 {
            let at = |i: u32| f64::from((seed * 7919 + i * 104_729) % 101);
            let targets: Vec<f64> = (0..6).map(at).collect();
            let middles = move_apart(&targets, &[16.0; 6], (0.0, 100.0));
            let mut sorted = middles.clone();
            sorted.sort_by(f64::total_cmp);
            assert!(sorted[0] >= 8.0 - 1e-9 && sorted[5] <= 92.0 + 1e-9, "{middles:?}");
            assert!(sorted.windows(2).all(|w| w[1] - w[0] >= 16.0 - 1e-9), "{middles:?}");
        }
    }
}
