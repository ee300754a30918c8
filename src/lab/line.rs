//! A few points that a reader draws or types, as the value of a control, and their form in links.
//!
//! They are written in the order of x, as `0:1_0.5:2`; when there are none, `none`.

use std::fmt;

use serde::Serialize;

use super::numbers;

/// Most points that a line has.
pub const MOST_POINTS: usize = 24;

/// How a line without points is written.
const NONE: &str = "none";

/// What is measured along one side of a line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Span {
    /// What it is.
    pub label: &'static str,
    /// Unit, empty for a pure number.
    pub unit: &'static str,
    /// Smallest allowed value.
    pub min: f64,
    /// Largest allowed value.
    pub max: f64,
}

impl Span {
    /// What is measured, its unit, and the values allowed.
    pub const fn new(label: &'static str, unit: &'static str, min: f64, max: f64) -> Self {
        Self { label, unit, min, max }
    }
}

/// At most `MOST_POINTS` points `[x, y]`, finite, each x greater than the one before.
#[derive(Clone, Copy, PartialEq)]
pub struct Line {
    points: [[f64; 2]; MOST_POINTS],
    count: usize,
}

impl Line {
    /// No points.
    pub const NONE: Self = Self { points: [[0.0; 2]; MOST_POINTS], count: 0 };

    /// The points, in the order of x.
    pub fn points(&self) -> &[[f64; 2]] {
        &self.points[..self.count]
    }

    /// Reads what a line is displayed as, in any order; none if there are too many points, two have one x, or a number
    /// is not within its span.
    pub fn parse(text: &str, x: &Span, y: &Span) -> Option<Self> {
        if text.trim() == NONE {
            return Some(Self::NONE);
        }
        let read = |text: &str, span: &Span| {
            let number = numbers::read(text)?;
            (span.min..=span.max).contains(&number).then_some(number + 0.0)
        };
        let mut line = Self::NONE;
        for pair in text.split('_') {
            let (across, up) = pair.split_once(':')?;
            let point = [read(across, x)?, read(up, y)?];
            if line.count == MOST_POINTS {
                return None;
            }
            // Put where it belongs; a library's sort would be most of what this costs the page.
            let mut at = line.count;
            while at > 0 && line.points[at - 1][0] > point[0] {
                line.points[at] = line.points[at - 1];
                at -= 1;
            }
            if at > 0 && line.points[at - 1][0] == point[0] {
                return None;
            }
            line.points[at] = point;
            line.count += 1;
        }
        Some(line)
    }

    /// The height of the line at `x`: straight between its points, level before the first and after the last; none if
    /// it has no points.
    pub fn at(&self, x: f64) -> Option<f64> {
        let points = self.points();
        let (first, last) = (points.first()?, points.last()?);
        if x <= first[0] {
            return Some(first[1]);
        }
        let Some(after) = points.iter().position(|[at, _]| *at > x) else {
            return Some(last[1]);
        };
        let ([x0, y0], [x1, y1]) = (points[after - 1], points[after]);
        Some(y0 + (x - x0) / (x1 - x0) * (y1 - y0))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count == 0 {
            return f.write_str(NONE);
        }
        for (i, [x, y]) in self.points().iter().enumerate() {
            write!(f, "{}{x}:{y}", if i == 0 { "" } else { "_" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: Span = Span::new("x", "", 0.0, 1.0);
    const Y: Span = Span::new("y", "", -1.0, 100.0);

    #[test]
    fn a_line_reads_back_what_it_displays() {
        for text in ["none", "0:0", "0:-1_0.5:2.25_1:100"] {
            assert_eq!(Line::parse(text, &X, &Y).unwrap().to_string(), text);
        }
        assert_eq!(Line::parse(" 1:2 _ -0:3", &X, &Y).unwrap().to_string(), "0:3_1:2");
    }

    #[test]
    fn what_is_no_line_is_refused() {
        let many = (0..=MOST_POINTS).map(|i| format!("{}:0", i as f64 / 100.0)).collect::<Vec<_>>().join("_");
        for text in
            ["", "_", "0:1,1:2", "0", "0:", ":1", "0:nan", "2:0", "0:101", "0:1_0:2", "0:1_", &many, "0:1:2", "inf:0"]
        {
            assert_eq!(Line::parse(text, &X, &Y), None, "{text}");
        }
    }

    #[test]
    fn a_line_is_straight_between_its_points_and_level_beyond() {
        let line = Line::parse("0.25:1_0.5:3", &X, &Y).unwrap();
        let heights = [0.0, 0.25, 0.375, 0.5, 1.0].map(|x| line.at(x).unwrap());
        assert_eq!(heights, [1.0, 1.0, 2.0, 3.0, 3.0]);
        assert_eq!(Line::NONE.at(0.5), None);
    }
}
