//! Costs with a heavy tail, how failures fall, and what is exact about both.
//!
//! Costs are Pareto(alpha) from 1 on: P(X >= x) = x^-alpha. Of n of them the largest has the distribution function
//! (1 - x^-alpha)^n, hence the median (1 - 2^(-1/n))^(-1/alpha) and, for alpha > 1 alone, the mean
//! Gamma(n + 1) Gamma(1 - 1/alpha) / Gamma(n + 1 - 1/alpha) (Embrechts, Klueppelberg & Mikosch 1997, chapter 3, has its
//! limit law, that of Frechet).

use crate::rng::Rng;
use crate::stats::{at_least_one, incomplete_beta};

/// Largest costs of a crowd that are drawn one by one.
const DRAWN: u32 = 32;

/// What a mistake costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cost {
    /// Always 1.
    Constant,
    /// Pareto(alpha) from 1 on.
    Pareto(f64),
}

impl Cost {
    pub fn draw(self, rng: &mut Rng) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Pareto(alpha) => libm::pow(rng.positive(), -1.0 / alpha),
        }
    }

    /// The probability that one cost is `level` or more.
    pub fn beyond(self, level: f64) -> f64 {
        match self {
            _ if level <= 1.0 => 1.0,
            Self::Constant => 0.0,
            Self::Pareto(alpha) => libm::pow(level, -alpha),
        }
    }

    /// The sum of `count` costs below `level`. Of many the largest are drawn one by one, from the top; the rest, which
    /// are then bounded from above, by the normal law of their exact mean and variance.
    pub fn sum(self, count: f64, level: f64, rng: &mut Rng) -> f64 {
        let Self::Pareto(alpha) = self else { return count };
        // A cost is u^(-1/alpha), u uniform between what belongs to the level and 1.
        let mut low = self.beyond(level);
        let (mut sum, mut left) = (0.0, count);
        let mut drawn = 0;
        while left > 0.0 && drawn < DRAWN {
            // The least of `left` uniforms in (low, 1).
            low += (1.0 - low) * -libm::expm1(libm::log(rng.positive()) / left);
            sum += libm::pow(low, -1.0 / alpha);
            (left, drawn) = (left - 1.0, drawn + 1);
        }
        if left > 0.0 && low < 1.0 {
            let moment = |k: f64| {
                let power = 1.0 - k / alpha;
                let area = if power.abs() < 1e-9 { -libm::log(low) } else { (1.0 - libm::pow(low, power)) / power };
                area / (1.0 - low)
            };
            let mean = moment(1.0);
            let variance = moment(2.0) - mean * mean;
            let deviation = if variance > 0.0 { (left * variance).sqrt() } else { 0.0 };
            let rest = left * mean + deviation * f64::from(rng.normal());
            // No cost is below 1.
            sum += if rest > left { rest } else { left };
        }
        sum
    }
}

/// Decisions until the next failure, itself counted: geometric; infinite if there never is one.
pub fn wait(p: f64, rng: &mut Rng) -> f64 {
    if p >= 1.0 {
        1.0
    } else if p <= 0.0 {
        f64::INFINITY
    } else {
        libm::floor(libm::log(rng.positive()) / libm::log1p(-p)) + 1.0
    }
}

/// How many of `n` decisions fail, by the normal law; meant for many failures.
pub fn many(n: f64, p: f64, rng: &mut Rng) -> f64 {
    let count = libm::floor(n * p + (n * p * (1.0 - p)).sqrt() * f64::from(rng.normal()) + 0.5);
    count.clamp(0.0, n)
}

/// The probability that one of `n` decisions ruins, where each does with probability `q`.
pub fn ruined_by(q: f64, n: f64) -> f64 {
    if n <= 0.0 || q <= 0.0 { 0.0 } else { at_least_one(q, n) }
}

/// The probability of at least `k` failures in `n` decisions, I_p(k, n - k + 1).
pub fn at_least(k: f64, n: f64, p: f64) -> f64 {
    if k <= 0.0 {
        1.0
    } else if k > n {
        0.0
    } else {
        incomplete_beta(k, n - k + 1.0, p)
    }
}

/// The median of the largest of `n` Pareto costs.
pub fn largest_median(n: f64, alpha: f64) -> f64 {
    libm::pow(-libm::expm1(-core::f64::consts::LN_2 / n), -1.0 / alpha)
}

/// Its mean; none where it is infinite.
pub fn largest_mean(n: f64, alpha: f64) -> Option<f64> {
    let part = 1.0 - 1.0 / alpha;
    (part > 0.0).then(|| libm::exp(libm::lgamma(n + 1.0) + libm::lgamma(part) - libm::lgamma(n + part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_the_largest_is_that_of_one_for_one_and_grows_like_a_power() {
        // One cost has the mean alpha / (alpha - 1).
        for alpha in [1.1, 1.5, 2.0, 3.0] {
            let one = largest_mean(1.0, alpha).unwrap();
            assert!((one / (alpha / (alpha - 1.0)) - 1.0).abs() < 1e-12, "{alpha}: {one}");
            // Gamma(n + 1) / Gamma(n + 1 - b) is nearly n^b.
            let many = largest_mean(1e6, alpha).unwrap();
            let limit = libm::tgamma(1.0 - 1.0 / alpha) * libm::pow(1e6, 1.0 / alpha);
            assert!((many / limit - 1.0).abs() < 1e-5, "{alpha}: {many} {limit}");
        }
        assert_eq!(largest_mean(10.0, 1.0), None);
        assert!((largest_median(1.0, 1.0) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn failures_and_ruin_at_the_ends() {
        let mut rng = Rng::stream(1, "test");
        assert_eq!(wait(0.0, &mut rng), f64::INFINITY);
        assert_eq!(wait(1.0, &mut rng), 1.0);
        assert_eq!([ruined_by(0.0, 1e6), ruined_by(1.0, 1e6), ruined_by(1.0, 0.0)], [0.0, 1.0, 0.0]);
        assert!((ruined_by(1e-6, 1e6) - 0.632_121).abs() < 1e-6);
        assert_eq!([at_least(3.0, 2.0, 0.5), at_least(0.0, 2.0, 0.5)], [0.0, 1.0]);
        assert!((at_least(2.0, 2.0, 0.5) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn a_crowds_costs_add_up_as_single_ones_do() {
        let mut rng = Rng::stream(1, "test");
        for (alpha, level) in [(3.0, f64::INFINITY), (1.5, 50.0), (0.8, 20.0)] {
            let cost = Cost::Pareto(alpha);
            let mean = |mut of: Box<dyn FnMut() -> f64>| (0..4_000).map(|_| of()).sum::<f64>() / 4_000.0;
            let mut other = rng.clone();
            let together = mean(Box::new(move || cost.sum(500.0, level, &mut other)));
            let mut other = Rng::stream(2, "test");
            let single = mean(Box::new(move || {
                let below = core::iter::repeat_with(|| cost.draw(&mut other)).filter(|c| *c < level);
                below.take(500).sum::<f64>()
            }));
            assert!((together / single - 1.0).abs() < 0.01, "{alpha}: {together} {single}");
            rng.bits();
        }
    }
}
