//! Gradient ascent in the coordinates of a Gaussian prior, with a price on improbability: between the picture a
//! net likes best and the one that is most probable (Nguyen et al. 2016, arXiv 1605.09304, equation 5).

use ndarray::{Array2, ArrayView2};

use crate::nn::{Net, Workspace};

/// Largest step relative to what the penalty alone would need to reach its minimum at once.
const DAMPING: f32 = 0.1;

/// Coordinates on their way up: image = mean + sum_k a_k component_k, kept in [0, 1].
#[derive(Clone, Debug)]
pub struct LatentAscent {
    /// [I]
    mean: Vec<f32>,
    /// [K, I], row k of length sqrt(lambda_k)
    components: Array2<f32>,
    /// a [K]
    a: Vec<f32>,
    d_a: Vec<f32>,
    /// [1, I]
    image: Array2<f32>,
    ws: Workspace,
    d_logit: Array2<f32>,
}

impl LatentAscent {
    /// Starts from the point of the prior's plane nearest to `image`.
    pub fn new(net: &Net, mean: &[f32], components: ArrayView2<f32>, image: &[f32]) -> Self {
        let a = components
            .rows()
            .into_iter()
            .map(|row| {
                let size = row.iter().fold(0.0, |sum, c| sum + c * c);
                let along = row.iter().zip(image.iter().zip(mean)).fold(0.0, |sum, (c, (x, m))| sum + c * (x - m));
                if size > 0.0 { along / size } else { 0.0 }
            })
            .collect();
        let mut ascent = Self {
            mean: mean.to_vec(),
            d_a: vec![0.0; components.nrows()],
            components: components.to_owned(),
            a,
            image: Array2::zeros((1, mean.len())),
            ws: Workspace::new(net, 1),
            d_logit: Array2::ones((1, 1)),
        };
        ascent.draw();
        ascent
    }

    /// The picture, row by row.
    pub fn image(&self) -> &[f32] {
        self.image.as_slice().expect("one row in standard layout")
    }

    /// |a|^2 / 2: how improbable the picture is under the prior, in nats from the mean.
    pub fn improbability(&self) -> f32 {
        0.5 * self.a.iter().fold(0.0, |sum, a| sum + a * a)
    }

    /// One step up logit - `weight` |a|^2 / 2, moving the picture by at most `rate` root mean square.
    pub fn step(&mut self, net: &Net, rate: f32, weight: f32) {
        net.forward(self.image.view(), &mut self.ws);
        let gradient = net.input_gradient(self.d_logit.view(), &mut self.ws);
        let mut square = 0.0;
        for ((d_a, a), row) in self.d_a.iter_mut().zip(&self.a).zip(self.components.rows()) {
            let (mut along, mut size) = (0.0, 0.0);
            for ((c, g), x) in row.iter().zip(gradient.row(0)).zip(self.image.row(0)) {
                // Where a pixel is cut off at black or white it stays what it is.
                if *x > 0.0 && *x < 1.0 {
                    along += c * g;
                }
                size += c * c;
            }
            *d_a = along - weight * a;
            square += *d_a * *d_a * size;
        }
        let moved = (square / self.mean.len() as f32).sqrt();
        if moved > 0.0 {
            let fits = rate / moved;
            let damped = if weight > 0.0 { DAMPING / weight } else { f32::INFINITY };
            let length = if fits < damped { fits } else { damped };
            self.a.iter_mut().zip(&self.d_a).for_each(|(a, d)| *a += length * d);
            self.draw();
        }
    }

    fn draw(&mut self) {
        let image = self.image.as_slice_mut().expect("one row in standard layout");
        image.copy_from_slice(&self.mean);
        for (a, row) in self.a.iter().zip(self.components.rows()) {
            image.iter_mut().zip(row).for_each(|(x, c)| *x += a * c);
        }
        image.iter_mut().for_each(|x| *x = x.clamp(0.0, 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Activation;
    use crate::rng::Rng;

    #[test]
    fn the_penalty_keeps_the_picture_probable_and_without_it_the_logit_climbs_further() {
        let mut rng = Rng::stream(5, "latent");
        let net = Net::new(&[40, 32, 1], Activation::Relu, Activation::Identity, &mut rng);
        let components = Array2::from_shape_fn((6, 40), |_| 0.1 * rng.normal());
        let run = |weight: f32| {
            let mut ascent = LatentAscent::new(&net, &[0.5; 40], components.view(), &[0.5; 40]);
            for _ in 0..200 {
                ascent.step(&net, 0.02, weight);
            }
            let logit = net.forward(ascent.image.view(), &mut Workspace::new(&net, 1))[[0, 0]];
            (logit, ascent.improbability())
        };
        let (free, tied, pinned) = (run(0.0), run(0.1), run(1000.0));
        assert!(free.0 > tied.0 && tied.0 > pinned.0, "{free:?} {tied:?} {pinned:?}");
        assert!(free.1 > tied.1 && tied.1 > pinned.1 && pinned.1 < 1e-3, "{free:?} {tied:?} {pinned:?}");
    }

    #[test]
    fn a_picture_of_the_plane_is_its_own_start() {
        let mut rng = Rng::stream(6, "latent");
        let net = Net::new(&[20, 4, 1], Activation::Relu, Activation::Identity, &mut rng);
        let mut components = Array2::zeros((2, 20));
        components[[0, 3]] = 0.2;
        components[[1, 7]] = 0.1;
        let mut image = [0.5; 20];
        image[3] = 0.6;
        image[7] = 0.35;
        let ascent = LatentAscent::new(&net, &[0.5; 20], components.view(), &image);
        assert!(ascent.image().iter().zip(&image).all(|(a, b)| (a - b).abs() < 1e-6));
        assert!((ascent.improbability() - 0.5 * (0.25 + 2.25)).abs() < 1e-4);
    }
}
