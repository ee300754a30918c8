//! Two clouds of points that overlap: x ~ N(y mu, sigma^2 I) with y = 1 or -1, and a linear classifier of them.
//!
//! One feature is strong: it is what the classes are about. All others are weak, each telling next to nothing, and all
//! together as much as the strong one (after Tsipras et al. 2018, arXiv 1805.12152, section 2.1, with equal noise in all
//! features): mu = (S, W / sqrt(d - 1), ..., W / sqrt(d - 1)), so that |mu|, and with it the best accuracy, is the same
//! at every dimension d from 2. The robust accuracy of a linear classifier is exact, see [`Linear::robust_accuracy`].

use super::extremes::upper_tail;
use crate::rng::Rng;

/// Mean of the strong feature, S.
pub const STRONG: f64 = 0.5;
/// Length of the mean of all weak features, W.
const WEAK: f64 = 0.5;

/// The world: how many features there are and how noisy they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clouds {
    /// d, at least 1.
    pub dimension: usize,
    /// Standard deviation of every feature, above 0.
    pub sigma: f64,
}

impl Clouds {
    /// The mean of feature `i` in the class y = 1.
    pub fn mean(&self, i: usize) -> f64 {
        if i == 0 { STRONG } else { WEAK / ((self.dimension - 1) as f64).sqrt() }
    }

    /// Draws a point of class `y`, 1 or -1, into `x` [d].
    pub fn sample(&self, y: f64, rng: &mut Rng, x: &mut [f64]) {
        for (i, value) in x.iter_mut().enumerate() {
            *value = y * self.mean(i) + self.sigma * f64::from(rng.normal());
        }
    }

    /// The best classifier that there is: w = 2 mu / sigma^2, whose w . x is the true log odds of y = 1.
    pub fn best(&self) -> Linear {
        let scale = 2.0 / (self.sigma * self.sigma);
        Linear::new((0..self.dimension).map(|i| scale * self.mean(i)).collect())
    }

    /// Share of points whose strong feature still has the sign of their class when it is moved by `eps` towards the
    /// other: Phi((S - eps) / sigma).
    pub fn told_by_strong(&self, eps: f64) -> f64 {
        upper_tail((eps - STRONG) / self.sigma)
    }
}

/// A linear classifier without bias: logit = w . x, and the class is its sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    /// w [d]
    pub w: Vec<f64>,
    /// |w|_1, what a push of 1 in the worst direction changes the logit by.
    pub l1: f64,
    /// |w|_2
    pub l2: f64,
}

impl Linear {
    /// With weights `w`.
    pub fn new(w: Vec<f64>) -> Self {
        let l1 = w.iter().fold(0.0, |sum, w| sum + w.abs());
        let l2 = w.iter().fold(0.0, |sum, w| sum + w * w).sqrt();
        Self { w, l1, l2 }
    }

    /// w . x
    pub fn logit(&self, x: &[f64]) -> f64 {
        self.w.iter().zip(x).fold(0.0, |sum, (w, x)| sum + w * x)
    }

    /// w . mu, the mean of y w . x.
    pub fn margin(&self, clouds: &Clouds) -> f64 {
        self.w.iter().enumerate().fold(0.0, |sum, (i, w)| sum + w * clouds.mean(i))
    }

    /// Share of points told right although every feature was moved by up to `eps` so as to do most harm:
    /// Phi((w . mu - eps |w|_1) / (sigma |w|_2)). One half if w is 0.
    pub fn robust_accuracy(&self, clouds: &Clouds, eps: f64) -> f64 {
        self.share(self.margin(clouds) - eps * self.l1, clouds.sigma)
    }

    /// Share of points told right when every feature is moved by `eps` up or down as a coin falls, for many features:
    /// the coins change the logit by eps |w|_2 (standard deviation), nearly normally.
    pub fn random_accuracy(&self, clouds: &Clouds, eps: f64) -> f64 {
        self.share(self.margin(clouds), (clouds.sigma * clouds.sigma + eps * eps).sqrt())
    }

    /// The push that leaves a share `left` of points told right: eps = (w . mu - sigma |w|_2 z) / |w|_1, Phi(z) = `left`.
    /// None if there is no such push.
    pub fn push_that_leaves(&self, clouds: &Clouds, z: f64) -> Option<f64> {
        let eps = (self.margin(clouds) - clouds.sigma * self.l2 * z) / self.l1;
        (eps.is_finite() && eps >= 0.0).then_some(eps)
    }

    fn share(&self, mean: f64, deviation: f64) -> f64 {
        if self.l2 > 0.0 { upper_tail(-mean / (deviation * self.l2)) } else { 0.5 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_accuracy_is_the_same_at_every_dimension_and_the_robust_one_falls() {
        let at = |dimension| {
            let clouds = Clouds { dimension, sigma: 0.25 };
            let best = clouds.best();
            (best.robust_accuracy(&clouds, 0.0), best.robust_accuracy(&clouds, 8.0 / 255.0))
        };
        // Phi(|mu| / sigma) = Phi(2.828)
        for dimension in [2, 30, 576, 4096] {
            assert!((at(dimension).0 - 0.997_661).abs() < 1e-6, "{dimension}: {:?}", at(dimension));
        }
        let robust = [2, 30, 576, 4096].map(|dimension| at(dimension).1);
        assert!(robust.windows(2).all(|pair| pair[1] < pair[0]), "{robust:?}");
    }

    #[test]
    fn no_classifier_beats_the_best_one() {
        let clouds = Clouds { dimension: 40, sigma: 0.3 };
        let best = clouds.best();
        let mut rng = Rng::stream(1, "clouds");
        for _ in 0..50 {
            let other = Linear::new(best.w.iter().map(|w| w + f64::from(rng.normal())).collect());
            assert!(other.robust_accuracy(&clouds, 0.0) < best.robust_accuracy(&clouds, 0.0));
        }
    }

    #[test]
    fn a_push_leaves_the_share_it_is_asked_to_leave() {
        let clouds = Clouds { dimension: 100, sigma: 0.25 };
        let best = clouds.best();
        // Phi(-1.281552) = 0.1
        let eps = best.push_that_leaves(&clouds, -1.281_552).unwrap();
        assert!((best.robust_accuracy(&clouds, eps) - 0.1).abs() < 1e-6, "{eps}");
        assert_eq!(Linear::new(vec![0.0; 100]).push_that_leaves(&clouds, 0.0), None);
    }
}
