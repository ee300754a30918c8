//! Best of n on a proxy U = V + X: what the pick is worth, exactly, for any symmetric law of the error X.
//!
//! With V standard normal and independent of X, Stein's identity turns the mean true value of the candidate with the
//! greatest U of n into n (n - 1) times the integral of f(u)^2 F(u)^(n - 2), where f and F are density and distribution
//! of U. For a Gaussian error of variance 1 that is m_n / sqrt 2, the expected greatest of n normals over the root of 2.
//! The family that the slider moves through is Subbotin's (1923): density proportional to exp(-|x|^p / p), which is the
//! standard normal at p = 2 and Laplace's of scale 1 at p = 1.

use crate::rng::Rng;

/// Places on the half axis at which density and tail are kept, evenly in t with u = sinh t.
const PANELS: usize = 400;
/// Up to here the integral runs over the error, beyond it over the true value.
const NEAR: f64 = 7.0;
/// Most candidates that anybody picks from.
pub const MOST: f64 = 1e6;
/// 1 / sqrt(2 pi)
const NORMAL: f64 = 0.398_942_280_401_432_7;

/// A law of the error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// exp(-|x|^p / p) but for a factor; p from 1/2 to 2.
    Power(f64),
    /// Student's t with that many degrees of freedom, unscaled.
    Student(f64),
}

impl Law {
    /// The standard normal.
    pub const GAUSSIAN: Self = Self::Power(2.0);
    /// Laplace's law of scale 1.
    pub const LAPLACE: Self = Self::Power(1.0);

    /// The member of the family at `heaviness`, 0 (Gaussian) over 1/2 (Laplace) to 1 (p = 1/2).
    pub fn of_heaviness(heaviness: f64) -> Self {
        Self::Power(libm::exp2(1.0 - 2.0 * heaviness))
    }

    /// The factor of the density.
    fn factor(self) -> f64 {
        match self {
            Self::Power(p) => 0.5 / (libm::pow(p, 1.0 / p) * libm::tgamma(1.0 + 1.0 / p)),
            Self::Student(k) => {
                let ratio = libm::lgamma(0.5 * (k + 1.0)) - libm::lgamma(0.5 * k);
                libm::exp(ratio) / (k * std::f64::consts::PI).sqrt()
            }
        }
    }

    /// The density at `x`, but for its factor.
    fn shape(self, x: f64) -> f64 {
        match self {
            Self::Power(p) => libm::exp(-libm::pow(x.abs(), p) / p),
            Self::Student(k) => libm::exp(-0.5 * (k + 1.0) * libm::log1p(x * x / k)),
        }
    }

    /// Beyond this the tail of U holds less than about one in 10^12.
    fn far(self) -> f64 {
        match self {
            Self::Power(p) => libm::pow(30.0 * p, 1.0 / p) + 4.0,
            Self::Student(k) => k.sqrt() * libm::pow(1e13, 1.0 / k) + 10.0,
        }
    }

    /// Whether the mean of the error exists, and so that of the greatest proxy.
    pub fn has_mean(self) -> bool {
        !matches!(self, Self::Student(k) if k <= 1.0)
    }

    /// One error.
    pub fn draw(self, rng: &mut Rng) -> f64 {
        match self {
            Self::Power(2.0) => f64::from(rng.normal()),
            Self::Power(p) => {
                let sign = if rng.chance(0.5) { 1.0 } else { -1.0 };
                let size = if p == 1.0 { -libm::log(rng.open()) } else { libm::pow(p * gamma(1.0 / p, rng), 1.0 / p) };
                sign * size
            }
            // Bailey 1994 (Math. Comp. 62, 779): the polar method for Student's t.
            Self::Student(k) => {
                let radius = (k * libm::expm1(-2.0 / k * libm::log(rng.open()))).sqrt();
                radius * libm::cos(std::f64::consts::TAU * rng.open())
            }
        }
    }
}

