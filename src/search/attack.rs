//! The small change of a picture that most harms a classifier, and the push of chance to hold against it.
//!
//! Projected gradient descent on the input (Madry et al. 2017, arXiv 1706.06083, section 2.1), in the L2 ball
//! ([`Pgd`]) and in the L-infinity ball ([`Signs`]), where its single full step is the fast gradient sign method
//! (Goodfellow, Shlens & Szegedy 2014, arXiv 1412.6572, section 4): x' = x + eps sign(gradient).

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use crate::nn::{Net, Workspace};
use crate::rng::Rng;

/// The L2 attack's buffers.
#[derive(Clone, Debug)]
pub struct Pgd {
    ws: Workspace,
    /// The pictures before the attack [B, I].
    start: Array2<f32>,
    /// d logit, -1 for a face and +1 for another picture [B, 1].
    d_logit: Array2<f32>,
}

impl Pgd {
    /// Buffers for `net` and batches of up to `batch`.
    pub fn new(net: &Net, batch: usize) -> Self {
        Self {
            ws: Workspace::new(net, batch),
            start: Array2::zeros((batch, net.inputs())),
            d_logit: Array2::zeros((batch, 1)),
        }
    }

    /// Moves each row of `images` [B, I], values in [-1, 1], by at most `radius` in L2, in `steps` steps of
    /// 2.5 `radius` / `steps`, so as to lower the logit where its label is 1 and raise it where it is 0.
    ///
    /// It climbs the logit and not the cross-entropy, whose gradient underflows on a confident net.
    pub fn attack(&mut self, net: &Net, mut images: ArrayViewMut2<f32>, labels: &[f32], radius: f32, steps: usize) {
        let batch = images.nrows();
        if radius <= 0.0 || steps == 0 {
            return;
        }
        let length = 2.5 * radius / steps as f32;
        let mut start = self.start.slice_mut(ndarray::s![..batch, ..]);
        start.assign(&images);
        let mut d_logit = self.d_logit.slice_mut(ndarray::s![..batch, ..]);
        for (d, label) in d_logit.iter_mut().zip(labels) {
            *d = 1.0 - 2.0 * label;
        }
        for _ in 0..steps {
            net.forward(images.view(), &mut self.ws);
            let gradient: ArrayView2<f32> = net.input_gradient(d_logit.view(), &mut self.ws);
            for ((mut image, gradient), start) in images.rows_mut().into_iter().zip(gradient.rows()).zip(start.rows()) {
                let slope = norm(gradient.iter().copied());
                if slope == 0.0 {
                    continue;
                }
                for (pixel, g) in image.iter_mut().zip(gradient) {
                    *pixel += length / slope * g;
                }
                let distance = norm(image.iter().zip(start).map(|(a, b)| a - b));
                let shrink = if distance > radius { radius / distance } else { 1.0 };
                for (pixel, start) in image.iter_mut().zip(start) {
                    *pixel = (start + shrink * (*pixel - start)).clamp(-1.0, 1.0);
                }
            }
        }
    }
}

/// Attacks in the L-infinity ball: no pixel moves by more than `eps`. Pictures have values in [0, 1] and stay there. Like
/// [`Pgd`] it climbs the logit and not the cross-entropy, whose gradient underflows on a confident net.
#[derive(Clone, Debug)]
pub struct Signs {
    ws: Workspace,
    /// The pictures before the attack [B, I].
    start: Array2<f32>,
    /// d logit, -1 for a face and +1 for another picture [B, 1].
    d_logit: Array2<f32>,
}

impl Signs {
    /// Buffers for `net` and batches of up to `batch`.
    pub fn new(net: &Net, batch: usize) -> Self {
        Self {
            ws: Workspace::new(net, batch),
            start: Array2::zeros((batch, net.inputs())),
            d_logit: Array2::zeros((batch, 1)),
        }
    }

    /// One step of `eps` along the gradient's signs: the fast gradient sign method.
    pub fn fgsm(&mut self, net: &Net, images: ArrayViewMut2<f32>, labels: &[f32], eps: f32) {
        self.climb(net, images, labels, eps, (eps, 1));
    }

    /// Projected gradient descent in `steps` steps of 2.5 `eps` / `steps` along the gradient's signs, each row of
    /// `images` [B, I] so as to lower the logit where its label is 1 and raise it where it is 0.
    pub fn pgd(&mut self, net: &Net, images: ArrayViewMut2<f32>, labels: &[f32], eps: f32, steps: usize) {
        self.climb(net, images, labels, eps, (2.5 * eps / steps as f32, steps));
    }

    fn climb(
        &mut self,
        net: &Net,
        mut images: ArrayViewMut2<f32>,
        labels: &[f32],
        eps: f32,
        (length, steps): (f32, usize),
    ) {
        let batch = images.nrows();
        let mut start = self.start.slice_mut(ndarray::s![..batch, ..]);
        start.assign(&images);
        let mut d_logit = self.d_logit.slice_mut(ndarray::s![..batch, ..]);
        for (d, label) in d_logit.iter_mut().zip(labels) {
            *d = 1.0 - 2.0 * label;
        }
        for _ in 0..steps {
            net.forward(images.view(), &mut self.ws);
            let gradient = net.input_gradient(d_logit.view(), &mut self.ws);
            for ((pixel, g), start) in images.iter_mut().zip(gradient).zip(&start) {
                // Where the slope is 0 no direction is better than another.
                let sign = f32::from(u8::from(*g > 0.0)) - f32::from(u8::from(*g < 0.0));
                *pixel = (*pixel + length * sign).clamp(*start - eps, *start + eps).clamp(0.0, 1.0);
            }
        }
    }
}

