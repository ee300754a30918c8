//! The layers of a face, painted back to front, each a shape with a soft edge, an opacity and a tone.

use super::shapes::{Area, Ellipse, GROUPS, Plane, capsule, max, min, positive, side, unit};
use super::{PARAMETERS, Parameters, SIDE, TABLE, index};
use wide::f32x4;

/// Height of the head, and of the line through the eyes.
const HEAD_HEIGHT: f32 = 0.76;
const EYE_Y: f32 = -0.06;

/// Layers above the background, back to front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Layer {
    Hair,
    Shoulders,
    Neck,
    Ears,
    Head,
    Fringe,
    Socket,
    White,
    Iris,
    Brow,
    Ridge,
    Base,
    Mouth,
    Teeth,
    Glasses,
}

use Layer::{Base, Brow, Ears, Fringe, Glasses, Hair, Head, Iris, Mouth, Neck, Ridge, Shoulders, Socket, Teeth, White};

pub(super) const LAYERS: [Layer; 15] =
    [Hair, Shoulders, Neck, Ears, Head, Fringe, Socket, White, Iris, Brow, Ridge, Base, Mouth, Teeth, Glasses];
/// The first layer of the face's features; what lies below is the bare head.
pub(super) const FEATURES: usize = Socket as usize;

/// A parameter vector in face units.
#[derive(Clone, Copy)]
pub(super) struct Values {
    pub(super) v: [f32; PARAMETERS],
    sin: f32,
    cos: f32,
}

impl Values {
    pub(super) fn new(z: &Parameters) -> Self {
        let mut v = [0.0; PARAMETERS];
        for ((v, &z), range) in v.iter_mut().zip(z).zip(&TABLE) {
            *v = range.low + (range.high - range.low) * z;
        }
        let (sin, cos) = libm::sincosf(v[index::ROTATION]);
        Self { v, sin, cos }
    }

    /// Where the pixels lie in the face's own coordinates.
    pub(super) fn frame(&self, x: &mut Plane, y: &mut Plane) {
        let scale = 1.0 / self.v[index::SCALE];
        let (sin, cos) = (f32x4::splat(self.sin * scale), f32x4::splat(self.cos * scale));
        for row in 0..SIDE {
            let dy = f32x4::splat(pixel_centre(row) - self.v[index::CENTRE_Y]);
            for group in 0..GROUPS {
                let dx = f32x4::new([0, 1, 2, 3].map(|lane| pixel_centre(4 * group + lane) - self.v[index::CENTRE_X]));
                x[row * GROUPS + group] = cos * dx + sin * dy;
                y[row * GROUPS + group] = cos * dy - sin * dx;
            }
        }
    }

    /// Pixels a unit of distance, softened: coverage falls from 1 to 0 over 1.15 pixels.
    fn sharpness(&self) -> f32 {
        self.v[index::SCALE] * (SIDE as f32 / 2.0 / 1.15)
    }

    /// Half the width of the soft edge, rounded up.
    fn soft(&self) -> f32 {
        0.501 / self.sharpness()
    }

    /// The pixels within `half_width`, `half_height` of (0, `centre_y`) in face coordinates.
    fn area(&self, half_width: f32, centre_y: f32, half_height: f32) -> Area {
        let scale = self.v[index::SCALE];
        let sin = self.sin.abs();
        let x = self.v[index::CENTRE_X] - scale * self.sin * centre_y;
        let y = self.v[index::CENTRE_Y] + scale * self.cos * centre_y;
        let rows = pixel_range(y, scale * (self.cos * half_height + sin * half_width));
        let columns = pixel_range(x, scale * (self.cos * half_width + sin * half_height));
        Area { rows, groups: (columns.0 / 4, columns.1.div_ceil(4)) }
    }
}

fn pixel_centre(i: usize) -> f32 {
    (2 * i + 1) as f32 / SIDE as f32 - 1.0
}

/// First and one past the last pixel whose centre is within `reach` of `centre`, with room for rounding.
fn pixel_range(centre: f32, reach: f32) -> (usize, usize) {
    let pixel = |at: f32| ((at + 1.0) * SIDE as f32 - 1.0) * 0.5;
    let (low, high) = (pixel(centre - reach) - 0.01, pixel(centre + reach) + 0.01);
    // A negative real turns into 0.
    ((libm::ceilf(low) as usize).min(SIDE), (libm::floorf(high + 1.0) as usize).min(SIDE))
}

/// What a layer is painted with.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Flat(f32x4),
    /// Hair tone with its gloss.
    Hair(f32x4),
    /// A multiple of the head's shading.
    Shade(f32x4),
    /// The same, but no brighter than white.
    Lit(f32x4),
}

