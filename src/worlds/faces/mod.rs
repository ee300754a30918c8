//! The face world: 24 x 24 grey faces drawn from 20 parameters, so that how face-like an image is can be measured.
//!
//! An image is `[SIDE * SIDE]`, row by row from the top left, every value in [0, 1]. A face is a point `z` of
//! [`Parameters`]; each `z[i]` in [0, 1] is mapped linearly to the range in [`TABLE`].

pub mod distort;
mod layers;
pub mod negatives;
mod render;
mod shapes;
pub mod truth;

pub use negatives::{Negatives, sample_negative};
pub use render::render;
pub use truth::{Fit, Fitter};

use crate::rng::Rng;

/// Pixels along one edge of an image.
pub const SIDE: usize = 24;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// Parameters of a face.
pub const PARAMETERS: usize = 20;
/// Standard deviation of the noise on every sampled face.
pub const PIXEL_NOISE: f32 = 0.02;
/// Probability that a sampled face wears glasses.
pub const GLASSES_PROBABILITY: f32 = 0.35;

/// A face: one number in [0, 1] a parameter, in the order of [`TABLE`].
pub type Parameters = [f32; PARAMETERS];

/// What one parameter means.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Name, lowercase.
    pub name: &'static str,
    /// Value in face units (half the image's edge), radians or grey levels at z = 0.
    pub low: f32,
    /// The same at z = 1.
    pub high: f32,
    /// Bounds of z while an image is fitted: a little more than a face may have, so that a slightly strange
    /// face is told from a monster; tones may take any grey, else faces on bright ground would score worst.
    pub fit: (f32, f32),
}

/// Indices into [`Parameters`] and [`TABLE`].
#[expect(missing_docs, reason = "the names are the table's")]
pub mod index {
    pub const CENTRE_X: usize = 0;
    pub const CENTRE_Y: usize = 1;
    pub const SCALE: usize = 2;
    pub const ROTATION: usize = 3;
    pub const HEAD_WIDTH: usize = 4;
    pub const SKIN_TONE: usize = 5;
    pub const HAIR_TONE: usize = 6;
    pub const HAIRLINE: usize = 7;
    pub const HAIR_LENGTH: usize = 8;
    pub const EYE_SPACING: usize = 9;
    pub const EYE_HEIGHT: usize = 10;
    pub const GAZE: usize = 11;
    pub const BROW_TILT: usize = 12;
    pub const NOSE_LENGTH: usize = 13;
    pub const MOUTH_WIDTH: usize = 14;
    pub const SMILE: usize = 15;
    pub const MOUTH_OPEN: usize = 16;
    pub const LIGHT: usize = 17;
    pub const BACKGROUND: usize = 18;
    pub const GLASSES: usize = 19;
}

const fn parameter(name: &'static str, low: f32, high: f32, fit: (f32, f32)) -> Parameter {
    Parameter { name, low, high, fit }
}

const POSE: (f32, f32) = (-0.15, 1.15);
const SHAPE: (f32, f32) = (-0.1, 1.1);

/// The 20 parameters in order.
pub const TABLE: [Parameter; PARAMETERS] = [
    parameter("centre x", -0.07, 0.07, POSE),
    parameter("centre y", -0.07, 0.07, POSE),
    parameter("scale", 0.94, 1.08, POSE),
    parameter("rotation", -0.12, 0.12, POSE),
    parameter("head width", 0.50, 0.64, SHAPE),
    parameter("skin tone", 0.60, 0.98, (-0.7, 1.1)),
    parameter("hair tone", 0.03, 0.34, (0.0, 1.7)),
    parameter("hairline", -0.62, -0.36, SHAPE),
    parameter("hair length", 0.0, 1.0, (0.0, 1.1)),
    parameter("eye spacing", 0.21, 0.29, SHAPE),
    parameter("eye height", 0.07, 0.125, SHAPE),
    parameter("gaze", -0.05, 0.05, (-0.3, 1.3)),
    parameter("brow tilt", -0.07, 0.07, SHAPE),
    parameter("nose length", 0.14, 0.26, SHAPE),
    parameter("mouth width", 0.17, 0.30, SHAPE),
    parameter("smile", -0.10, 0.13, SHAPE),
    parameter("mouth open", 0.0, 0.095, SHAPE),
    parameter("light", -0.5, 0.5, (-0.5, 1.5)),
    parameter("background", 0.35, 0.85, (-0.7, 1.3)),
    parameter("glasses", 0.0, 1.0, (0.0, 1.1)),
];

