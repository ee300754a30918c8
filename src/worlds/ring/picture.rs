//! Points of the plane as a grey picture with equal scales: black ground, a dim disc for every mode, points the brighter
//! the more of them share a pixel.

use super::{MODES, SIGMA, modes};

/// Pixels along an edge.
pub const SIDE: usize = 120;
/// Radius in sigmas of the discs that stand for the data: 99% of them lie within.
const DISC: f64 = 3.0;
/// Greys of a disc, of a pixel with one point, and of the fullest pixel.
const GREYS: [u8; 3] = [52, 112, 255];

/// Counts of points, a pixel each.
#[derive(Clone, Debug)]
pub struct Picture {
    reach: f64,
    counts: Vec<u32>,
    outside: u32,
}

impl Picture {
    /// An empty picture of the square from -`reach` to `reach`, which must be positive.
    pub fn new(reach: f64) -> Self {
        debug_assert!(reach > 0.0);
        Self { reach, counts: vec![0; SIDE * SIDE], outside: 0 }
    }

    /// Empties it, for a square of another size.
    pub fn clear(&mut self, reach: f64) {
        self.reach = reach;
        self.counts.fill(0);
        self.outside = 0;
    }

    /// Half of the edge, in the plane's unit.
    pub fn reach(&self) -> f64 {
        self.reach
    }

    /// How many points lie outside.
    pub fn outside(&self) -> u32 {
        self.outside
    }

    /// The column or row of a coordinate that grows with it; none outside.
    fn cell(&self, x: f64) -> Option<usize> {
        let at = (x / self.reach + 1.0) * 0.5 * SIDE as f64;
        // Not a number fails both.
        (at >= 0.0 && at < SIDE as f64).then_some(at as usize)
    }

    /// Adds a point.
    pub fn add(&mut self, [x, y]: [f64; 2]) {
        if let (Some(column), Some(row)) = (self.cell(x), self.cell(-y)) {
            let count = &mut self.counts[row * SIDE + column];
            *count = count.saturating_add(1);
        } else {
            self.outside = self.outside.saturating_add(1);
        }
    }

    /// `SIDE * SIDE` greys, row by row from the top left.
    pub fn grey(&self) -> Vec<u8> {
        self.grey_beyond(0.0)
    }

    /// The same, without the points in pixels whose middle is less than `limit` sigmas from a mode.
    pub fn grey_beyond(&self, limit: f64) -> Vec<u8> {
        let modes = modes();
        let kept = |i: usize| if limit > 0.0 && self.within(&modes, i, limit * SIGMA) { 0 } else { self.counts[i] };
        let fullest = (0..SIDE * SIDE).map(kept).fold(1, |most, count| if count > most { count } else { most });
        let scale = f64::from(GREYS[2] - GREYS[1]) / if fullest > 1 { libm::log(f64::from(fullest)) } else { 1.0 };
        // A disc smaller than a pixel is the pixel that it lies in.
        let pixel = self.reach / SIDE as f64;
        let disc = if DISC * SIGMA > pixel { DISC * SIGMA } else { pixel };
        (0..SIDE * SIDE)
            .map(|i| match kept(i) {
                0 if self.within(&modes, i, disc) => GREYS[0],
                0 => 0,
                count => (f64::from(GREYS[1]) + scale * libm::log(f64::from(count)) + 0.5) as u8,
            })
            .collect()
    }

    /// Whether the middle of a pixel is at most `radius` from a mode.
    fn within(&self, modes: &[[f64; 2]; MODES], i: usize, radius: f64) -> bool {
        let pixel = 2.0 * self.reach / SIDE as f64;
        let (x, y) = (((i % SIDE) as f64 + 0.5) * pixel - self.reach, self.reach - ((i / SIDE) as f64 + 0.5) * pixel);
        modes.iter().any(|[cx, cy]| (x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius)
    }

    /// Draws a white frame with a black one inside around a point; around the nearest pixel if it lies outside.
    pub fn mark(&self, pixels: &mut [u8], [x, y]: [f64; 2]) {
        let near = |x: f64| {
            let at = (x / self.reach + 1.0) * 0.5 * SIDE as f64;
            if at >= SIDE as f64 { SIDE - 1 } else { at as usize }
        };
        let (column, row) = (near(x).cast_signed(), near(-y).cast_signed());
        let last = SIDE.cast_signed() - 1;
        for (radius, grey) in [(2, 0), (3, 255)] {
            for d in -radius..=radius {
                for (dx, dy) in [(d, -radius), (d, radius), (-radius, d), (radius, d)] {
                    let (column, row) = (column + dx, row + dy);
                    if (0..=last).contains(&column) && (0..=last).contains(&row) {
                        pixels[(row * (last + 1) + column).cast_unsigned()] = grey;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(pixels: &[u8], wanted: u8) -> usize {
        pixels.iter().map(|grey| usize::from(*grey == wanted)).sum()
    }

    #[test]
    fn points_land_where_they_belong_and_strange_ones_are_outside() {
        let mut picture = Picture::new(1.5);
        // Right of the middle; x points right and y up.
        picture.add([1.01, -0.01]);
        picture.add([0.01, 1.39]);
        for outside in [[1.6, 0.0], [f64::NAN, 0.0], [0.0, f64::INFINITY], [f64::MIN, f64::MAX]] {
            picture.add(outside);
        }
        assert_eq!(picture.outside(), 4);
        let grey = picture.grey();
        assert_eq!(count(&grey, GREYS[1]), 2);
        assert_eq!((grey[60 * SIDE + 100], grey[4 * SIDE + 60], grey[0]), (GREYS[1], GREYS[1], 0));
        for _ in 0..1_000 {
            picture.add([1.01, -0.01]);
        }
        assert_eq!(picture.grey()[60 * SIDE + 100], 255);
    }

    #[test]
    fn discs_cover_what_they_should_and_never_vanish() {
        let disc = |reach: f64| count(&Picture::new(reach).grey(), GREYS[0]);
        // Eight discs of radius .24, on pixels of .025.
        let area = 8.0 * core::f64::consts::PI * libm::pow(0.24 / 0.025, 2.0);
        assert!((disc(1.5) as f64 / area - 1.0).abs() < 0.03, "{}", disc(1.5));
        assert!((1..=16).contains(&disc(96.0)), "{}", disc(96.0));
    }

    #[test]
    fn points_near_a_mode_can_be_left_out() {
        let mut picture = Picture::new(1.5);
        for point in [[1.0, 0.0], [0.0, 0.0], [0.01, 0.0], [0.9, 0.0], [0.4, 0.0]] {
            picture.add(point);
        }
        let bright = |limit| picture.grey_beyond(limit).iter().filter(|g| **g >= GREYS[1]).count();
        assert_eq!([0.0, 6.0, 8.0, 13.0].map(bright), [4, 2, 1, 0]);
    }

    #[test]
    fn marks_stay_inside() {
        let picture = Picture::new(1.5);
        let mut pixels = picture.grey();
        for point in [[0.0, 0.0], [9.0, -9.0], [-1.5, 1.5], [f64::NAN, f64::INFINITY]] {
            picture.mark(&mut pixels, point);
        }
        assert!(count(&pixels, 255) > 24);
    }
}