/// A draw of the gamma law (Marsaglia & Tsang 2000).
fn gamma(shape: f64, rng: &mut Rng) -> f64 {
    let (a, lift) = if shape < 1.0 { (shape + 1.0, libm::pow(rng.open(), 1.0 / shape)) } else { (shape, 1.0) };
    let d = a - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = f64::from(rng.normal());
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        if libm::log(rng.open()) < 0.5 * x * x + d * (1.0 - v + libm::log(v)) {
            return d * v * lift;
        }
    }
}

/// Density and tail of the proxy U, from which follows what best of n keeps.
#[derive(Clone, Debug)]
pub struct Exact {
    /// Whose error it is.
    pub law: Law,
    /// Distance of the places in t.
    step: f64,
    /// By place: the density of U at sinh t, squared, times cosh t; the logarithms of P(U > sinh t) and of what is left.
    rows: Vec<[f64; 3]>,
    /// What best of n keeps, by n.
    pub curve: Vec<[f64; 2]>,
    /// Median of its proxy, by n.
    pub medians: Vec<[f64; 2]>,
    /// Up to which n the kept value rises, and how far; none if it still rises at a million, or for ever.
    pub peak: Option<(u32, f64)>,
}

/// Numbers of candidates, evenly on a logarithmic scale.
fn ladder() -> impl Iterator<Item = f64> {
    (0..=48).map(|i| libm::pow(10.0, f64::from(i) / 8.0))
}

impl Exact {
    /// By quadrature: a few milliseconds.
    pub fn new(law: Law) -> Self {
        let step = libm::asinh(law.far()) / PANELS as f64;
        let nodes = Nodes::new(law);
        // g(t) = f(sinh t) cosh t, and its slope, with which the trapezoid rule is of fourth order.
        let places: Vec<[f64; 4]> = (0..=PANELS)
            .map(|i| {
                let t = step * i as f64;
                let (u, cosh) = (libm::sinh(t), libm::cosh(t));
                let [f, slope] = nodes.density(u);
                [cosh, f, f * cosh, slope * cosh * cosh + f * u]
            })
            .collect();
        let [_, f, ..] = places[PANELS];
        let mut beyond = match law {
            Law::Student(k) => law.far() * f / k,
            Law::Power(p) => f / libm::pow(law.far(), p - 1.0),
        };
        let mut rows = vec![[0.0; 3]; PANELS + 1];
        for i in (0..=PANELS).rev() {
            let [cosh, f, g, slope] = places[i];
            if let Some([.., above, slope_above]) = places.get(i + 1) {
                beyond += step * (0.5 * (g + above) + step / 12.0 * (slope - slope_above));
            }
            rows[i] = [f * f * cosh, libm::log(beyond), libm::log1p(-beyond)];
        }
        let mut exact = Self { law, step, rows, curve: vec![], medians: vec![], peak: None };
        exact.curve = ladder().map(|n| [n, exact.kept(n)]).collect();
        exact.medians = ladder().map(|n| [n, exact.promised(n)]).collect();
        exact.peak = exact.summit();
        exact
    }

    /// Mean true value of the candidate with the greatest proxy of `n`.
    pub fn kept(&self, n: f64) -> f64 {
        // Of a single candidate nothing is chosen; there the powers are negative.
        if n <= 1.0 {
            return 0.0;
        }
        let power = |log: f64| if (n - 2.0) * log < -60.0 { 0.0 } else { libm::exp((n - 2.0) * log) };
        let mut sum = 0.0;
        for (i, [weight, above, below]) in self.rows.iter().enumerate() {
            sum += if i == 0 { 0.5 } else { 1.0 } * weight * (power(*below) + power(*above));
        }
        n * (n - 1.0) * self.step * sum
    }

    /// log P(U > u) at the place `t` = asinh u, which is not negative.
    fn log_tail(&self, t: f64) -> f64 {
        let at = t / self.step;
        let i = (at as usize).min(PANELS - 1);
        let (from, to) = (self.rows[i][1], self.rows[i + 1][1]);
        from + (to - from) * (at - i as f64)
    }

    /// log P(U < u).
    pub fn log_below(&self, u: f64) -> f64 {
        let tail = self.log_tail(libm::asinh(u.abs()));
        if u < 0.0 { tail } else { libm::log1p(-libm::exp(tail)) }
    }

