//! The ring: eight Gaussians on a circle, a world in which how far wrong a sample is can be counted in sigmas.
//!
//! The usual first test of a GAN (Metz et al. 2017, arXiv 1611.02163, appendix A). Points are `[x, y]`; the modes lie at
//! distance 1 from the middle, and a data point is its mode plus normal noise of [`SIGMA`] an axis.

mod overlap;
pub mod picture;

pub use overlap::Overlap;
pub use picture::Picture;

use std::f64::consts::TAU;

use crate::rng::Rng;

/// Gaussians on the circle.
pub const MODES: usize = 8;
/// Standard deviation of a mode, an axis; the circle's radius is 1.
pub const SIGMA: f64 = 0.08;
/// A sample within this many sigmas of a mode counts as that mode's; the data miss it 3 times in 10,000.
pub const NEAR: f64 = 4.0;
/// Directions over which the nearest-mode tail is integrated: enough for four digits.
const DIRECTIONS: u32 = 1_024;

/// The middle of mode `i`, the first at the right, the others counterclockwise.
pub fn mode(i: usize) -> [f64; 2] {
    let (sin, cos) = libm::sincos(TAU * i as f64 / MODES as f64);
    [cos, sin]
}

/// The middles of all modes.
pub fn modes() -> [[f64; 2]; MODES] {
    core::array::from_fn(mode)
}

/// Draws points, or measures them.
#[derive(Clone, Debug)]
pub struct Ring {
    modes: [[f64; 2]; MODES],
}

impl Default for Ring {
    fn default() -> Self {
        Self::new()
    }
}

impl Ring {
    /// The ring.
    pub fn new() -> Self {
        Self { modes: modes() }
    }

    /// Draws a data point.
    ///
    /// The radius comes from 53 uniform bits: [`Rng::normal`], made from 24, never leaves 5.8 sigmas, and with it no
    /// data point could ever be beyond 6, however many were drawn.
    pub fn sample(&self, rng: &mut Rng) -> [f64; 2] {
        let [x, y] = self.modes[rng.below(MODES)];
        let radius = SIGMA * (-2.0 * libm::log(rng.positive())).sqrt();
        let (sin, cos) = libm::sincos(TAU * f64::from(rng.bits()) / 4_294_967_296.0);
        [x + radius * cos, y + radius * sin]
    }

    /// Fills rows `[x, y]` with data points.
    pub fn fill(&self, rng: &mut Rng, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(2) {
            let [x, y] = self.sample(rng);
            (row[0], row[1]) = (x as f32, y as f32);
        }
    }

    /// The nearest mode of `point` and the distance to it in sigmas; infinite for what is no number.
    pub fn nearest(&self, point: [f64; 2]) -> (usize, f64) {
        let mut best = (0, f64::INFINITY);
        for (i, [x, y]) in self.modes.iter().enumerate() {
            let (dx, dy) = (point[0] - x, point[1] - y);
            let square = dx * dx + dy * dy;
            if square < best.1 {
                best = (i, square);
            }
        }
        (best.0, best.1.sqrt() / SIGMA)
    }
}

/// P(R > k) for the distance R of a data point to its own mode, in sigmas: exp(-k^2 / 2).
pub fn own_tail(k: f64) -> f64 {
    libm::exp(-0.5 * k * k)
}

/// P(R > k) for the distance R of a data point to its nearest mode, in sigmas.
///
/// Along each ray from its own mode the discs of radius k around the other modes cut out intervals; what is left
/// between a and b has probability exp(-a^2 / 2) - exp(-b^2 / 2). The mean over directions is the tail.
pub fn nearest_tail(k: f64) -> f64 {
    let modes = modes();
    let mut sum = 0.0;
    for step in 0..DIRECTIONS {
        let (sin, cos) = libm::sincos(TAU * (f64::from(step) + 0.5) / f64::from(DIRECTIONS));
        // Covered so far, from the own mode outwards; the other discs' intervals, in order of where they begin.
        let mut covered = k;
        let mut others = [(f64::INFINITY, f64::INFINITY); MODES];
        let mut count = 0;
        for other in &modes[1..] {
            let (dx, dy) = ((other[0] - modes[0][0]) / SIGMA, (other[1] - modes[0][1]) / SIGMA);
            let (along, aside) = (dx * cos + dy * sin, dx * sin - dy * cos);
            let half = k * k - aside * aside;
            if half <= 0.0 || along + half.sqrt() <= covered {
                continue;
            }
            let interval = (along - half.sqrt(), along + half.sqrt());
            let at = others[..count].partition_point(|other| other.0 <= interval.0);
            others[at..=count].rotate_right(1);
            others[at] = interval;
            count += 1;
        }
        for &(from, to) in &others[..count] {
            if from > covered {
                sum += own_tail(covered) - own_tail(from);
            }
            if to > covered {
                covered = to;
            }
        }
        sum += own_tail(covered);
    }
    sum / f64::from(DIRECTIONS)
}

