//! How far a generator's points are from the data as a whole: the total variation between the two, on a grid.
//!
//! No critic can tell real from made, in equal numbers, better than 1/2 + TV/2; the best one answers by which density is
//! higher (Goodfellow et al. 2014, arXiv 1406.2661, proposition 1).

use super::{MODES, SIGMA, modes};

/// Half of the grid's edge, and cells along it: cells of three quarters of a sigma.
const REACH: f64 = 1.5;
const CELLS: usize = 50;

/// Points counted in cells, against the data's exact mass there.
#[derive(Clone, Debug)]
pub struct Overlap {
    /// The data's mass in each cell; what is left lies outside.
    mass: Vec<f64>,
    counts: Vec<u32>,
    outside: u32,
}

impl Default for Overlap {
    fn default() -> Self {
        Self::new()
    }
}

impl Overlap {
    /// Nothing counted yet.
    pub fn new() -> Self {
        // A mode's mass in a cell is that in its column times that in its row.
        let between = |middle: f64, i: usize| {
            let edge = |i: usize| 2.0 * REACH * i as f64 / CELLS as f64 - REACH;
            let below = |x: f64| 0.5 * libm::erfc((middle - x) / (SIGMA * core::f64::consts::SQRT_2));
            below(edge(i + 1)) - below(edge(i))
        };
        let mut mass = vec![0.0; CELLS * CELLS];
        for [x, y] in modes() {
            for (i, mass) in mass.iter_mut().enumerate() {
                *mass += between(x, i % CELLS) * between(y, i / CELLS) / MODES as f64;
            }
        }
        Self { counts: vec![0; mass.len()], mass, outside: 0 }
    }

    /// Counts a point.
    pub fn add(&mut self, [x, y]: [f64; 2]) {
        let cell = |x: f64| {
            let at = (x / REACH + 1.0) * 0.5 * CELLS as f64;
            (at >= 0.0 && at < CELLS as f64).then_some(at as usize)
        };
        match (cell(x), cell(y)) {
            (Some(column), Some(row)) => self.counts[row * CELLS + column] += 1,
            _ => self.outside += 1,
        }
    }

    /// Points counted.
    pub fn n(&self) -> u32 {
        self.counts.iter().sum::<u32>() + self.outside
    }

    /// The total variation, 0 to 1, between the data and the points: half the sum of |p - q| over cells. Cells blur it, which
    /// makes it smaller; chance in the counts makes it larger, by about .02 for 250,000 points of the data themselves.
    pub fn total_variation(&self) -> f64 {
        let n = f64::from(self.n());
        if n == 0.0 {
            return 1.0;
        }
        let (mut sum, mut inside) = (0.0, 0.0);
        for (mass, &count) in self.mass.iter().zip(&self.counts) {
            sum += (mass - f64::from(count) / n).abs();
            inside += mass;
        }
        0.5 * (sum + (1.0 - inside - f64::from(self.outside) / n).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use crate::worlds::ring::Ring;

    fn of(n: u32, point: impl Fn([f64; 2], &mut Rng) -> [f64; 2]) -> f64 {
        let (ring, mut overlap, mut rng) = (Ring::new(), Overlap::new(), Rng::stream(1, "overlap"));
        for _ in 0..n {
            let data = ring.sample(&mut rng);
            overlap.add(point(data, &mut rng));
        }
        assert_eq!(overlap.n(), n);
        overlap.total_variation()
    }

    #[test]
    fn data_are_no_distance_from_the_data_and_half_of_the_modes_are_half() {
        let same = of(262_144, |p, _| p);
        assert!(same < 0.025, "{same}");
        // All of the right half on the left: half of the mass is where none should be.
        let half = of(262_144, |[x, y], _| [if x > 0.0 { -x } else { x }, y]);
        assert!((half - 0.5).abs() < 0.06, "{half}");
        assert!(of(1_000, |_, _| [9.0, 9.0]) > 0.999);
        assert!(of(1_000, |_, _| [f64::NAN, 0.0]) > 0.999);
        assert_eq!(Overlap::new().total_variation(), 1.0);
    }

    /// Two normals of equal width, `d` sigmas apart: TV = 2 Phi(d / 2) - 1.
    #[test]
    fn a_shift_gives_the_total_variation_of_shifted_normals() {
        for d in [0.5, 1.0, 2.0] {
            let exact = libm::erf(d / 2.0 / core::f64::consts::SQRT_2);
            let found = of(262_144, |[x, y], _| [x, y + d * SIGMA]);
            assert!((found - exact).abs() < 0.02, "{d}: {found} {exact}");
        }
    }
}