pub(super) fn tone(layer: Layer, values: &Values) -> Tone {
    let v = &values.v;
    let (skin, hair) = (v[index::SKIN_TONE], v[index::HAIR_TONE]);
    match layer {
        Hair | Fringe => Tone::Hair(f32x4::splat(hair)),
        Shoulders => Tone::Flat(f32x4::splat(0.25 + 0.5 * (1.0 - v[index::BACKGROUND]))),
        Neck => Tone::Flat(f32x4::splat(0.62 * skin)),
        Ears => Tone::Flat(f32x4::splat(0.8 * skin)),
        Head => Tone::Shade(f32x4::splat(skin)),
        Socket => Tone::Shade(f32x4::splat(0.62 * skin)),
        White => Tone::Flat(f32x4::splat(0.97)),
        Iris => Tone::Flat(f32x4::splat(0.04)),
        Brow => Tone::Flat(f32x4::splat(0.75 * hair)),
        Ridge => Tone::Lit(f32x4::splat(1.18 * skin)),
        Base => Tone::Shade(f32x4::splat(0.42 * skin)),
        Mouth => Tone::Shade(f32x4::splat(0.30 * skin)),
        Teeth => Tone::Flat(f32x4::splat(0.95)),
        Glasses => Tone::Flat(f32x4::splat(0.05)),
    }
}

/// Where the light is brightest on the hair, relative to its tone.
pub(super) fn gloss(values: &Values, x: &Plane, y: &Plane, out: &mut Plane) {
    let light = f32x4::splat(0.25 * values.v[index::LIGHT]);
    let (height, four, tenth) = (f32x4::splat(0.72), f32x4::splat(4.0), f32x4::splat(0.1));
    for ((out, &x), &y) in out.iter_mut().zip(x).zip(y) {
        let (x, y) = (x - light, y + height);
        *out = tenth * positive(f32x4::ONE - four * (x * x + y * y));
    }
}

/// Light on the head, relative to the skin's tone.
pub(super) fn shade(values: &Values, x: &Plane, y: &Plane, out: &mut Plane) {
    let v = &values.v;
    let (width, height) = (f32x4::splat(1.0 / v[index::HEAD_WIDTH]), f32x4::splat(1.0 / HEAD_HEIGHT));
    let light = f32x4::splat(0.4 * v[index::LIGHT]);
    for ((out, &x), &y) in out.iter_mut().zip(x).zip(y) {
        let (nx, ny) = (x / narrowing(y) * width, y * height);
        let nz = positive(f32x4::ONE - f32x4::splat(0.9) * (nx * nx + ny * ny)).sqrt();
        *out = f32x4::splat(0.66) + f32x4::splat(0.34) * nz + light * nx - f32x4::splat(0.06) * ny;
    }
}

/// How much narrower the head is at height `y`: it tapers to the chin.
fn narrowing(y: f32x4) -> f32x4 {
    let y = positive(y - f32x4::splat(0.04));
    f32x4::ONE - f32x4::splat(0.22 / (HEAD_HEIGHT * HEAD_HEIGHT)) * y * y
}

