//! Conditioning by adaptive sampling (CbAS): a model of sequences learns to sample from those that a predictor gives
//! a good chance to be above a rising threshold, without going far from where it began.
//!
//! Brookes, Park & Listgarten 2019 (arXiv 1901.10060, algorithm 1), with a mixture of products of categorical
//! distributions as the model where they have a variational autoencoder: q(x) = sum over c of m_c, times the product over
//! sites of q_c(letter); the prior p is the mixture it begins as. One round: sample x from q, raise the threshold t to
//! the QUANTILE of the predictions (never back), weigh each sample by p(x) / q(x) P(f >= t | x), where the predictor's
//! belief is normal with the mean and deviation of its ensemble, and fit q to the weighted samples by a step of EM.

use ndarray::{Array2, ArrayView1, ArrayView2};

use crate::rng::Rng;

/// Share of the samples whose predictions lie below the threshold.
const QUANTILE: f64 = 0.9;
/// Share of the old model that a round keeps: with a hundred samples a fit is noisy.
const KEPT: f64 = 0.8;
/// Share of the other letters together at a site of a component of the prior.
const BLUR: f64 = 0.3;
/// Least share of a letter, so that no letter is ever lost for good.
const LEAST: f64 = 1e-3;

/// A mixture of products of categorical distributions.
#[derive(Clone, Debug)]
struct Mixture {
    /// m [C], of sum 1.
    weights: Vec<f64>,
    /// [C, I], each site's of sum 1.
    shares: Array2<f64>,
}

impl Mixture {
    /// Writes each component's part of the density of a one-hot row, m_c times the product over sites; returns their sum.
    fn density(&self, row: ArrayView1<f32>, parts: &mut [f64]) -> f64 {
        let mut sum = 0.0;
        for ((part, weight), shares) in parts.iter_mut().zip(&self.weights).zip(self.shares.rows()) {
            *part = row
                .iter()
                .zip(shares)
                .fold(*weight, |product, (held, q)| if *held > 0.5 { product * q } else { product });
            sum += *part;
        }
        sum
    }
}

/// The search model, its prior and its samples.
#[derive(Clone, Debug)]
pub struct Cbas {
    letters: usize,
    prior: Mixture,
    model: Mixture,
    threshold: f64,
    /// One-hot [B, I]
    samples: Array2<f32>,
    /// ln p / q + ln P, then weight [B]
    weights: Vec<f64>,
    /// m_c q_c(x) / q(x) of each sample [B, C]
    parts: Array2<f64>,
    sorted: Vec<f32>,
    rng: Rng,
}

impl Cbas {
    /// A model equal to its prior: a component around each of `centres` [C, I], one-hot. Draws the first `rows`
    /// samples.
    pub fn new(centres: ArrayView2<f32>, letters: usize, rows: usize, rng: Rng) -> Self {
        let components = centres.nrows();
        let other = BLUR / (letters - 1) as f64;
        let prior = Mixture {
            weights: vec![1.0 / components as f64; components],
            shares: centres.mapv(|held| if held > 0.5 { 1.0 - BLUR } else { other }),
        };
        let mut cbas = Self {
            letters,
            model: prior.clone(),
            prior,
            samples: Array2::zeros((rows, centres.ncols())),
            threshold: f64::NEG_INFINITY,
            weights: vec![0.0; rows],
            parts: Array2::zeros((rows, components)),
            sorted: vec![0.0; rows],
            rng,
        };
        cbas.sample();
        cbas
    }

    /// The present samples, one-hot [B, I].
    pub fn samples(&self) -> ArrayView2<'_, f32> {
        self.samples.view()
    }

    /// What a sequence must reach; minus infinity before the first round.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// One round, given the `mean` and `deviation` [B] of what is believed of the present samples; draws new ones.
    pub fn step(&mut self, mean: &[f32], deviation: &[f32]) {
        self.sorted.copy_from_slice(mean);
        self.sorted.sort_unstable_by(f32::total_cmp);
        let quantile = f64::from(self.sorted[(QUANTILE * (mean.len() - 1) as f64) as usize]);
        if quantile > self.threshold {
            self.threshold = quantile;
        }
        let mut largest = f64::NEG_INFINITY;
        for (row, sample) in self.samples.rows().into_iter().enumerate() {
            let mut parts = self.parts.row_mut(row);
            let parts = parts.as_slice_mut().expect("rows in standard layout");
            let p = self.prior.density(sample, parts);
            let q = self.model.density(sample, parts);
            parts.iter_mut().for_each(|part| *part /= q);
            let chance = above(f64::from(mean[row]), f64::from(deviation[row]), self.threshold);
            let weight = libm::log(p) - libm::log(q) + libm::log(chance);
            self.weights[row] = weight;
            if weight > largest {
                largest = weight;
            }
        }
        if largest.is_finite() {
            // The largest weight is made 1, so that they neither overflow nor all vanish.
            self.weights.iter_mut().for_each(|weight| *weight = libm::exp(*weight - largest));
            self.fit();
        }
        self.sample();
    }

    /// Expectation was done with the densities; this is maximisation, from the weighted samples and the old model's own
    /// expected counts.
    fn fit(&mut self) {
        let total = self.weights.iter().fold(0.0, |sum, weight| sum + weight);
        let fresh = (1.0 - KEPT) / total;
        for (c, (share, mut shares)) in self.model.weights.iter_mut().zip(self.model.shares.rows_mut()).enumerate() {
            let old = KEPT * *share;
            shares.mapv_inplace(|q| old * q);
            *share = old;
            for ((row, weight), parts) in self.samples.rows().into_iter().zip(&self.weights).zip(self.parts.rows()) {
                let count = fresh * weight * parts[c];
                *share += count;
                for (sum, held) in shares.iter_mut().zip(row) {
                    *sum += count * f64::from(*held);
                }
            }
            // Back to shares of sum 1; a component that has died out keeps its place at the floor.
            let scale = (1.0 - LEAST * self.letters as f64) / if *share > 0.0 { *share } else { 1.0 };
            shares.mapv_inplace(|sum| LEAST + scale * sum);
        }
    }

    fn sample(&mut self) {
        for mut row in self.samples.rows_mut() {
            let component = self.rng.pick(self.model.weights.iter());
            let shares = self.model.shares.row(component);
            row.fill(0.0);
            for from in (0..row.len()).step_by(self.letters) {
                let site = shares.iter().skip(from).take(self.letters);
                row[from + self.rng.pick(site)] = 1.0;
            }
        }
    }
}

