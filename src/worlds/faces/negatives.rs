//! Pictures that are no faces, for a classifier to tell from faces.

use super::distort::{Edit, render_edited, scramble, stripes, texture, white_noise};
use super::{PIXEL_NOISE, Pose, add_noise, sample, sample_face};
use crate::rng::Rng;

/// How close the non-faces come to faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Negatives {
    /// White noise, texture, stripes and scrambled faces, a quarter each.
    Easy,
    /// 60% of the easy ones, and 40% faces with missing, extra or swapped parts.
    Hard,
}

/// Draws a picture that is no face into `out` (`PIXELS` values), pixel noise included.
pub fn sample_negative(kind: Negatives, pose: Pose, rng: &mut Rng, out: &mut [f32]) {
    if kind == Negatives::Hard && rng.chance(0.4) {
        let z = sample(pose, rng);
        render_edited(&z, Edit::WRONG[rng.below(Edit::WRONG.len())], out);
        add_noise(PIXEL_NOISE, rng, out);
        return;
    }
    match rng.below(4) {
        0 => white_noise(rng, out),
        1 => {
            texture(rng.range(0.1, 0.35), rng, out);
            add_noise(PIXEL_NOISE, rng, out);
        }
        2 => {
            stripes(rng, out);
            add_noise(PIXEL_NOISE, rng, out);
        }
        _ => {
            sample_face(pose, rng, out);
            scramble(rng, out);
        }
    }
}
