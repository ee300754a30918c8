//! Best of n, counted: one stream of candidates is a knock-out tournament, in which the winners of blocks of n meet in
//! blocks of 2 n, so that every candidate counts for every n.

/// Rounds of the tournament: blocks of 1, 2, 4, ... 8,192 candidates.
pub const ROUNDS: usize = 14;
/// Picks of which the proxies are kept, for their median.
const KEPT: u32 = 4_000;
/// Bins of proxies, evenly in asinh u.
const BIN: f64 = 0.05;
const FIRST: f64 = -8.0;
const BINS: usize = 1_500;

/// What was counted of picks.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Picks.
    pub count: u32,
    value: f64,
    square: f64,
    proxy: f64,
    bins: Vec<u16>,
}

impl Tally {
    /// Nothing counted.
    pub fn new() -> Self {
        Self { count: 0, value: 0.0, square: 0.0, proxy: 0.0, bins: vec![0; BINS] }
    }

    /// Counts a pick's proxy and true value.
    pub fn add(&mut self, [u, v]: [f64; 2]) {
        if self.count < KEPT {
            let bin = ((libm::asinh(u) - FIRST) / BIN) as usize;
            self.bins[bin.min(BINS - 1)] += 1;
        }
        self.count += 1;
        self.value += v;
        self.square += v * v;
        self.proxy += u;
    }

    fn counted(&self) -> f64 {
        f64::from(self.count.max(1))
    }

    /// Mean true value; none without a pick.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.value / self.counted())
    }

    /// Mean proxy; none without a pick.
    pub fn mean_proxy(&self) -> Option<f64> {
        (self.count > 0).then(|| self.proxy / self.counted())
    }

    /// Standard error of the mean true value; none without two picks.
    pub fn error(&self) -> Option<f64> {
        let mean = self.mean().filter(|_| self.count > 1)?;
        let variance = self.square / self.counted() - mean * mean;
        Some((variance.max(0.0) / self.counted()).sqrt())
    }

    /// Median proxy of the first picks, to about a fortieth; none without ten.
    pub fn median_proxy(&self) -> Option<f64> {
        let half = 0.5 * f64::from(self.count.min(KEPT));
        let mut below = 0.0;
        for (i, count) in self.bins.iter().enumerate() {
            let count = f64::from(*count);
            if below + count >= half && half >= 5.0 {
                return Some(libm::sinh(FIRST + BIN * (i as f64 + (half - below) / count)));
            }
            below += count;
        }
        None
    }
}

/// The tournament.
#[derive(Clone, Debug)]
pub struct Tournament {
    /// The winner that waits for an opponent, by round.
    waiting: [Option<[f64; 2]>; ROUNDS],
    /// By round.
    pub rounds: Vec<Tally>,
}

impl Tournament {
    /// Nobody has come yet.
    pub fn new() -> Self {
        Self { waiting: [None; ROUNDS], rounds: vec![Tally::new(); ROUNDS] }
    }

    /// A candidate comes: its proxy and its true value.
    pub fn add(&mut self, candidate: [f64; 2]) {
        let mut winner = candidate;
        for (waiting, tally) in self.waiting.iter_mut().zip(&mut self.rounds) {
            tally.add(winner);
            let Some(other) = waiting.take() else {
                *waiting = Some(winner);
                return;
            };
            winner = if other[0] >= winner[0] { other } else { winner };
        }
    }
}
