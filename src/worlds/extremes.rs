//! The greatest of many: how far out the best of n standard normals lies, and the furthest of n draws without the others.
//!
//! Quantiles of the normal: Wichura 1988, algorithm AS 241 (Applied Statistics 37, 477). The expected maximum:
//! m_n = integral of x n phi(x) Phi(x)^(n-1) dx. The furthest first: of n uniforms the largest is U^(1/n), and below it
//! lie n - 1 of the same kind (Renyi 1953). Heavy tails: Tukey's h, x = g exp(h g^2 / 2) of a normal g, whose tail falls
//! as x^(-1/h) (Hoaglin 1985, in Exploring Data Tables, Trends, and Shapes, chapter 11).

use crate::rng::Rng;

/// Of more draws than so many only the furthest out are drawn.
pub const MOST_DRAWN: f64 = 1e4;

/// Between points of the trapezoid rule, and where it begins and ends: for what falls like a normal it is exact to about
/// 1e-12.
const STEP: f64 = 1.0 / 64.0;
const RANGE: (i32, i32) = (-640, 768);

const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_6,
        133.141_667_891_784_38,
        1_971.590_950_306_551_4,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];
const FAR: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];
const FARTHEST: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

fn ratio([over, under]: &[[f64; 8]; 2], r: f64) -> f64 {
    let value = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    value(over) / value(under)
}

/// P(Z > x) of a standard normal Z.
pub fn upper_tail(x: f64) -> f64 {
    0.5 * libm::erfc(x * core::f64::consts::FRAC_1_SQRT_2)
}

/// The x that a standard normal exceeds with probability `p`, which is above 0 and below 1.
pub fn exceeded(p: f64) -> f64 {
    let q = 0.5 - p;
    if q.abs() <= 0.425 {
        return q * ratio(&CENTRE, 0.180_625 - q * q);
    }
    let r = (-libm::log(if q > 0.0 { p } else { 1.0 - p })).sqrt();
    let x = if r <= 5.0 { ratio(&FAR, r - 1.6) } else { ratio(&FARTHEST, r - 5.0) };
    if q > 0.0 { x } else { -x }
}

/// The expected maximum of `n` standard normals, n at least 1.
pub fn expected_max(n: f64) -> f64 {
    expected_at_max(n, |x| x)
}

/// The expectation of `value` at the maximum of `n` standard normals, n at least 1.
pub fn expected_at_max(n: f64, value: impl Fn(f64) -> f64) -> f64 {
    let density = |x: f64| {
        let below = if x < 0.0 { libm::log(upper_tail(-x)) } else { libm::log1p(-upper_tail(x)) };
        let log = libm::log(n) - 0.5 * x * x + (n - 1.0) * below;
        libm::exp(log) / core::f64::consts::TAU.sqrt()
    };
    (RANGE.0..=RANGE.1).map(|i| f64::from(i) * STEP).fold(0.0, |sum, x| sum + value(x) * density(x) * STEP)
}

/// Tukey's h, brought to variance 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    h: f64,
    scale: f64,
}

impl Tail {
    /// `h` is at least 0 and below 1/2.
    pub fn new(h: f64) -> Self {
        Self { h, scale: libm::pow(1.0 - 2.0 * h, 0.75) }
    }

    /// Whether it is that of a normal.
    pub fn normal(self) -> bool {
        self.h <= 0.0
    }

    /// What a normal `g` becomes; rises with it.
    pub fn of(self, g: f64) -> f64 {
        if self.normal() { g } else { g * self.scale * libm::exp(0.5 * self.h * g * g) }
    }
}

/// Uniform in (0, 1), on a grid of 2^-53.
fn fine_uniform(rng: &mut Rng) -> f64 {
    (rng.bits53() as f64 + 0.5) / 9_007_199_254_740_992.0
}

