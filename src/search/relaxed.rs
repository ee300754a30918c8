//! Gradient ascent on softened sequences: each site holds shares of all letters, the softmax of its logits, and the
//! logits climb what a net, or several on average, say of the shares.
//!
//! Linder & Seelig 2021 (arXiv 2005.11275) compare such relaxations. With p = softmax(z) at a site and g = d f / d p:
//! d f / d z_a = p_a (g_a - sum over b p_b g_b).

use ndarray::{Array2, ArrayView2};

use crate::nn::{Adam, AdamConfig, Net, Workspace};

/// Logit of the letter that a start holds, where the others have 0: its share is .948 of four.
const MARGIN: f32 = 4.0;

/// Softened sequences on their way up.
#[derive(Clone, Debug)]
pub struct SoftmaxAscent {
    letters: usize,
    /// z [B, I]
    logits: Array2<f32>,
    /// p [B, I]
    shares: Array2<f32>,
    /// minus d f / d z [B, I]
    d_logits: Array2<f32>,
    adam: Adam,
    ws: Workspace,
    /// d f of every row: 1 [B, 1]
    ones: Array2<f32>,
}

impl SoftmaxAscent {
    /// Room for `rows` sequences of `letters` letters a site, for nets as large as `net`; `rate` is the largest step
    /// of a logit, about.
    pub fn new(net: &Net, letters: usize, rows: usize, rate: f32) -> Self {
        let shape = (rows, net.inputs());
        Self {
            letters,
            logits: Array2::zeros(shape),
            shares: Array2::zeros(shape),
            d_logits: Array2::zeros(shape),
            adam: Adam::new(rows * net.inputs(), AdamConfig { rate, ..AdamConfig::default() }),
            ws: Workspace::new(net, rows),
            ones: Array2::ones((rows, 1)),
        }
    }

    /// Starts anew from sequences in one-hot form [B, I].
    pub fn start(&mut self, one_hot: ArrayView2<f32>) {
        self.logits.zip_mut_with(&one_hot, |logit, held| *logit = MARGIN * held);
        self.adam.reset();
        self.soften();
    }

    /// The shares of the letters [B, I], each site's of sum 1.
    pub fn shares(&self) -> ArrayView2<'_, f32> {
        self.shares.view()
    }

    /// One step of Adam up the mean of the nets' outputs.
    pub fn step<'n>(&mut self, nets: impl Iterator<Item = &'n Net>) {
        self.d_logits.fill(0.0);
        for net in nets {
            net.forward(self.shares.view(), &mut self.ws);
            self.d_logits -= &net.input_gradient(self.ones.view(), &mut self.ws);
        }
        // Adam asks for the gradient's direction alone, so the sum over nets will do for their mean.
        let d_logits = self.d_logits.as_slice_mut().expect("standard layout");
        let shares = self.shares.as_slice().expect("standard layout");
        for (d, p) in d_logits.chunks_exact_mut(self.letters).zip(shares.chunks_exact(self.letters)) {
            let mean = d.iter().zip(p).fold(0.0, |sum, (d, p)| sum + d * p);
            for (d, p) in d.iter_mut().zip(p) {
                *d = p * (*d - mean);
            }
        }
        self.adam.step(self.logits.as_slice_mut().expect("standard layout"), d_logits);
        self.soften();
    }

    fn soften(&mut self) {
        let shares = self.shares.as_slice_mut().expect("standard layout");
        let logits = self.logits.as_slice().expect("standard layout");
        for (p, z) in shares.chunks_exact_mut(self.letters).zip(logits.chunks_exact(self.letters)) {
            let largest = z.iter().fold(f32::NEG_INFINITY, |largest, z| if *z > largest { *z } else { largest });
            let mut total = 0.0;
            for (p, z) in p.iter_mut().zip(z) {
                *p = libm::expf(z - largest);
                total += *p;
            }
            p.iter_mut().for_each(|p| *p /= total);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Activation;
    use crate::rng::Rng;
    use ndarray::s;

    const LETTERS: usize = 3;

    fn starts(rows: usize, sites: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, sites * LETTERS), |(row, i)| f32::from(u8::from(i % LETTERS == (row + i) % 2)))
    }

    #[test]
    fn shares_sum_to_one_and_the_mean_of_the_nets_climbs_for_every_row() {
        let mut rng = Rng::stream(2, "relaxed");
        let mut net = || Net::new(&[4 * LETTERS, 16, 1], Activation::Silu, Activation::Identity, &mut rng);
        let nets = [net(), net()];
        let mut ascent = SoftmaxAscent::new(&nets[0], LETTERS, 5, 0.05);
        ascent.start(starts(5, 4).view());
        let value = |ascent: &SoftmaxAscent| {
            let f = |net: &Net| net.forward(ascent.shares(), &mut Workspace::new(net, 5)).to_owned();
            f(&nets[0]) + f(&nets[1])
        };
        let mut before = value(&ascent);
        for _ in 0..100 {
            ascent.step(nets.iter());
            for site in ascent.shares().exact_chunks((1, LETTERS)) {
                assert!((site.sum() - 1.0).abs() < 1e-5 && site.iter().all(|p| *p >= 0.0), "{site}");
            }
            let after = value(&ascent);
            assert!(after.iter().zip(&before).all(|(after, before)| *after > before - 1e-4), "{before} {after}");
            before = after;
        }
    }

    /// Of a linear net the best sequence is known: the letter of greatest weight at each site.
    #[test]
    fn of_a_linear_net_the_best_sequence_is_found() {
        let sites = 6;
        let net =
            Net::new(&[sites * LETTERS, 1], Activation::Relu, Activation::Identity, &mut Rng::stream(3, "relaxed"));
        let mut ascent = SoftmaxAscent::new(&net, LETTERS, 4, 0.1);
        ascent.start(starts(4, sites).view());
        for _ in 0..1_000 {
            ascent.step(std::iter::once(&net));
        }
        for (site, weights) in net.weights(0).exact_chunks((LETTERS, 1)).into_iter().enumerate() {
            let best = (0..LETTERS).fold(0, |best, a| if weights[[a, 0]] > weights[[best, 0]] { a } else { best });
            let shares = ascent.shares();
            let held = shares.slice(s![.., site * LETTERS + best]);
            assert!(held.iter().all(|p| *p > 0.9), "site {site}: {held}");
        }
    }

    #[test]
    fn a_new_start_forgets_the_last_climb() {
        let net = Net::new(&[12, 8, 1], Activation::Relu, Activation::Identity, &mut Rng::stream(4, "relaxed"));
        let mut ascent = SoftmaxAscent::new(&net, LETTERS, 2, 0.1);
        let climb = |ascent: &mut SoftmaxAscent| {
            ascent.start(starts(2, 4).view());
            (0..7).for_each(|_| ascent.step(std::iter::once(&net)));
            ascent.shares().to_owned()
        };
        let first = climb(&mut ascent);
        assert_eq!(first, climb(&mut ascent));
    }
}