/// Moves every value of `images`, in [0, 1], by `eps` up or down as a coin falls, and back into the range: what chance
/// does with a push that is as large in every pixel.
pub fn random_signs(mut images: ArrayViewMut2<f32>, eps: f32, rng: &mut Rng) {
    for pixel in &mut images {
        let sign = if rng.chance(0.5) { 1.0 } else { -1.0 };
        *pixel = (*pixel + eps * sign).clamp(0.0, 1.0);
    }
}

/// L2 norm.
fn norm(values: impl Iterator<Item = f32>) -> f32 {
    values.fold(0.0, |sum, v| sum + v * v).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Activation;
    use crate::rng::Rng;

    #[test]
    fn an_attack_stays_in_the_ball_and_in_range_and_moves_the_logit_the_wrong_way() {
        let mut rng = Rng::stream(3, "attack");
        let net = Net::new(&[30, 16, 1], Activation::Relu, Activation::Identity, &mut rng);
        let start = Array2::from_shape_fn((8, 30), |_| rng.range(-1.0, 1.0));
        let labels = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        let mut images = start.clone();
        Pgd::new(&net, 8).attack(&net, images.view_mut(), &labels, 0.7, 5);
        let mut ws = Workspace::new(&net, 8);
        let before = net.forward(start.view(), &mut ws).to_owned();
        let after = net.forward(images.view(), &mut ws).to_owned();
        for row in 0..8 {
            let moved = norm(images.row(row).iter().zip(start.row(row)).map(|(a, b)| a - b));
            assert!(moved <= 0.7001 && moved > 0.1, "{moved}");
            let gain = (after[[row, 0]] - before[[row, 0]]) * (1.0 - 2.0 * labels[row]);
            assert!(gain > 0.0, "row {row}: {gain}");
        }
        assert!(images.iter().all(|p| (-1.0..=1.0).contains(p)));
    }

    #[test]
    fn of_a_linear_net_one_step_is_the_worst_push_and_changes_the_logit_by_eps_times_the_sum_of_weights() {
        let mut rng = Rng::stream(4, "attack");
        let net = Net::new(&[30, 1], Activation::Relu, Activation::Identity, &mut rng);
        let l1 = net.weights(0).iter().fold(0.0, |sum, w| sum + w.abs());
        // So far within the range that nothing is clipped.
        let start = Array2::from_shape_fn((6, 30), |_| rng.range(0.3, 0.7));
        let labels = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        let mut signs = Signs::new(&net, 6);
        let mut ws = Workspace::new(&net, 6);
        let before = net.forward(start.view(), &mut ws).to_owned();
        for steps in [1, 20] {
            let mut images = start.clone();
            if steps == 1 {
                signs.fgsm(&net, images.view_mut(), &labels, 0.1);
            } else {
                signs.pgd(&net, images.view_mut(), &labels, 0.1, steps);
            }
            let after = net.forward(images.view(), &mut ws).to_owned();
            for (row, label) in labels.iter().enumerate() {
                let gain = (after[[row, 0]] - before[[row, 0]]) * (1.0 - 2.0 * label);
                assert!((gain - 0.1 * l1).abs() < 1e-5, "{steps} steps, row {row}: {gain}, not {}", 0.1 * l1);
            }
        }
    }

    #[test]
    fn pushes_of_signs_stay_in_the_ball_and_in_range_and_twenty_steps_beat_one_and_chance() {
        let mut rng = Rng::stream(5, "attack");
        let net = Net::new(&[60, 40, 1], Activation::Relu, Activation::Identity, &mut rng);
        let start = Array2::from_shape_fn((40, 60), |_| rng.uniform());
        let labels: Vec<f32> = (0..40).map(|i| f32::from(u8::from(i % 2 == 0))).collect();
        let mut signs = Signs::new(&net, 40);
        let mut ws = Workspace::new(&net, 40);
        // Mean gain of the logit towards the wrong side.
        let mut gain = |images: &Array2<f32>| {
            assert!(images.iter().zip(&start).all(|(a, b)| (0.0..=1.0).contains(a) && (a - b).abs() < 0.300_001));
            let mut side = |images: &Array2<f32>| {
                let logits = net.forward(images.view(), &mut ws);
                logits.iter().zip(&labels).fold(0.0, |sum, (logit, label)| sum + logit * (1.0 - 2.0 * label))
            };
            side(images) - side(&start)
        };
        let mut images = start.clone();
        random_signs(images.view_mut(), 0.3, &mut rng);
        let random = gain(&images);
        images.assign(&start);
        signs.fgsm(&net, images.view_mut(), &labels, 0.3);
        let one = gain(&images);
        images.assign(&start);
        signs.pgd(&net, images.view_mut(), &labels, 0.3, 20);
        let twenty = gain(&images);
        assert!(random < 0.3 * one && one < twenty, "{random} {one} {twenty}");
    }
}
