//! Two forms that a true score may have, fitted to points by least squares: d (a - b d) and d (a - b log d).
//!
//! Gao, Schulman & Hilton 2022 (arXiv 2210.10760, equations 1 and 2), d being the root of the divergence.

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// d (a - b d), theirs for best of n.
    Square,
    /// d (a - b log d), theirs for reinforcement learning.
    Log,
}

/// A fitted form.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    form: Form,
    a: f64,
    b: f64,
}

impl Form {
    /// What b is multiplied by, with its sign.
    fn bend(self, d: f64) -> f64 {
        match self {
            Self::Square => -d * d,
            Self::Log if d > 0.0 => -d * libm::log(d),
            Self::Log => 0.0,
        }
    }

    /// The least squares' fit to points `[d, score]`; none without three of them at a distance, or if they tell no two
    /// numbers.
    pub fn fit(self, points: &[[f64; 2]]) -> Option<Fit> {
        if points.iter().filter(|point| point[0] > 0.0).count() < 3 {
            return None;
        }
        let (mut aa, mut ab, mut bb, mut ay, mut by) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for [d, y] in points {
            let bend = self.bend(*d);
            (aa, ab, bb) = (aa + d * d, ab + d * bend, bb + bend * bend);
            (ay, by) = (ay + d * y, by + bend * y);
        }
        let determinant = aa * bb - ab * ab;
        // Of points at all but one distance no bend can be told.
        if determinant <= 1e-12 * aa * bb {
            return None;
        }
        let (a, b) = ((ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant);
        (a.is_finite() && b.is_finite()).then_some(Fit { form: self, a, b })
    }
}

impl Fit {
    /// The fitted score at distance `d`.
    pub fn at(&self, d: f64) -> f64 {
        self.a * d + self.b * self.form.bend(d)
    }

    /// The curve from 0 to `end`.
    pub fn curve(&self, end: f64) -> Vec<[f64; 2]> {
        (0..=60).map(|i| end * f64::from(i) / 60.0).map(|d| [d, self.at(d)]).collect()
    }

    /// What the points have beyond the fit.
    pub fn residuals(&self, points: &[[f64; 2]]) -> Vec<[f64; 2]> {
        points.iter().map(|[d, y]| [*d, y - self.at(*d)]).collect()
    }

    /// The root of their mean square.
    pub fn spread(&self, points: &[[f64; 2]]) -> f64 {
        let squares = points.iter().fold(0.0, |sum, [d, y]| sum + (y - self.at(*d)) * (y - self.at(*d)));
        (squares / points.len().max(1) as f64).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_a_form_are_fitted_by_it_and_not_by_the_other() {
        for (form, other) in [(Form::Square, Form::Log), (Form::Log, Form::Square)] {
            let made = Fit { form, a: 0.7, b: 0.09 };
            let points: Vec<[f64; 2]> = (0..12).map(|i| f64::from(i) * 0.8).map(|d| [d, made.at(d)]).collect();
            let fit = form.fit(&points).unwrap();
            assert!((fit.a - 0.7).abs() < 1e-9 && (fit.b - 0.09).abs() < 1e-9, "{fit:?}");
            assert!(fit.spread(&points) < 1e-9);
            assert!(other.fit(&points).unwrap().spread(&points) > 1e-3);
        }
    }

    #[test]
    fn too_few_points_tell_nothing() {
        for form in [Form::Square, Form::Log] {
            for points in [&[][..], &[[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], &[[0.0, 0.0]; 3]] {
                assert!(form.fit(points).is_none(), "{points:?}");
            }
        }
    }
}
