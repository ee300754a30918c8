//! What is done to a face to make it less of one: parts removed, added, moved; pixels turned, mixed, blurred.

use super::layers::Layer::{self, Base, Brow, Glasses, Iris, Mouth, Ridge, Socket, Teeth, White};
use super::render::{Scene, store, with_scene};
use super::shapes::{BLANK, Plane};
use super::{PIXELS, Parameters, SIDE, index};
use crate::rng::Rng;
use wide::f32x4;

/// A face with one thing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing wrong.
    Whole,
    /// No nose.
    NoNose,
    /// No mouth.
    NoMouth,
    /// Two noses side by side.
    TwoNoses,
    /// A second mouth where the nose ends.
    TwoMouths,
    /// An eye on the forehead.
    ThirdEye,
    /// One eye and its brow, the left if `true`, missing.
    OneEye(bool),
    /// Neither eyes nor brows.
    NoEyes,
    /// The mouth where the eyes should be, and the eyes where the mouth should be.
    Swapped,
    /// All features upside down on an upright head.
    Flipped,
}

impl Edit {
    /// The edits that hard negatives are drawn from: those that [`super::truth`] too calls no face. A face without
    /// a nose or with two mouths is a poor one and no more; to a net that must call it none, faces are a blur.
    pub const WRONG: [Self; 6] =
        [Self::ThirdEye, Self::OneEye(true), Self::OneEye(false), Self::NoEyes, Self::Swapped, Self::Flipped];
}

const EYES: &[Layer] = &[Socket, White, Iris, Brow];
const BARE_EYE: &[Layer] = &[Socket, White, Iris];
const NOSE: &[Layer] = &[Ridge, Base];
const MOUTH: &[Layer] = &[Mouth, Teeth];
const GLASSES: &[Layer] = &[Glasses];

/// Which half of a part is painted, seen in the part's own coordinates.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Both,
    Left,
    Right,
}

/// Layers painted `dx`, `dy` from their place, after turning them upside down about the middle of the features.
#[derive(Clone, Copy)]
struct Part {
    layers: &'static [Layer],
    dx: f32,
    dy: f32,
    flipped: bool,
    half: Half,
}

/// Height that the features are turned about.
const FLIP_Y: f32 = 0.1;

const fn part(layers: &'static [Layer], dx: f32, dy: f32) -> Part {
    Part { layers, dx, dy, flipped: false, half: Half::Both }
}

impl Part {
    fn paint(self, scene: &Scene, out: &mut Plane) {
        let (mut x, mut y, mut mask, mut white) = (BLANK, BLANK, BLANK, BLANK);
        let zero = f32x4::ZERO;
        for i in 0..x.len() {
            let upright = if self.flipped { f32x4::splat(2.0 * FLIP_Y) - scene.y[i] } else { scene.y[i] };
            x[i] = scene.x[i] - f32x4::splat(self.dx);
            y[i] = upright - f32x4::splat(if self.flipped { -self.dy } else { self.dy });
            mask[i] = match self.half {
                Half::Both => zero.simd_ge(zero),
                Half::Left => x[i].simd_lt(zero),
                Half::Right => x[i].simd_ge(zero),
            };
        }
        for &layer in self.layers {
            scene.paint_moved(layer, (&x, &y), &mut white, &mask, out);
        }
    }
}

/// Draws the face `z` with `edit` done to it, without noise. `Edit::Whole` draws the same bits as `render`.
pub fn render_edited(z: &Parameters, edit: Edit, out: &mut [f32]) {
    with_scene(z, |scene| paint_edited(scene, edit, out));
}

fn paint_edited(scene: &Scene, edit: Edit, out: &mut [f32]) {
    let eye_spacing = scene.values.v[index::EYE_SPACING];
    let (eyes, nose, mouth) = (part(EYES, 0.0, 0.0), part(NOSE, 0.0, 0.0), part(MOUTH, 0.0, 0.0));
    let glasses = part(GLASSES, 0.0, 0.0);
    let turn = |p: Part| Part { flipped: true, ..p };
    let mut picture = scene.bare;
    let mut paint = |parts: &[Part]| parts.iter().for_each(|p| p.paint(scene, &mut picture));
    match edit {
        Edit::Whole => paint(&[eyes, nose, mouth, glasses]),
        Edit::NoNose => paint(&[eyes, mouth, glasses]),
        Edit::NoMouth => paint(&[eyes, nose, glasses]),
        Edit::TwoNoses => paint(&[eyes, part(NOSE, -0.16, 0.0), part(NOSE, 0.16, 0.0), mouth, glasses]),
        Edit::TwoMouths => paint(&[eyes, nose, mouth, part(MOUTH, 0.0, -0.25), glasses]),
        Edit::ThirdEye => {
            let eye = Part { half: Half::Right, ..part(BARE_EYE, -eye_spacing, -0.32) };
            paint(&[eyes, nose, mouth, glasses, eye]);
        }
        Edit::OneEye(left) => {
            let eye = Part { half: if left { Half::Right } else { Half::Left }, ..eyes };
            paint(&[eye, nose, mouth, glasses]);
        }
        Edit::NoEyes => paint(&[nose, mouth, glasses]),
        Edit::Swapped => paint(&[part(EYES, 0.0, 0.43), nose, part(MOUTH, 0.0, -0.43), part(GLASSES, 0.0, 0.43)]),
        Edit::Flipped => paint(&[turn(eyes), turn(nose), turn(mouth), turn(glasses)]),
    }
    store(&picture, out);
}