/// How many of the modes have at least a quarter of an even share of `total` points, of which `counts` lie near each.
pub fn modes_found(counts: &[u32; MODES], total: u64) -> usize {
    counts.iter().filter(|&&count| count > 0 && u64::from(count) * 4 * MODES as u64 >= total).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stated numbers, to the digits stated.
    #[test]
    fn tails_are_those_of_a_normal_in_the_plane() {
        let near = |a: f64, b: f64, part: f64| assert!((a / b - 1.0).abs() < part, "{a} {b}");
        near(own_tail(5.0), 3.7e-6, 0.02);
        near(own_tail(6.0), 1.5e-8, 0.02);
        near(nearest_tail(5.0), 2.9e-6, 0.02);
        near(nearest_tail(6.0), 8.9e-9, 0.01);
        // Discs of up to half the modes' distance, 4.78 sigmas, do not meet; the others then catch what is beyond it.
        near(nearest_tail(4.0), own_tail(4.0), 0.01);
        near(nearest_tail(1.0), own_tail(1.0), 1e-6);
        assert!(nearest_tail(0.0) == 1.0);
        let mut before = 1.0;
        for i in 1..60 {
            let tail = nearest_tail(f64::from(i) * 0.25);
            assert!(tail < before && tail <= own_tail(f64::from(i) * 0.25) * (1.0 + 1e-12), "{i}: {tail}");
            before = tail;
        }
    }

    #[test]
    fn samples_have_these_tails_where_they_can_be_seen() {
        let ring = Ring::new();
        let mut rng = Rng::stream(1, "ring");
        let n = 2_000_000;
        let limits = [1.0, 2.0, 3.0, 4.0, 4.5];
        let mut beyond = [0_u32; 5];
        for _ in 0..n {
            let (_, distance) = ring.nearest(ring.sample(&mut rng));
            for (beyond, limit) in beyond.iter_mut().zip(limits) {
                *beyond += u32::from(distance > limit);
            }
        }
        for (beyond, limit) in beyond.iter().zip(limits) {
            let expected = nearest_tail(limit) * f64::from(n);
            assert!((f64::from(*beyond) - expected).abs() < 4.0 * expected.sqrt(), "{limit}: {beyond} {expected}");
        }
    }

    /// Each mode drawn as if it were far narrower, so that its far tail can be seen: the distance's distribution has no
    /// edge before 8 sigmas.
    #[test]
    fn radii_reach_beyond_six_sigmas() {
        let radius = |bits: u64| (-2.0 * libm::log((bits + 1) as f64 / 9_007_199_254_740_992.0)).sqrt();
        assert!(radius(0) > 8.5 && radius((1 << 53) - 1) == 0.0);
        // Among 200,000 draws the greatest radius has a median of 5.02 and is beyond 3.9 nearly surely.
        let ring = Ring::new();
        let mut rng = Rng::stream(3, "ring");
        let farthest = (0..200_000).map(|_| ring.nearest(ring.sample(&mut rng)).1).fold(0.0, f64::max);
        assert!((3.9..6.5).contains(&farthest), "{farthest}");
    }

    #[test]
    fn modes_are_even_and_found_by_the_nearest() {
        let ring = Ring::new();
        let mut rng = Rng::stream(2, "ring");
        let mut counts = [0; MODES];
        for _ in 0..80_000 {
            counts[ring.nearest(ring.sample(&mut rng)).0] += 1;
        }
        assert!(counts.iter().all(|c| (9_600..10_400).contains(c)), "{counts:?}");
        assert_eq!(modes_found(&counts, 80_000), 8);
        assert_eq!(modes_found(&[0; MODES], 0), 0);
        assert_eq!(modes_found(&[100, 90, 0, 0, 0, 0, 2, 0], 192), 2);
        assert_eq!(modes_found(&[3, 3, 3, 3, 3, 3, 3, 3], 1_000), 0);
        for (i, mode) in modes().into_iter().enumerate() {
            assert_eq!(ring.nearest(mode), (i, 0.0));
        }
        assert_eq!(ring.nearest([f64::NAN, 0.0]).1, f64::INFINITY);
        let middle = ring.nearest([0.0, 0.0]).1;
        assert!((middle - 12.5).abs() < 1e-9, "{middle}");
    }
}
