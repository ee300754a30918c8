//! Shapes four pixels at a time: signed distances, coverage, and the box outside which a shape is blank.
//!
//! Minimum and maximum are written as compare and blend: the instructions called `min` and `max` treat -0 and
//! NaN differently on different machines.

use super::SIDE;
use wide::f32x4;

/// Groups of four pixels in a row.
pub(super) const GROUPS: usize = SIDE / 4;
/// Groups of four pixels in an image.
pub(super) const VECTORS: usize = SIDE * GROUPS;

/// One value a pixel.
pub(super) type Plane = [f32x4; VECTORS];
/// A plane of zeros.
pub(super) const BLANK: Plane = [f32x4::ZERO; VECTORS];

pub(super) fn min(a: f32x4, b: f32x4) -> f32x4 {
    a.simd_lt(b).bitselect(a, b)
}

pub(super) fn max(a: f32x4, b: f32x4) -> f32x4 {
    a.simd_gt(b).bitselect(a, b)
}

/// `x`, or 0 where it is negative or not a number.
pub(super) fn positive(x: f32x4) -> f32x4 {
    x & x.simd_gt(f32x4::ZERO)
}

/// `x` in [0, 1].
pub(super) fn unit(x: f32x4) -> f32x4 {
    min(positive(x), f32x4::ONE)
}

/// -1 left of the middle, 1 elsewhere.
pub(super) fn side(x: f32x4) -> f32x4 {
    x.simd_lt(f32x4::ZERO).bitselect(f32x4::splat(-1.0), f32x4::ONE)
}

/// An axis-parallel ellipse around the origin.
#[derive(Clone, Copy)]
pub(super) struct Ellipse {
    xx: f32x4,
    yy: f32x4,
    xxxx: f32x4,
    yyyy: f32x4,
}

impl Ellipse {
    pub(super) fn new(rx: f32, ry: f32) -> Self {
        let (xx, yy) = (1.0 / (rx * rx), 1.0 / (ry * ry));
        Self { xx: f32x4::splat(xx), yy: f32x4::splat(yy), xxxx: f32x4::splat(xx * xx), yyyy: f32x4::splat(yy * yy) }
    }

    /// Quilez's approximate distance, `k0 (k0 - 1) / k1`.
    pub(super) fn distance(self, x: f32x4, y: f32x4) -> f32x4 {
        // The small number keeps the very centre from being 0 / 0.
        let (xx, yy) = (x * x + f32x4::splat(1e-10), y * y);
        let k00 = xx * self.xx + yy * self.yy;
        let k11 = xx * self.xxxx + yy * self.yyyy;
        (k00 - k00.sqrt()) / k11.sqrt()
    }

    /// Half-width and half-height of what is drawn of an ellipse of these radii, its soft edge of half-width
    /// `soft` included: `k0 / k1` is at least the smaller radius.
    pub(super) fn reach(rx: f32, ry: f32, soft: f32) -> (f32, f32) {
        let k0 = 1.0 + soft / if rx < ry { rx } else { ry };
        (rx * k0, ry * k0)
    }
}

/// Distance to the line from `a` to `b`, thickened to `radius`.
pub(super) fn capsule(x: f32x4, y: f32x4, a: (f32, f32), b: (f32, f32), radius: f32) -> f32x4 {
    let (ux, uy) = (b.0 - a.0, b.1 - a.1);
    let scale = 1.0 / (ux * ux + uy * uy);
    let (ux, uy) = (f32x4::splat(ux), f32x4::splat(uy));
    let (x, y) = (x - f32x4::splat(a.0), y - f32x4::splat(a.1));
    let along = unit((x * ux + y * uy) * f32x4::splat(scale));
    let (x, y) = (x - along * ux, y - along * uy);
    (x * x + y * y).sqrt() - f32x4::splat(radius)
}

/// Rows and groups of columns that a shape may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: (usize, usize),
    pub(super) groups: (usize, usize),
}

impl Area {
    pub(super) const NONE: Self = Self { rows: (0, 0), groups: (0, 0) };
    pub(super) const ALL: Self = Self { rows: (0, SIDE), groups: (0, GROUPS) };

    /// The smallest pair of row bounds that holds both.
    pub(super) fn rows_with(self, other: Self) -> (usize, usize) {
        if self.rows.0 >= self.rows.1 {
            return other.rows;
        }
        if other.rows.0 >= other.rows.1 {
            return self.rows;
        }
        (self.rows.0.min(other.rows.0), self.rows.1.max(other.rows.1))
    }

    /// Fills the rows of `out` with `f(vector)`, blank left and right of the area.
    pub(super) fn fill(self, out: &mut Plane, mut f: impl FnMut(usize) -> f32x4) {
        for row in self.rows.0..self.rows.1 {
            let start = row * GROUPS;
            for group in 0..GROUPS {
                out[start + group] =
                    if (self.groups.0..self.groups.1).contains(&group) { f(start + group) } else { f32x4::ZERO };
            }
        }
    }
}