/// Turns an image upside down.
pub fn upside_down(image: &mut [f32]) {
    for row in 0..SIDE / 2 {
        for column in 0..SIDE {
            image.swap(row * SIDE + column, (SIDE - 1 - row) * SIDE + column);
        }
    }
}

/// Black becomes white.
pub fn negative(image: &mut [f32]) {
    for pixel in image {
        *pixel = 1.0 - *pixel;
    }
}

/// Cuts an image into 16 tiles and puts them back in random order.
pub fn scramble(rng: &mut Rng, image: &mut [f32]) {
    const TILE: usize = SIDE / 4;
    let mut order: [usize; 16] = core::array::from_fn(|i| i);
    rng.shuffle(&mut order);
    let mut whole = [0.0; PIXELS];
    whole.copy_from_slice(image);
    for (to, &from) in order.iter().enumerate() {
        for row in 0..TILE {
            let at = |tile: usize| (tile / 4 * TILE + row) * SIDE + tile % 4 * TILE;
            image[at(to)..at(to) + TILE].copy_from_slice(&whole[at(from)..at(from) + TILE]);
        }
    }
}

/// Replaces every pixel by the mean of the 3 x 3 around it, the edge repeated outwards.
pub fn blur(image: &mut [f32]) {
    let mut whole = [0.0; PIXELS];
    whole.copy_from_slice(image);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let mut sum = 0.0;
            for dy in 0..3 {
                for dx in 0..3 {
                    let (y, x) = ((row + dy).saturating_sub(1), (column + dx).saturating_sub(1));
                    sum += whole[y.min(SIDE - 1) * SIDE + x.min(SIDE - 1)];
                }
            }
            image[row * SIDE + column] = sum / 9.0;
        }
    }
}

/// Every pixel any grey, by itself.
pub fn white_noise(rng: &mut Rng, image: &mut [f32]) {
    for pixel in image {
        *pixel = rng.uniform();
    }
}

/// Soft random blots about four pixels wide, of contrast `contrast` around mid-grey.
pub fn texture(contrast: f32, rng: &mut Rng, image: &mut [f32]) {
    /// A random value every three pixels, interpolated linearly.
    const STEP: usize = 3;
    const KNOTS: usize = SIDE / STEP + 1;
    let knots: [[f32; KNOTS]; KNOTS] = core::array::from_fn(|_| core::array::from_fn(|_| rng.normal()));
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (i, j) = (row / STEP, column / STEP);
            let (v, u) = ((row % STEP) as f32 / STEP as f32, (column % STEP) as f32 / STEP as f32);
            let above = knots[i][j] + u * (knots[i][j + 1] - knots[i][j]);
            let below = knots[i + 1][j] + u * (knots[i + 1][j + 1] - knots[i + 1][j]);
            image[row * SIDE + column] = super::clip(0.5 + contrast * (above + v * (below - above)));
        }
    }
}

/// A wave of random direction, length, place and contrast.
pub fn stripes(rng: &mut Rng, image: &mut [f32]) {
    let (sin, cos) = libm::sincosf(rng.range(0.0, core::f32::consts::PI));
    let frequency = core::f32::consts::TAU / rng.range(3.0, 12.0);
    let place = rng.range(0.0, core::f32::consts::TAU);
    let (contrast, grey) = (rng.range(0.1, 0.5), rng.range(0.3, 0.7));
    for row in 0..SIDE {
        for column in 0..SIDE {
            let along = cos * column as f32 + sin * row as f32;
            image[row * SIDE + column] = super::clip(grey + contrast * libm::sinf(frequency * along + place));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Pose, render, sample};
    use super::*;

    #[test]
    fn a_whole_face_is_a_face_and_every_edit_shows() {
        let mut rng = Rng::stream(1, "edits");
        let (mut face, mut edited) = ([0.0; PIXELS], [0.0; PIXELS]);
        for _ in 0..50 {
            let z = sample(Pose::Jittered, &mut rng);
            render(&z, &mut face);
            render_edited(&z, Edit::Whole, &mut edited);
            assert_eq!(face.map(f32::to_bits), edited.map(f32::to_bits));
            for edit in Edit::WRONG {
                render_edited(&z, edit, &mut edited);
                let changed = face.iter().zip(&edited).filter(|(a, b)| (*a - *b).abs() > 0.05).count();
                assert!(changed >= 4, "{edit:?} changed {changed} pixels");
            }
        }
    }

    #[test]
    fn turning_twice_changes_nothing() {
        let mut rng = Rng::stream(1, "turn");
        let mut image = [0.0; PIXELS];
        white_noise(&mut rng, &mut image);
        let before = image;
        upside_down(&mut image);
        assert_ne!(before, image);
        upside_down(&mut image);
        assert_eq!(before, image);
    }
}