/// Pairs of independent normals out of `n` such pairs, one by one: first that in which either is the furthest up, and
/// so on. For a search that looks at all n this is enough to find the best, which it needs not go far for.
#[derive(Clone, Debug)]
pub struct Outermost {
    left: f64,
    /// Log of the probability that neither of a pair is as far up as those of the last pair.
    log_below: f64,
}

impl Outermost {
    /// Of `n` pairs.
    pub fn new(n: f64) -> Self {
        Self { left: n, log_below: 0.0 }
    }

    /// The next pair, and how far up neither of any pair after it lies; none when all have been drawn.
    pub fn next(&mut self, rng: &mut Rng) -> Option<([f64; 2], f64)> {
        if self.left < 1.0 {
            return None;
        }
        self.log_below += libm::log(fine_uniform(rng)) / self.left;
        self.left -= 1.0;
        // The further of two: (1 - p)^2 of them have both less far up than what is exceeded with probability p.
        let p = -libm::expm1(0.5 * self.log_below);
        let p = if p < 1e-300 { 1e-300 } else { p };
        let other = exceeded(p + (1.0 - p) * fine_uniform(rng));
        let further = exceeded(p);
        let pair = if rng.chance(0.5) { [further, other] } else { [other, further] };
        Some((pair, further))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_exceeded_with_a_probability_is_exceeded_with_it() {
        for p in [1e-200, 1e-30, 1e-9, 0.001, 0.02, 0.07, 0.3, 0.5, 0.9, 0.98] {
            let back = upper_tail(exceeded(p));
            assert!((back / p - 1.0).abs() < 1e-11, "{p}: {back}");
        }
    }

    #[test]
    fn expected_maxima_are_those_of_the_tables() {
        let known = [(1.0, 0.0), (2.0, 0.564_189_583_5), (10.0, 1.538_752_7), (1_000.0, 3.241_4), (1e6, 4.863)];
        for (n, m) in known {
            assert!((expected_max(n) - m).abs() < 1e-3, "{n}: {}", expected_max(n));
        }
        assert!((expected_max(2.0) - 0.564_189_583_547_756_3).abs() < 1e-12);
        assert!((expected_max(3.0) - 0.846_284_375_321_634_4).abs() < 1e-12);
    }

    /// The furthest first come to the same as drawing all.
    #[test]
    fn outermost_pairs_have_the_maximum_of_all() {
        let mut rng = Rng::stream(3, "outermost");
        let rounds = 4_000;
        let mut sums = [0.0; 2];
        for _ in 0..rounds {
            let mut pairs = Outermost::new(1_000.0);
            let mut best = [f64::NEG_INFINITY; 2];
            while let Some(([a, b], reach)) = pairs.next(&mut rng) {
                let turned = 0.6 * a + 0.8 * b;
                best = [if a > best[0] { a } else { best[0] }, if turned > best[1] { turned } else { best[1] }];
                if reach < best[0] && 1.4 * reach < best[1] {
                    break;
                }
            }
            sums = [sums[0] + best[0], sums[1] + best[1]];
        }
        for sum in sums {
            // The maximum of a thousand has a standard deviation of .35.
            assert!((sum / f64::from(rounds) - expected_max(1_000.0)).abs() < 0.025, "{sum}");
        }
    }

    #[test]
    fn heavy_values_have_variance_one_and_heavier_tails() {
        for h in [0.0, 0.1, 0.2] {
            let tail = Tail::new(h);
            let square = |x: f64| tail.of(x) * tail.of(x) * libm::exp(-0.5 * x * x) / core::f64::consts::TAU.sqrt();
            let variance: f64 = (-3_000..=3_000).map(|i| square(f64::from(i) / 64.0) / 64.0).sum();
            assert!((variance - 1.0).abs() < 1e-6, "{h}: {variance}");
        }
        assert!(Tail::new(0.3).of(5.0) > 15.0 && Tail::new(0.4).of(0.0) == 0.0 && Tail::new(0.0).of(5.0) == 5.0);
    }
}
