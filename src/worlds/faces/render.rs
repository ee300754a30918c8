//! Draws a face from its layers, and redraws only what a changed parameter touches.

use super::layers::Layer::{
    Base, Brow, Ears, Fringe, Glasses, Hair, Head, Iris, Mouth, Ridge, Shoulders, Socket, Teeth, White,
};
use super::layers::{FEATURES, LAYERS, Layer, Tone, Values, cover, gloss, shade, tone};
use super::shapes::{Area, BLANK, GROUPS, Plane, min, unit};
use super::{PARAMETERS, PIXELS, Parameters, SIDE, index};
use std::cell::RefCell;
use wide::f32x4;

/// A face's layers, each `[PIXELS]`, kept so that they can be reused.
pub(super) struct Scene {
    pub(super) values: Values,
    pub(super) x: Plane,
    pub(super) y: Plane,
    gloss: Plane,
    pub(super) shade: Plane,
    /// Coverage times opacity; only the rows of the layer's area hold anything.
    cover: Vec<Plane>,
    area: [Area; LAYERS.len()],
    /// The picture before the features are painted.
    pub(super) bare: Plane,
    pub(super) picture: Plane,
}

/// What a parameter changes.
struct Touch {
    layers: &'static [Layer],
    gloss: bool,
    shade: bool,
    /// Repaint the whole picture, not only the rows of `layers`.
    everywhere: bool,
}

const fn shapes(layers: &'static [Layer]) -> Touch {
    Touch { layers, gloss: false, shade: false, everywhere: false }
}

const fn tones(gloss: bool, shade: bool, layers: &'static [Layer]) -> Touch {
    Touch { layers, gloss, shade, everywhere: true }
}

/// What each parameter after the pose changes; the pose changes everything.
const TOUCHED: [Touch; PARAMETERS - 4] = [
    tones(false, true, &[Hair, Ears, Head, Fringe]), // head width
    tones(false, false, &[]),                        // skin tone
    tones(false, false, &[]),                        // hair tone
    shapes(&[Fringe]),                               // hairline
    shapes(&[Hair, Ears, Fringe]),                   // hair length
    shapes(&[Socket, White, Iris, Brow, Glasses]),   // eye spacing
    shapes(&[Socket, White, Iris]),                  // eye height
    shapes(&[Iris]),                                 // gaze
    shapes(&[Brow]),                                 // brow tilt
    shapes(&[Ridge, Base]),                          // nose length
    shapes(&[Mouth, Teeth]),                         // mouth width
    shapes(&[Mouth, Teeth]),                         // smile
    shapes(&[Mouth, Teeth]),                         // mouth open
    tones(true, true, &[]),                          // light
    tones(false, false, &[Shoulders]),               // background
    shapes(&[Glasses]),                              // glasses
];

/// The planes that a picture is composed of, some from one scene and some from another.
struct View<'a> {
    values: &'a Values,
    y: &'a Plane,
    gloss: &'a Plane,
    shade: &'a Plane,
    cover: [&'a Plane; LAYERS.len()],
    area: [Area; LAYERS.len()],
}

impl View<'_> {
    /// Paints layers `layers` over `out` in the rows given; from the first layer on if that is 0, else over
    /// what `out` holds.
    fn paint(&self, layers: core::ops::Range<usize>, rows: (usize, usize), under: Option<&Plane>, out: &mut Plane) {
        for row in rows.0..rows.1 {
            let at = row * GROUPS..(row + 1) * GROUPS;
            let mut v = [f32x4::ZERO; GROUPS];
            if let Some(under) = under {
                v.copy_from_slice(&under[at.clone()]);
            } else {
                let ground = f32x4::splat(self.values.v[index::BACKGROUND]);
                for (v, &y) in v.iter_mut().zip(&self.y[at.clone()]) {
                    *v = ground + f32x4::splat(0.06) * y;
                }
            }
            for layer in layers.clone() {
                if (self.area[layer].rows.0..self.area[layer].rows.1).contains(&row) {
                    let cover = &self.cover[layer][at.clone()];
                    let tone = tone(LAYERS[layer], self.values);
                    mix(&mut v, cover, tone, &self.gloss[at.clone()], &self.shade[at.clone()]);
                }
            }
            out[at].copy_from_slice(&v);
        }
    }

    fn features(&self, rows: (usize, usize), bare: &Plane, out: &mut Plane) {
        self.paint(FEATURES..LAYERS.len(), rows, Some(bare), out);
        for v in &mut out[rows.0 * GROUPS..rows.1 * GROUPS] {
            *v = unit(*v);
        }
    }
}

