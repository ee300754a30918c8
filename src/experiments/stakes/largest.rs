//! The largest of n costs, many times over: its median settles, its mean does not where alpha is at most 2.

use crate::rng::Rng;
use crate::worlds::extremes::MOST_DRAWN;

/// How often each is drawn, and in how many runs whose means are followed one by one.
pub const REPEATS: usize = 16_000;
pub const RUNS: usize = 4;

/// Repeats at 1, 10, 100, ... and n costs.
#[derive(Clone, Debug)]
pub struct Largest {
    alpha: f64,
    rng: Rng,
    /// How many costs, and for each repeat the uniform number that the largest comes from, so x = u^(-1/alpha).
    sizes: Vec<(u64, Vec<f64>)>,
    /// Running sums over the repeats of each run at the last size.
    sums: [Vec<f64>; RUNS],
}

impl Largest {
    pub fn new(n: u64, alpha: f64, seed: u64) -> Self {
        let mut sizes: Vec<u64> = (0..7).map(|k| 10_u64.pow(k)).filter(|size| *size < n).collect();
        sizes.push(n);
        Self {
            alpha,
            rng: Rng::stream(seed, "stakes/largest"),
            sizes: sizes.into_iter().map(|size| (size, Vec::with_capacity(REPEATS))).collect(),
            sums: core::array::from_fn(|_| Vec::with_capacity(REPEATS / RUNS)),
        }
    }

    /// Draws a few repeats of all sizes.
    pub fn step(&mut self, repeats: usize) {
        let Self { alpha, rng, sizes, sums } = self;
        for _ in 0..repeats {
            let at = sizes[0].1.len();
            if at >= REPEATS {
                return;
            }
            let mut last = 1.0;
            for (size, drawn) in sizes.iter_mut() {
                last = if *size as f64 <= MOST_DRAWN { least_drawn(*size, rng) } else { least_of(*size as f64, rng) };
                drawn.push(last);
            }
            // Repeats go to the runs in turn.
            let sums = &mut sums[at % RUNS];
            sums.push(sums.last().copied().unwrap_or(0.0) + libm::pow(last, -1.0 / *alpha));
        }
    }

    /// `[n, median]` of the repeats so far.
    pub fn medians(&self) -> Vec<[f64; 2]> {
        let median = |(size, drawn): &(u64, Vec<f64>)| {
            let mut drawn = drawn.clone();
            let middle = drawn.len() / 2;
            (!drawn.is_empty()).then(|| {
                let (_, u, _) = drawn.select_nth_unstable_by(middle, f64::total_cmp);
                [*size as f64, libm::pow(*u, -1.0 / self.alpha)]
            })
        };
        self.sizes.iter().filter_map(median).collect()
    }

    /// `[repeats, mean so far]` of a run, thinned to about 60 places.
    pub fn means(&self, run: usize) -> Vec<[f64; 2]> {
        let sums = &self.sums[run];
        let (mut points, mut next) = (Vec::new(), 1);
        for (i, sum) in sums.iter().enumerate() {
            let count = i + 1;
            if count == next || count == sums.len() {
                points.push([count as f64, sum / count as f64]);
                next = count + 1 + count / 8;
            }
        }
        points
    }

    /// The mean of each run so far.
    pub fn run_means(&self) -> Option<[f64; RUNS]> {
        let means = core::array::from_fn(|run| Some(self.sums[run].last()? / self.sums[run].len() as f64));
        means.iter().all(Option::is_some).then(|| means.map(Option::unwrap_or_default))
    }
}

/// The least of `n` uniform numbers, all drawn: on a grid of 2^-32, and the least finer.
fn least_drawn(n: u64, rng: &mut Rng) -> f64 {
    let mut least = u32::MAX;
    for _ in 0..n {
        let bits = rng.bits();
        least = if bits < least { bits } else { least };
    }
    (f64::from(least) + rng.positive()) / 4_294_967_296.0
}

/// The same from its law, 1 - (1 - u)^n.
fn least_of(n: f64, rng: &mut Rng) -> f64 {
    -libm::expm1(libm::log(rng.positive()) / n)
}
