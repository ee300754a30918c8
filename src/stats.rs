//! What counts tell of a probability: exact bounds, and the chance of at least one failure; and the middle of a few
//! numbers.
//!
//! Pure functions of numbers in `f64`, on `libm`; everybody may use them, and they use nobody.

/// Terms of the continued fraction at most; it settles within about the square root of the larger parameter.
const MOST_TERMS: u32 = 20_000;
/// Where the continued fraction has settled.
const SETTLED: f64 = 1e-15;
/// Halvings of an interval: down to the last bit of a probability that is not below 1e-30.
const HALVINGS: u32 = 160;

/// The regularised incomplete beta function I_x(a, b), for positive a and b and x in [0, 1].
///
/// Lentz's method on the continued fraction (Press et al. 2007, Numerical Recipes, section 6.4; DLMF 8.17.22).
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction settles fast on this side of the mean; I_x(a, b) = 1 - I_(1-x)(b, a) leads there.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let log_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    libm::exp(log_front) * fraction(a, b, x) / a
}

/// The continued fraction of [`incomplete_beta`].
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let kept = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..MOST_TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / kept(1.0 + term * d);
            c = kept(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0).abs() < SETTLED {
            break;
        }
    }
    value
}

/// The one-sided upper bound at `confidence` on the probability of failure, after `failures` in `n` independent trials:
/// the p at which so few failures still have probability 1 - `confidence` (Clopper & Pearson 1934). 1 where there was no
/// trial, or nothing but failures.
pub fn upper_bound(failures: u64, n: u64, confidence: f64) -> f64 {
    if failures >= n {
        return 1.0;
    }
    if failures == 0 {
        return bound_if_none(n as f64, confidence);
    }
    // P(at most k failures) = 1 - I_p(k + 1, n - k) falls with p.
    let (a, b) = ((failures + 1) as f64, (n - failures) as f64);
    let (mut low, mut high) = (failures as f64 / n as f64, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if incomplete_beta(a, b, middle) < confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The same after `n` trials, at least 1, without a failure: 1 - (1 - `confidence`)^(1/n).
pub fn bound_if_none(n: f64, confidence: f64) -> f64 {
    -libm::expm1(libm::log(1.0 - confidence) / n)
}

/// The one-sided lower bound at `confidence`, likewise; 0 where there was no failure.
pub fn lower_bound(failures: u64, n: u64, confidence: f64) -> f64 {
    if failures == 0 || n == 0 { 0.0 } else { 1.0 - upper_bound(n - failures, n, confidence) }
}

/// The probability 1 - (1 - p)^n of at least one failure in `n` independent trials.
pub fn at_least_one(p: f64, n: f64) -> f64 {
    -libm::expm1(n * libm::log1p(-p))
}

/// The middle of `values`, which are put in order; the mean of the two middle ones if their number is even; not a number
/// if there are none.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    match n {
        0 => f64::NAN,
        _ if n.is_multiple_of(2) => f64::midpoint(values[n / 2 - 1], values[n / 2]),
        _ => values[n / 2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!((median(&mut [3.0, 1.0, 2.0]), median(&mut [4.0, 1.0, 2.0, 3.0])), (2.0, 2.5));
        assert!(median(&mut []).is_nan());
    }

    /// P(at most k failures in n), summed term by term.
    fn at_most(k: u64, n: u64, p: f64) -> f64 {
        let mut term = libm::pow(1.0 - p, n as f64);
        let mut sum = term;
        for i in 0..k {
            term *= (n - i) as f64 / (i + 1) as f64 * p / (1.0 - p);
            sum += term;
        }
        sum
    }

    #[test]
    fn incomplete_beta_is_the_sum_of_binomial_terms() {
        for (k, n) in [(0, 1), (0, 9), (1, 10), (4, 10), (9, 10), (3, 100), (37, 100), (12, 1000), (300, 1000)] {
            for p in [1e-4, 0.01, 0.1, 0.3, 0.5, 0.77] {
                let beta = 1.0 - incomplete_beta((k + 1) as f64, (n - k) as f64, p);
                let sum = at_most(k, n, p);
                assert!((beta - sum).abs() < 1e-11, "{k} of {n} at {p}: {beta} {sum}");
            }
        }
        // I_x(a, b) = 1 - I_(1-x)(b, a), I_x(1, 1) = x, and I_(1/2)(a, a) = 1/2.
        assert!((incomplete_beta(1.0, 1.0, 0.3) - 0.3).abs() < 1e-15);
        for a in [0.5, 1.0, 7.0, 1e3, 1e6] {
            assert!((incomplete_beta(a, a, 0.5) - 0.5).abs() < 1e-8, "{a}");
        }
        assert_eq!((incomplete_beta(2.0, 3.0, 0.0), incomplete_beta(2.0, 3.0, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn the_bound_is_where_so_few_failures_have_one_chance_in_twenty() {
        for (k, n) in [(1, 10), (2, 10), (9, 10), (5, 100), (50, 1000), (1, 10_000), (17, 10_000)] {
            let p = upper_bound(k, n, 0.95);
            assert!((at_most(k, n, p) - 0.05).abs() < 1e-10, "{k} of {n}: {p}");
            let low = lower_bound(k, n, 0.95);
            assert!((1.0 - at_most(k - 1, n, low) - 0.05).abs() < 1e-10, "{k} of {n}: {low}");
        }
    }

    #[test]
    fn without_a_failure_the_bound_has_a_closed_form_near_three_by_n() {
        for n in [1, 2, 10, 59, 1_000, 1_000_000, 10_000_000] {
            let p = upper_bound(0, n, 0.95);
            let closed = 1.0 - libm::pow(0.05, 1.0 / n as f64);
            assert!((p / closed - 1.0).abs() < 1e-8, "{n}: {p} {closed}");
            // The general way comes to the same.
            let general = 1.0 - incomplete_beta(1.0, n as f64, p);
            assert!((general - 0.05).abs() < 1e-9, "{n}: {general}");
        }
        let rule = |n: u64| 3.0 / n as f64 / upper_bound(0, n, 0.95);
        assert!((rule(10) - 1.16).abs() < 0.005, "{}", rule(10));
        assert!((rule(1_000_000) - 1.0014).abs() < 1e-4, "{}", rule(1_000_000));
        assert!((upper_bound(0, 10, 0.95) - 0.258_866).abs() < 1e-6);
    }

    #[test]
    fn large_counts_and_ends_are_finite() {
        assert_eq!((upper_bound(0, 0, 0.95), upper_bound(5, 5, 0.95), lower_bound(0, 9, 0.95)), (1.0, 1.0, 0.0));
        for (k, n) in [(1, 10_000_000), (9_000, 10_000_000), (5_000_000, 10_000_000), (9_999_999, 10_000_000)] {
            let (p, share) = (upper_bound(k, n, 0.95), k as f64 / n as f64);
            // Beyond the share by about 1.645 standard errors.
            let error = (share * (1.0 - share) / n as f64).sqrt();
            assert!(p > share && p < share + 2.0 * error + 5.0 / n as f64, "{k} of {n}: {p}");
        }
        // Published: 5 of 100, two-sided 95%: .0164 to .1128 (Clopper & Pearson).
        assert!(
            (upper_bound(5, 100, 0.975) - 0.1128).abs() < 5e-5 && (lower_bound(5, 100, 0.975) - 0.0164).abs() < 5e-5
        );
        assert_eq!(at_least_one(0.0, 1e7), 0.0);
        assert!((at_least_one(1e-6, 1e6) - 0.632_120_7).abs() < 1e-6);
        assert!((at_least_one(1e-12, 10.0) / 1e-11 - 1.0).abs() < 1e-9);
        assert_eq!(at_least_one(1.0, 3.0), 1.0);
    }
}