/// P(f >= threshold) of a normal f.
fn above(mean: f64, deviation: f64, threshold: f64) -> f64 {
    if deviation > 0.0 {
        0.5 * libm::erfc((threshold - mean) / (deviation * std::f64::consts::SQRT_2))
    } else {
        f64::from(u8::from(mean >= threshold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITES: usize = 6;
    const LETTERS: usize = 3;

    /// Eight centres of random letters, 0 or 1.
    fn centres() -> Array2<f32> {
        let mut rng = Rng::stream(1, "centres");
        let mut x = Array2::zeros((8, SITES * LETTERS));
        for mut row in x.rows_mut() {
            (0..SITES).for_each(|site| row[site * LETTERS + rng.below(2)] = 1.0);
        }
        x
    }

    /// How many sites hold letter 2.
    fn score(samples: ArrayView2<f32>) -> Vec<f32> {
        samples.rows().into_iter().map(|row| row.iter().skip(2).step_by(LETTERS).sum()).collect()
    }

    fn mean(values: &[f32]) -> f32 {
        values.iter().sum::<f32>() / values.len() as f32
    }

    /// The mean score after rounds of believing in the score, with this deviation.
    fn after(rounds: usize, deviation: f32) -> f32 {
        let mut cbas = Cbas::new(centres().view(), LETTERS, 200, Rng::stream(2, "cbas"));
        let mut threshold = cbas.threshold();
        for _ in 0..rounds {
            let f = score(cbas.samples());
            cbas.step(&f, &[deviation; 200]);
            assert!(cbas.threshold() >= threshold);
            threshold = cbas.threshold();
            assert!((cbas.model.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for q in cbas.model.shares.exact_chunks((1, LETTERS)) {
                assert!((q.sum() - 1.0).abs() < 1e-9 && q.iter().all(|q| *q > 0.0), "{q}");
            }
        }
        mean(&score(cbas.samples()))
    }

    #[test]
    fn a_certain_predictor_is_followed_and_one_that_knows_nothing_is_not() {
        // A site holds letter 2 in 15% of the prior's samples.
        assert!((after(0, 0.0) - 0.9).abs() < 0.2, "{}", after(0, 0.0));
        assert!(after(80, 0.1) > 4.5, "{}", after(80, 0.1));
        // With a wide deviation every sample is as likely to be above.
        assert!((after(80, 1e6) - 0.9).abs() < 0.4, "{}", after(80, 1e6));
    }

    #[test]
    fn two_peaks_are_both_kept_where_a_single_product_would_mix_them() {
        // All 0 or all 1: anything between is worth nothing.
        let mut centres = Array2::zeros((2, SITES * LETTERS));
        (0..SITES).for_each(|site| (centres[[0, site * LETTERS]], centres[[1, site * LETTERS + 1]]) = (1.0, 1.0));
        let mut cbas = Cbas::new(centres.view(), LETTERS, 200, Rng::stream(2, "cbas"));
        let peak = |samples: ArrayView2<f32>, letter: usize| -> Vec<bool> {
            let held = |row: ArrayView1<f32>| row.iter().skip(letter).step_by(LETTERS).sum::<f32>() as usize == SITES;
            samples.rows().into_iter().map(held).collect()
        };
        for _ in 0..40 {
            let (a, b) = (peak(cbas.samples(), 0), peak(cbas.samples(), 1));
            let f: Vec<f32> = a.iter().zip(&b).map(|(a, b)| f32::from(u8::from(a | b))).collect();
            cbas.step(&f, &[0.2; 200]);
        }
        let share = |letter| peak(cbas.samples(), letter).iter().filter(|at| **at).count() as f64 / 200.0;
        assert!(share(0) > 0.2 && share(1) > 0.2 && share(0) + share(1) > 0.8, "{} {}", share(0), share(1));
    }

    #[test]
    fn chances_are_those_of_the_normal_distribution() {
        assert!((above(0.0, 1.0, 1.644_854) - 0.05).abs() < 1e-6);
        assert!((above(3.0, 2.0, 3.0) - 0.5).abs() < 1e-12);
        assert_eq!([above(1.0, 0.0, 1.0), above(0.9, 0.0, 1.0)], [1.0, 0.0]);
        // So far out that the chance is 0: still no number that is none.
        let mut cbas = Cbas::new(centres().view(), LETTERS, 100, Rng::stream(2, "cbas"));
        let f = score(cbas.samples());
        cbas.step(&f, &[1e-30; 100]);
        cbas.step(&[-1e30; 100], &[1e-30; 100]);
        assert!(cbas.model.shares.iter().chain(&cbas.model.weights).all(|q| q.is_finite()));
    }
}