/// `v = mix(v, tone, cover)`, for as many groups of pixels as there are.
fn mix(v: &mut [f32x4], cover: &[f32x4], tone: Tone, gloss: &[f32x4], shade: &[f32x4]) {
    match tone {
        Tone::Flat(tone) => {
            for (v, &a) in v.iter_mut().zip(cover) {
                *v += a * (tone - *v);
            }
        }
        Tone::Hair(hair) => {
            for ((v, &a), &gloss) in v.iter_mut().zip(cover).zip(gloss) {
                *v += a * (hair + gloss - *v);
            }
        }
        Tone::Shade(k) => {
            for ((v, &a), &shade) in v.iter_mut().zip(cover).zip(shade) {
                *v += a * (k * shade - *v);
            }
        }
        Tone::Lit(k) => {
            for ((v, &a), &shade) in v.iter_mut().zip(cover).zip(shade) {
                *v += a * (min(k * shade, f32x4::ONE) - *v);
            }
        }
    }
}

impl Scene {
    pub(super) fn new() -> Self {
        Self {
            values: Values::new(&[0.5; PARAMETERS]),
            x: BLANK,
            y: BLANK,
            gloss: BLANK,
            shade: BLANK,
            cover: vec![BLANK; LAYERS.len()],
            area: [Area::NONE; LAYERS.len()],
            bare: BLANK,
            picture: BLANK,
        }
    }

    /// Draws everything.
    pub(super) fn draw(&mut self, z: &Parameters) {
        self.values = Values::new(z);
        self.values.frame(&mut self.x, &mut self.y);
        gloss(&self.values, &self.x, &self.y, &mut self.gloss);
        shade(&self.values, &self.x, &self.y, &mut self.shade);
        for layer in LAYERS {
            self.area[layer as usize] = {
                let (below, own) = self.cover.split_at_mut(layer as usize);
                let clip = clip_of(layer).map_or((&BLANK, Area::NONE), |l| (&below[l as usize], self.area[l as usize]));
                cover(layer, &self.values, (&self.x, &self.y), clip, &mut own[0], false)
            };
        }
        let all = (0, SIDE);
        let view = View {
            values: &self.values,
            y: &self.y,
            gloss: &self.gloss,
            shade: &self.shade,
            cover: core::array::from_fn(|l| &self.cover[l]),
            area: self.area,
        };
        view.paint(0..FEATURES, all, None, &mut self.bare);
        view.features(all, &self.bare, &mut self.picture);
    }

    /// Draws the picture of `z`, which differs from `base` in `parameter` alone, into `self.picture`, reusing
    /// what it can of `base`. Returns the rows that may have changed: the others are left as they were.
    pub(super) fn probe(&mut self, base: &Self, z: &Parameters, parameter: usize) -> (usize, usize) {
        let Some(touch) = parameter.checked_sub(4).map(|i| &TOUCHED[i]) else {
            self.draw(z);
            return (0, SIDE);
        };
        self.values = Values::new(z);
        if touch.gloss {
            gloss(&self.values, &base.x, &base.y, &mut self.gloss);
        }
        if touch.shade {
            shade(&self.values, &base.x, &base.y, &mut self.shade);
        }
        let mut rows = Area::NONE;
        let mut fresh = [false; LAYERS.len()];
        for &layer in touch.layers {
            let l = layer as usize;
            let (below, own) = self.cover.split_at_mut(l);
            let clip = clip_of(layer).map_or((&BLANK, Area::NONE), |clip| {
                let c = clip as usize;
                if fresh[c] { (&below[c], self.area[c]) } else { (&base.cover[c], base.area[c]) }
            });
            self.area[l] = cover(layer, &self.values, (&base.x, &base.y), clip, &mut own[0], false);
            fresh[l] = true;
            rows.rows = rows.rows_with(self.area[l]);
            rows.rows = rows.rows_with(base.area[l]);
        }
        let rows = if touch.everywhere { (0, SIDE) } else { rows.rows };
        let pick = |l: usize| if fresh[l] { &self.cover[l] } else { &base.cover[l] };
        let view = View {
            values: &self.values,
            y: &base.y,
            gloss: if touch.gloss { &self.gloss } else { &base.gloss },
            shade: if touch.shade { &self.shade } else { &base.shade },
            cover: core::array::from_fn(pick),
            area: core::array::from_fn(|l| if fresh[l] { self.area[l] } else { base.area[l] }),
        };
        if touch.everywhere || touch.layers[0] < Socket {
            view.paint(0..FEATURES, rows, None, &mut self.bare);
            view.features(rows, &self.bare, &mut self.picture);
        } else {
            view.features(rows, &base.bare, &mut self.picture);
        }
        rows
    }

