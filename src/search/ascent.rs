//! Gradient ascent on the input of a net: the picture that the net likes best.
//!
//! Simonyan et al. 2013 (arXiv 1312.6034, section 2); Nguyen et al. 2015 (arXiv 1412.1897). Regularisers after
//! Yosinski et al. 2015 (arXiv 1506.06579: blur) and Olah et al. 2017 (doi 10.23915/distill.00007: jitter,
//! total variation).

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::{Array2, ArrayView2};

use crate::nn::{Net, Workspace};
use crate::rng::Rng;

/// What keeps the picture smooth while it climbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regulariser {
    /// Nothing.
    None,
    /// Every fourth step the picture is blurred with [1 2 1] / 4 both ways.
    Blur,
    /// The net sees the picture shifted by up to two pixels each way, another shift each step.
    Jitter,
    /// Neighbouring pixels that differ are pulled together (total variation).
    Tv,
}

/// Steps between blurs: blurring at each would undo the climb.
const BLUR_EVERY: u32 = 4;
/// Largest shift of the jitter, in pixels.
const SHIFT: usize = 2;
/// Weight of the total variation beside a gradient of root mean square 1.
const TV_WEIGHT: f32 = 0.5;

/// A square picture on its way up.
#[derive(Clone, Debug)]
pub struct Ascent {
    /// Pixels across.
    side: usize,
    /// The picture [1, I], values in [0, 1].
    image: Array2<f32>,
    /// Shifted or blurred copy [1, I].
    other: Array2<f32>,
    /// The direction of a step [I].
    direction: Vec<f32>,
    /// Its buffers carry nothing from one use to the next, so that copies may share it.
    ws: Rc<RefCell<Workspace>>,
    d_logit: Array2<f32>,
    rng: Rng,
    steps: u32,
}

impl Ascent {
    /// Starts from `image` (`side`^2 values); `rng` draws the jitter's shifts.
    pub fn new(net: &Net, side: usize, image: &[f32], rng: Rng) -> Self {
        let row = Array2::from_shape_vec((1, side * side), image.to_vec()).expect("a square picture");
        Self {
            side,
            other: row.clone(),
            image: row,
            direction: vec![0.0; side * side],
            ws: Rc::new(RefCell::new(Workspace::new(net, 1))),
            d_logit: Array2::ones((1, 1)),
            rng,
            steps: 0,
        }
    }

    /// The picture, row by row.
    pub fn image(&self) -> &[f32] {
        self.image.as_slice().expect("one row in standard layout")
    }

    /// The net's output for `image`.
    pub fn logit(&mut self, net: &Net, image: &[f32]) -> f32 {
        let row = ArrayView2::from_shape((1, image.len()), image).expect("one row");
        net.forward(row, &mut self.ws.borrow_mut())[[0, 0]]
    }

    /// d logit / d image at `image` [I].
    pub fn gradient(&mut self, net: &Net, image: &[f32]) -> &[f32] {
        let row = ArrayView2::from_shape((1, image.len()), image).expect("one row");
        let ws = &mut self.ws.borrow_mut();
        net.forward(row, ws);
        let gradient = net.input_gradient(self.d_logit.view(), ws);
        self.direction.iter_mut().zip(gradient).for_each(|(to, from)| *to = *from);
        &self.direction
    }

    /// One step: along the gradient brought to root mean square 1, times `rate`, then back into [0, 1].
    pub fn step(&mut self, net: &Net, rate: f32, regulariser: Regulariser) {
        let side = self.side;
        let (dx, dy) = if regulariser == Regulariser::Jitter {
            (self.rng.below(2 * SHIFT + 1), self.rng.below(2 * SHIFT + 1))
        } else {
            (SHIFT, SHIFT)
        };
        // Pixel (x, y) of the picture stands at (x + dx - SHIFT, y + dy - SHIFT), round the edges, for the net.
        let place = |x: usize, y: usize| (y + side + dy - SHIFT) % side * side + (x + side + dx - SHIFT) % side;
        for y in 0..side {
            for x in 0..side {
                self.other[[0, place(x, y)]] = self.image[[0, y * side + x]];
            }
        }
        {
            let ws = &mut self.ws.borrow_mut();
            net.forward(self.other.view(), ws);
            let gradient = net.input_gradient(self.d_logit.view(), ws);
            for y in 0..side {
                for x in 0..side {
                    self.direction[y * side + x] = gradient[[0, place(x, y)]];
                }
            }
        }
        let size = rms(&self.direction);
        if size > 0.0 {
            self.direction.iter_mut().for_each(|d| *d /= size);
        }
        if regulariser == Regulariser::Tv {
            self.smooth();
        }
        for (pixel, d) in self.image.iter_mut().zip(&self.direction) {
            *pixel = (*pixel + rate * d).clamp(0.0, 1.0);
        }
        self.steps += 1;
        if regulariser == Regulariser::Blur && self.steps.is_multiple_of(BLUR_EVERY) {
            self.blur();
        }
    }

