//! One seed, many named streams: PCG32 (O'Neill 2014), whose sequence is stable by contract.
//!
//! Every random choice of a run is drawn from a stream named after its purpose, so adding a draw in one
//! place never shifts the numbers of another. Samplers are built on `libm`, whose bits are the same on
//! every target (`rand_distr` and `std` are not).

use rand::rand_core::Rng as Source;
use rand_pcg::Pcg32;

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Rng {
    source: Pcg32,
    /// The second normal of the last Box-Muller pair.
    spare: Option<f32>,
}

/// SplitMix64's finaliser (Steele, Lea & Flood 2014): spreads every bit of `x` over the result.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl Rng {
    /// The stream `name` of `seed`.
    #[must_use]
    pub fn stream(seed: u64, name: &str) -> Self {
        // FNV-1a, 64 bits.
        let label = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self { source: Pcg32::new(mix(seed ^ mix(label)), mix(label ^ mix(seed))), spare: None }
    }

    /// 32 uniform bits.
    pub fn bits(&mut self) -> u32 {
        self.source.next_u32()
    }

    /// 53 uniform bits.
    pub fn bits53(&mut self) -> u64 {
        (u64::from(self.bits()) << 21) | u64::from(self.bits() >> 11)
    }

    /// Uniform in (0, 1], on a grid of 2^-53: for tails that 24 bits do not reach.
    pub fn positive(&mut self) -> f64 {
        (self.bits53() + 1) as f64 / 9_007_199_254_740_992.0
    }

    /// Uniform in (0, 1), in the middles of 2^32 equal parts.
    pub fn open(&mut self) -> f64 {
        (f64::from(self.bits()) + 0.5) / 4_294_967_296.0
    }

    /// Uniform in [0, 1), on a grid of 2^-24.
    pub fn uniform(&mut self) -> f32 {
        (self.bits() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// Uniform in [low, high).
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.uniform()
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f32) -> bool {
        self.uniform() < p
    }

    /// Uniform in 0..n by Lemire's multiplication; the bias, below n / 2^32, is left in. `n` must be positive.
    pub fn below(&mut self, n: usize) -> usize {
        debug_assert!(n > 0);
        ((u64::from(self.bits()) * n as u64) >> 32) as usize
    }

    /// A place drawn with these chances, of sum 1; if rounding leaves something over, the last that has a chance.
    pub fn pick<'a>(&mut self, chances: impl IntoIterator<Item = &'a f64>) -> usize {
        let (mut left, mut last) = (f64::from(self.uniform()), 0);
        for (place, chance) in chances.into_iter().enumerate() {
            left -= chance;
            if left < 0.0 {
                return place;
            }
            if *chance > 0.0 {
                last = place;
            }
        }
        last
    }

    /// Standard normal (Box & Muller 1958).
    pub fn normal(&mut self) -> f32 {
        if let Some(value) = self.spare.take() {
            return value;
        }
        let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - self.uniform()));
        let (sin, cos) = libm::sincosf(core::f32::consts::TAU * self.uniform());
        self.spare = Some(radius * sin);
        radius * cos
    }

    /// Puts `items` in random order (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_and_differ_by_seed_and_name() {
        let first = |seed, name| Rng::stream(seed, name).bits();
        assert_eq!(first(7, "net"), first(7, "net"));
        assert_ne!(first(7, "net"), first(8, "net"));
        assert_ne!(first(7, "net"), first(7, "data"));
    }

    #[test]
    fn normals_have_mean_zero_variance_one_and_normal_tails() {
        let mut rng = Rng::stream(1, "normal");
        let draws: Vec<f64> = (0..200_000).map(|_| f64::from(rng.normal())).collect();
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|x| libm::pow(x - mean, 2.0)).sum::<f64>() / n;
        let beyond_two = draws.iter().filter(|x| x.abs() > 2.0).count() as f64 / n;
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((variance - 1.0).abs() < 0.02, "{variance}");
        assert!((beyond_two - 0.0455).abs() < 0.002, "{beyond_two}");
    }

    #[test]
    fn places_are_picked_as_often_as_their_chances_say_and_never_without_one() {
        let mut rng = Rng::stream(1, "pick");
        let mut count = [0; 4];
        for _ in 0..40_000 {
            count[rng.pick(&[0.5, 0.0, 0.5 - 1e-9, 0.0])] += 1;
        }
        assert!(count[1] + count[3] == 0 && (19_400..20_600).contains(&count[0]), "{count:?}");
    }

    #[test]
    fn below_is_even() {
        let mut rng = Rng::stream(1, "below");
        let mut count = [0; 7];
        for _ in 0..70_000 {
            count[rng.below(7)] += 1;
        }
        assert!(count.iter().all(|&c| (9_500..10_500).contains(&c)), "{count:?}");
    }
}