/// How much the head may move in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pose {
    /// The whole range of centre, scale and rotation.
    Jittered,
    /// The middle 15% of it: an easier world, used for the generators.
    Aligned,
}

/// Draws a face's parameters: uniform, glasses on or off.
pub fn sample(pose: Pose, rng: &mut Rng) -> Parameters {
    let mut z = [0.0; PARAMETERS];
    for value in &mut z {
        *value = rng.uniform();
    }
    if pose == Pose::Aligned {
        for value in &mut z[index::CENTRE_X..=index::ROTATION] {
            *value = 0.5 + 0.15 * (*value - 0.5);
        }
    }
    z[index::GLASSES] = if z[index::GLASSES] < GLASSES_PROBABILITY { 1.0 } else { 0.0 };
    z
}

/// Adds normal noise of standard deviation `sigma` and clips to [0, 1], as a camera would: every image stays
/// one that a screen can show.
pub fn add_noise(sigma: f32, rng: &mut Rng, image: &mut [f32]) {
    for pixel in image {
        *pixel = clip(*pixel + sigma * rng.normal());
    }
}

/// Draws a face and its pixel noise into `out` (`PIXELS` values); returns its parameters.
pub fn sample_face(pose: Pose, rng: &mut Rng, out: &mut [f32]) -> Parameters {
    let z = sample(pose, rng);
    render(&z, out);
    add_noise(PIXEL_NOISE, rng, out);
    z
}

/// `x` brought into [0, 1]; 0 if it is not a number.
pub(crate) fn clip(x: f32) -> f32 {
    if x >= 1.0 {
        1.0
    } else if x > 0.0 {
        x
    } else {
        0.0
    }
}

/// The grey values of `image`, 0 black to 255 white, for a screen.
pub fn grey(image: &[f32]) -> Vec<u8> {
    debug_assert_eq!(image.len(), PIXELS);
    image.iter().map(|p| (p * 255.0 + 0.5) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn renderer_draws_the_same_bits_everywhere() {
        let mut rng = Rng::stream(1, "faces");
        let mut image = [0.0; PIXELS];
        let mut hash = Sha256::new();
        for _ in 0..50 {
            sample_face(Pose::Jittered, &mut rng, &mut image);
            hash.update(image.map(|v| (v * 255.0 + 0.5) as u8));
            hash.update(image.map(f32::to_bits).map(u32::to_le_bytes).concat());
        }
        let digest = u128::from_be_bytes(hash.finalize()[..16].try_into().unwrap());
        assert_eq!(format!("{digest:032x}"), "a10e24865cbc55a3d44c714daa8762a1");
    }

    #[test]
    fn glasses_are_on_or_off() {
        let mut rng = Rng::stream(1, "faces");
        let on = (0..10_000).filter(|_| sample(Pose::Jittered, &mut rng)[index::GLASSES] == 1.0).count();
        assert!((3_300..3_700).contains(&on), "{on}");
    }

    #[test]
    fn aligned_faces_hardly_move() {
        let mut rng = Rng::stream(1, "faces");
        for _ in 0..1_000 {
            let z = sample(Pose::Aligned, &mut rng);
            assert!(z[..4].iter().all(|v| (v - 0.5).abs() <= 0.075), "{z:?}");
        }
    }
}