    /// Adds minus the gradient of the total variation sum |p - right| + |p - below| to the direction.
    fn smooth(&mut self) {
        let side = self.side;
        let image = self.image.as_slice().expect("one row in standard layout");
        let sign = |d: f32| f32::from(u8::from(d > 0.0)) - f32::from(u8::from(d < 0.0));
        for y in 0..side {
            for x in 0..side {
                let here = y * side + x;
                for there in [(x + 1 < side).then_some(here + 1), (y + 1 < side).then_some(here + side)] {
                    let Some(there) = there else { continue };
                    let pull = TV_WEIGHT * sign(image[here] - image[there]);
                    self.direction[here] -= pull;
                    self.direction[there] += pull;
                }
            }
        }
    }

    /// [1 2 1] / 4 across and down, the edge pixels repeated.
    fn blur(&mut self) {
        let side = self.side;
        let pass = |from: &Array2<f32>, to: &mut Array2<f32>, stride: usize| {
            for i in 0..side * side {
                let along = if stride == 1 { i % side } else { i / side };
                let before = if along == 0 { i } else { i - stride };
                let after = if along + 1 == side { i } else { i + stride };
                to[[0, i]] = 0.25 * (from[[0, before]] + 2.0 * from[[0, i]] + from[[0, after]]);
            }
        };
        pass(&self.image, &mut self.other, 1);
        pass(&self.other, &mut self.image, side);
    }
}

/// Root mean square.
pub fn rms(values: &[f32]) -> f32 {
    (values.iter().fold(0.0, |sum, v| sum + v * v) / values.len() as f32).sqrt()
}

/// The picture `start` + a `direction`, as long as makes the root mean square change in [0, 1] equal to `size`
/// or, where the range allows no such change, as near as it can: what chance does with a push of that size.
pub fn random_push(start: &[f32], direction: &[f32], size: f32, out: &mut [f32]) {
    let (mut low, mut high) = (0.0_f32, 1024.0_f32);
    // Clipping makes the change grow slower than the push, and always grow: bisect.
    for _ in 0..32 {
        let middle = 0.5 * (low + high);
        let mut sum = 0.0;
        for ((start, d), out) in start.iter().zip(direction).zip(&mut *out) {
            *out = (start + middle * d).clamp(0.0, 1.0);
            sum += (*out - start) * (*out - start);
        }
        if (sum / start.len() as f32).sqrt() < size {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Activation;

    fn net() -> Net {
        Net::new(&[36, 24, 1], Activation::Relu, Activation::Identity, &mut Rng::stream(1, "net"))
    }

    #[test]
    fn every_regulariser_climbs_and_stays_in_range() {
        for regulariser in [Regulariser::None, Regulariser::Blur, Regulariser::Jitter, Regulariser::Tv] {
            let net = net();
            let mut ascent = Ascent::new(&net, 6, &[0.5; 36], Rng::stream(1, "jitter"));
            let before = ascent.logit(&net, &[0.5; 36]);
            for _ in 0..40 {
                ascent.step(&net, 0.02, regulariser);
            }
            let image = ascent.image().to_vec();
            assert!(image.iter().all(|p| (0.0..=1.0).contains(p)));
            assert!(ascent.logit(&net, &image) > before, "{regulariser:?}");
        }
    }

    #[test]
    fn without_jitter_a_step_follows_the_gradient() {
        let net = net();
        let mut ascent = Ascent::new(&net, 6, &[0.5; 36], Rng::stream(1, "jitter"));
        let gradient = ascent.gradient(&net, &[0.5; 36]).to_vec();
        let size = rms(&gradient);
        ascent.step(&net, 0.1, Regulariser::None);
        for (pixel, g) in ascent.image().iter().zip(&gradient) {
            assert!((pixel - (0.5 + 0.1 * g / size).clamp(0.0, 1.0)).abs() < 1e-6);
        }
    }

    #[test]
    fn blur_and_total_variation_make_smoother_pictures() {
        let roughness = |regulariser| {
            let net = net();
            let mut ascent = Ascent::new(&net, 6, &[0.5; 36], Rng::stream(1, "jitter"));
            for _ in 0..40 {
                ascent.step(&net, 0.05, regulariser);
            }
            let image = ascent.image().to_vec();
            (0..35).filter(|i| i % 6 != 5).map(|i| (image[i] - image[i + 1]).abs()).sum::<f32>()
        };
        let rough = roughness(Regulariser::None);
        assert!(roughness(Regulariser::Blur) < 0.8 * rough);
        assert!(roughness(Regulariser::Tv) < 0.8 * rough);
    }

    #[test]
    fn a_random_push_has_the_size_asked_for() {
        let mut rng = Rng::stream(1, "push");
        let start: Vec<f32> = (0..500).map(|_| rng.uniform()).collect();
        let direction: Vec<f32> = (0..500).map(|_| rng.normal()).collect();
        let mut out = vec![0.0; 500];
        for size in [0.0, 0.05, 0.3] {
            random_push(&start, &direction, size, &mut out);
            let change: Vec<f32> = out.iter().zip(&start).map(|(a, b)| a - b).collect();
            assert!((rms(&change) - size).abs() < 1e-4, "{size}: {}", rms(&change));
        }
    }
}