    /// Paints one layer, drawn in the coordinates given, over the pixels of `out` where `mask` is set.
    pub(super) fn paint_moved(
        &self,
        layer: Layer,
        frame: (&Plane, &Plane),
        white: &mut Plane,
        mask: &Plane,
        out: &mut Plane,
    ) {
        let mut own = BLANK;
        cover(layer, &self.values, frame, (white, Area::ALL), &mut own, true);
        if layer == White {
            *white = own;
        }
        for (cover, &mask) in own.iter_mut().zip(mask) {
            *cover &= mask;
        }
        mix(out, &own, tone(layer, &self.values), &self.gloss, &self.shade);
    }
}

/// The layer below whose coverage bounds this one's.
fn clip_of(layer: Layer) -> Option<Layer> {
    match layer {
        Fringe => Some(Hair),
        Iris => Some(White),
        _ => None,
    }
}

/// Copies a plane, brought into [0, 1], to an image.
pub(super) fn store(plane: &Plane, out: &mut [f32]) {
    for (out, v) in out.chunks_exact_mut(4).zip(plane) {
        out.copy_from_slice(&unit(*v).to_array());
    }
}

/// Draws the face `z` into `out` (`PIXELS` values), without noise.
pub fn render(z: &Parameters, out: &mut [f32]) {
    debug_assert_eq!(out.len(), PIXELS);
    with_scene(z, |scene| store(&scene.picture, out));
}

/// Draws `z` on this thread's scene, whose buffers are made once: sampling faces is a hot loop.
pub(super) fn with_scene<T>(z: &Parameters, look: impl FnOnce(&Scene) -> T) -> T {
    thread_local! {
        static SCENE: RefCell<Scene> = RefCell::new(Scene::new());
    }
    SCENE.with_borrow_mut(|scene| {
        scene.draw(z);
        look(scene)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Pose, TABLE, sample};
    use super::*;
    use crate::rng::Rng;

    /// A point anywhere in the box that images are fitted in.
    fn anywhere(rng: &mut Rng) -> Parameters {
        core::array::from_fn(|i| rng.range(TABLE[i].fit.0, TABLE[i].fit.1))
    }

    #[test]
    fn probe_draws_the_same_bits_as_drawing_everything() {
        let mut rng = Rng::stream(1, "probe");
        let (mut base, mut probe, mut full) = (Scene::new(), Scene::new(), Scene::new());
        for round in 0..100 {
            let z = if round % 2 == 0 { sample(Pose::Jittered, &mut rng) } else { anywhere(&mut rng) };
            base.draw(&z);
            for parameter in 0..PARAMETERS {
                let mut moved = z;
                moved[parameter] += rng.range(-0.2, 0.2);
                full.draw(&moved);
                let rows = probe.probe(&base, &moved, parameter);
                for row in 0..SIDE {
                    let from = if (rows.0..rows.1).contains(&row) { &probe } else { &base };
                    let at = row * GROUPS..(row + 1) * GROUPS;
                    let bits = |scene: &Scene| {
                        scene.picture[at.clone()].iter().map(|v| v.to_array().map(f32::to_bits)).collect::<Vec<_>>()
                    };
                    assert_eq!(bits(from), bits(&full), "parameter {parameter}, row {row}");
                }
            }
        }
    }

    #[test]
    fn areas_leave_nothing_out() {
        let mut rng = Rng::stream(1, "areas");
        let mut scene = Scene::new();
        for _ in 0..200 {
            scene.draw(&anywhere(&mut rng));
            let mut whole = scene.bare;
            let mut white = BLANK;
            let mask = [f32x4::splat(f32::from_bits(u32::MAX)); BLANK.len()];
            for layer in &LAYERS[FEATURES..] {
                scene.paint_moved(*layer, (&scene.x, &scene.y), &mut white, &mask, &mut whole);
            }
            assert!(whole.iter().zip(&scene.picture).all(|(a, b)| unit(*a).to_array() == b.to_array()));
            for layer in &LAYERS[..Fringe as usize] {
                let mut all = BLANK;
                cover(*layer, &scene.values, (&scene.x, &scene.y), (&BLANK, Area::ALL), &mut all, true);
                let area = scene.area[*layer as usize];
                for (i, v) in all.iter().enumerate() {
                    let inside = (area.rows.0..area.rows.1).contains(&(i / GROUPS));
                    let drawn = if inside { scene.cover[*layer as usize][i] } else { f32x4::ZERO };
                    assert_eq!(v.to_array(), drawn.to_array(), "{layer:?} {area:?} {i}");
                }
            }
        }
    }
}