    /// The u beyond which U lies with probability `tail`, at most 1/2.
    pub fn beyond(&self, tail: f64) -> f64 {
        let wanted = libm::log(tail);
        let i = self.rows.partition_point(|row| row[1] > wanted).clamp(1, PANELS);
        let (from, to) = (self.rows[i - 1][1], self.rows[i][1]);
        libm::sinh(self.step * (i as f64 - 1.0 + (wanted - from) / (to - from)))
    }

    /// Median of the greatest proxy of `n`.
    pub fn promised(&self, n: f64) -> f64 {
        let tail = -libm::expm1(-std::f64::consts::LN_2 / n);
        self.beyond(tail)
    }

    /// Proxy and true value of the best of `n`, drawn without drawing the others: the greatest proxy by its quantile, the
    /// true value by what the proxy leaves possible.
    pub fn draw_best(&self, n: f64, rng: &mut Rng) -> [f64; 2] {
        const STEP: f64 = 0.05;
        const PLACES: usize = 361;
        let below = libm::log(rng.open()) / n;
        let tail = -libm::expm1(below);
        let u = if tail > 0.5 { -self.beyond(1.0 - tail) } else { self.beyond(tail) };
        let mut sums = [0.0; PLACES];
        let mut sum = 0.0;
        for (i, slot) in sums.iter_mut().enumerate() {
            let v = STEP * i as f64 - 8.0;
            sum += libm::exp(-0.5 * v * v) * self.law.shape(u - v);
            *slot = sum;
        }
        let wanted = sum * rng.open();
        let i = sums.partition_point(|sum| *sum < wanted).min(PLACES - 1);
        [u, STEP * (i as f64 + rng.open() - 0.5) - 8.0]
    }