/// Draws the coverage of `layer` into the rows of the area it returns. `hair` and `white` are the coverage of
/// those layers, which the fringe and the iris are clipped to; `everywhere` looks beyond the layer's own area.
#[expect(clippy::too_many_lines, reason = "one arm a layer")]
pub(super) fn cover(
    layer: Layer,
    values: &Values,
    frame: (&Plane, &Plane),
    clip: (&Plane, Area),
    out: &mut Plane,
    everywhere: bool,
) -> Area {
    let v = &values.v;
    let (x, y) = frame;
    let soft = values.soft();
    let sharpness = f32x4::splat(values.sharpness());
    let half = f32x4::splat(0.5);
    let coverage = |d: f32x4| unit(half - d * sharpness);
    let s = f32x4::splat;
    let ex = s(v[index::EYE_SPACING]);
    let within = |half_width: f32, centre_y: f32, half_height: f32| {
        if everywhere { Area::ALL } else { values.area(half_width, centre_y, half_height) }
    };
    let ellipse = |rx: f32, ry: f32, off_x: f32, off_y: f32| {
        let (half_width, half_height) = Ellipse::reach(rx, ry, soft);
        (Ellipse::new(rx, ry), within(off_x + half_width, off_y, half_height))
    };
    match layer {
        Hair => {
            let length = v[index::HAIR_LENGTH];
            let centre = 0.26 * length - 0.14;
            let (shape, area) = ellipse(v[index::HEAD_WIDTH] + 0.13, 0.80 + 0.22 * length, 0.0, centre);
            area.fill(out, |i| coverage(shape.distance(x[i], y[i] - s(centre))));
            area
        }
        Shoulders => {
            let (shape, area) = ellipse(0.95, 0.46, 0.0, 1.35);
            area.fill(out, |i| coverage(shape.distance(x[i], y[i] - s(1.35))));
            area
        }
        Neck => {
            let area = within(0.24 + soft, 0.735 + soft * 0.5, 0.285 + 1.5 * soft);
            area.fill(out, |i| {
                let d = max(x[i].abs() - s(0.24), s(0.45) - y[i]);
                coverage(d) * coverage(y[i] - s(1.02))
            });
            area
        }
        Ears => {
            let width = v[index::HEAD_WIDTH];
            let (shape, area) = ellipse(0.09, 0.15, width, 0.02);
            let opacity = s(1.0 - 0.8 * v[index::HAIR_LENGTH]);
            area.fill(out, |i| coverage(shape.distance(x[i].abs() - s(width), y[i] - s(0.02))) * opacity);
            area
        }
        Head => {
            let (shape, area) = ellipse(v[index::HEAD_WIDTH], HEAD_HEIGHT, 0.0, 0.04);
            area.fill(out, |i| coverage(shape.distance(x[i] / narrowing(y[i]), y[i] - s(0.04))));
            area
        }
        Fringe => {
            let (hair, area) = clip;
            let line = s(v[index::HAIRLINE]);
            area.fill(out, |i| min(coverage(y[i] - line - s(0.55) * x[i] * x[i]), hair[i]));
            area
        }
        Socket | White => {
            let (rx, ry, opacity) = if layer == Socket { (0.165, 0.055, s(0.75)) } else { (0.135, 0.0, f32x4::ONE) };
            let (shape, area) = ellipse(rx, v[index::EYE_HEIGHT] + ry, v[index::EYE_SPACING], EYE_Y);
            area.fill(out, |i| coverage(shape.distance(x[i].abs() - ex, y[i] - s(EYE_Y))) * opacity);
            area
        }
        Iris => {
            let (white, area) = clip;
            let gaze = s(v[index::GAZE]);
            area.fill(out, |i| {
                let (x, y) = (x[i].abs() - ex - gaze * side(x[i]), y[i] - s(EYE_Y));
                min(coverage((x * x + y * y).sqrt() - s(0.074)), white[i])
            });
            area
        }
        Brow => {
            let tilt = v[index::BROW_TILT];
            let thick = 0.033 + soft;
            let height = EYE_Y - 0.215;
            let area = within(v[index::EYE_SPACING] + 0.13 + thick, height, tilt.abs() + thick);
            area.fill(out, |i| {
                coverage(capsule(x[i].abs() - ex, y[i] - s(height), (-0.13, tilt), (0.13, -tilt), 0.033)) * s(0.9)
            });
            area
        }
        Ridge => {
            let (top, bottom) = (-0.02, v[index::NOSE_LENGTH] - 0.03);
            let thick = 0.035 + soft;
            let area = within(thick, 0.5 * (top + bottom), 0.5 * (bottom - top) + thick);
            area.fill(out, |i| coverage(capsule(x[i], y[i], (0.0, top), (0.0, bottom), 0.035)) * s(0.8));
            area
        }
        Base => {
            let centre = 0.02 + v[index::NOSE_LENGTH];
            let (shape, area) = ellipse(0.115, 0.048, 0.0, centre);
            area.fill(out, |i| coverage(shape.distance(x[i], y[i] - s(centre))));
            area
        }
        Mouth | Teeth => {
            let (width, smile, open) = (v[index::MOUTH_WIDTH], v[index::SMILE], v[index::MOUTH_OPEN]);
            let (thickness, end, opacity) = if layer == Mouth {
                (0.036, s(width), f32x4::ONE)
            } else {
                (-0.008, s(width - 0.05), unit(s(25.0 * open)))
            };
            // The middle line runs from .43 + .4 smile at the centre to .43 - .6 smile at the ends.
            let reach = 0.5 * smile.abs() + 0.036 + open.abs() + soft;
            let area = within(width + soft, 0.43 - 0.1 * smile, reach);
            let per_width = s(1.0 / width);
            area.fill(out, |i| {
                let u = x[i] * per_width;
                let uu = min(u * u, f32x4::ONE);
                let line = s(0.43) - s(smile) * (uu - s(0.4));
                let half_height = s(thickness) + s(open) * (f32x4::ONE - uu);
                // Lips are never thinner than their line; teeth vanish where the mouth is shut.
                let half_height = if layer == Teeth { positive(half_height) } else { half_height };
                coverage(max((y[i] - line).abs() - half_height, x[i].abs() - end)) * opacity
            });
            area
        }
        Glasses => {
            let opacity = s(v[index::GLASSES]);
            let round = s(libm::sqrtf(1.15));
            let outer = 0.185 + 0.026 + soft;
            let area = within(v[index::EYE_SPACING] + outer, EYE_Y, outer);
            area.fill(out, |i| {
                let (x, y) = (x[i].abs(), y[i] - s(EYE_Y));
                let (dx, dy) = (x - ex, y * round);
                let ring = ((dx * dx + dy * dy).sqrt() - s(0.185)).abs() - s(0.026);
                let bridge = max((y + s(0.02)).abs() - s(0.024), x - ex + s(0.185));
                coverage(min(ring, bridge)) * opacity
            });
            area
        }
    }
}