    /// See [`Self::peak`].
    fn summit(&self) -> Option<(u32, f64)> {
        // Beyond Laplace's law to the thin side it rises for ever, at his it comes to rest.
        if matches!(self.law, Law::Power(p) if p >= 1.0) {
            return None;
        }
        let (mut low, mut high) = (1_u32, MOST as u32);
        while low < high {
            let middle = u32::midpoint(low, high);
            if self.kept(f64::from(middle + 1)) > self.kept(f64::from(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < MOST as u32).then(|| (low, self.kept(f64::from(low))))
    }
}

/// Where the convolution of the error's law with the normal one is summed.
struct Nodes {
    law: Law,
    factor: f64,
    /// Errors, with their weights: double exponential, since the density may have a cusp at 0.
    errors: Vec<[f64; 2]>,
}

impl Nodes {
    fn new(law: Law) -> Self {
        const STEP: f64 = 0.08;
        let factor = law.factor();
        let errors = (-44..=36).map(|i| {
            let s = STEP * f64::from(i);
            let shrink = libm::exp(-s);
            let x = libm::exp(s - shrink);
            [x, STEP * x * (1.0 + shrink) * factor * law.shape(x) * NORMAL]
        });
        Self { law, factor, errors: errors.collect() }
    }

    /// Density of U at `u`, and its slope.
    fn density(&self, u: f64) -> [f64; 2] {
        let mut sums = [0.0; 2];
        let mut add = |v: f64, weight: f64| {
            let mass = weight * libm::exp(-0.5 * v * v);
            sums[0] += mass;
            sums[1] -= v * mass;
        };
        if u <= NEAR && matches!(self.law, Law::Power(_)) {
            for [x, weight] in &self.errors {
                add(u - x, *weight);
                add(u + x, *weight);
            }
        } else {
            const STEP: f64 = 0.2;
            for i in -40..=65 {
                let v = STEP * f64::from(i);
                add(v, STEP * NORMAL * self.factor * self.law.shape(u - v));
            }
        }
        sums
    }
}

/// Nats from a candidate drawn at random to the best of `n`, where no two have the same proxy.
pub fn divergence(n: f64) -> f64 {
    libm::log(n) - (n - 1.0) / n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_value_is_the_published_one() {
        let kept = |law: Law, n: f64| Exact::new(law).kept(n);
        let near = |value: f64, wanted: f64, by: f64| assert!((value - wanted).abs() < by, "{value} {wanted}");
        // m_n / sqrt 2.
        for (n, m) in [(2.0, 0.564_189_584), (10.0, 1.538_752_731), (1000.0, 3.241_435_77), (1e6, 4.862_9)] {
            near(kept(Law::GAUSSIAN, n), m / 2_f64.sqrt(), 5e-5);
        }
        for (n, value) in [(16.0, 1.249), (1000.0, 2.292)] {
            near(kept(Law::GAUSSIAN, n), value, 6e-4);
        }
        for (n, value) in [(16.0, 0.925), (100.0, 0.998), (1e4, 1.0), (1e6, 1.0)] {
            near(kept(Law::LAPLACE, n), value, 6e-4);
        }
        let student = Exact::new(Law::Student(3.0));
        for (n, value) in [(16.0, 0.871), (22.0, 0.8786), (64.0, 0.791), (1024.0, 0.347)] {
            near(student.kept(n), value, 6e-4);
        }
        assert_eq!(student.peak.unwrap().0, 22);
        assert_eq!((Exact::new(Law::GAUSSIAN).peak, Exact::new(Law::LAPLACE).peak), (None, None));
    }

    #[test]
    fn half_of_the_proxies_lie_above_zero_and_tails_are_right() {
        for law in [2.0, 1.5, 1.0, 0.7, 0.5].map(Law::Power).into_iter().chain([0.5, 1.0, 3.0, 30.0].map(Law::Student))
        {
            let exact = Exact::new(law);
            let half = libm::exp(exact.rows[0][1]);
            assert!((half - 0.5).abs() < 1e-5, "{law:?}: {half}");
            for n in [1.0, 2.0, 1e3, 1e6] {
                let (kept, promised) = (exact.kept(n), exact.promised(n));
                assert!(kept.is_finite() && promised.is_finite() && kept > -1e-9, "{law:?} {n}: {kept} {promised}");
            }
        }
        // P(U > u) of a Gaussian of variance 2, and Laplace's in closed form.
        let tail = |law: Law, u: f64| libm::exp(Exact::new(law).log_tail(libm::asinh(u)));
        for u in [0.5, 2.0, 5.0, 8.0] {
            let normal = 0.5 * libm::erfc(u / 2.0);
            assert!((tail(Law::GAUSSIAN, u) / normal - 1.0).abs() < 1e-3, "{u}");
            let phi = |x: f64| 0.5 * libm::erfc(-x / 2_f64.sqrt());
            let e = 0.5 * libm::exp(0.5);
            let laplace = phi(-u) + e * (libm::exp(-u) * phi(u - 1.0) - libm::exp(u) * phi(-u - 1.0));
            assert!((tail(Law::LAPLACE, u) / laplace - 1.0).abs() < 1e-3, "{u}");
        }
    }

    #[test]
    fn drawing_the_best_alone_is_drawing_them_all_and_choosing() {
        let mut rng = Rng::stream(3, "goodhart/test");
        for law in [Law::GAUSSIAN, Law::LAPLACE, Law::Power(0.5), Law::Student(3.0)] {
            let exact = Exact::new(law);
            let (mut alone, mut all) = ([0.0; 2], [0.0; 2]);
            let (n, repeats) = (16, 20_000);
            for _ in 0..repeats {
                let [u, v] = exact.draw_best(f64::from(n), &mut rng);
                alone = [alone[0] + f64::from(u8::from(u > 3.0)), alone[1] + v];
                let best = (0..n).fold([f64::MIN, 0.0], |best: [f64; 2], _| {
                    let v = f64::from(rng.normal());
                    let u = v + law.draw(&mut rng);
                    if u > best[0] { [u, v] } else { best }
                });
                all = [all[0] + f64::from(u8::from(best[0] > 3.0)), all[1] + best[1]];
            }
            let mean = |sum: f64| sum / f64::from(repeats);
            assert!((mean(alone[0]) - mean(all[0])).abs() < 0.02, "{law:?}: {alone:?} {all:?}");
            let kept = exact.kept(f64::from(n));
            assert!((mean(alone[1]) - kept).abs() < 0.03 && (mean(all[1]) - kept).abs() < 0.03, "{law:?}");
        }
    }
}
