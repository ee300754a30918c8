//! Counts of how far wrong samples are, without keeping the samples.

/// Records of the counts so far, for each power of ten of samples.
const RECORDS_A_DECADE: f64 = 6.0;

/// A histogram of badness on a fixed grid, the worst samples, and how the counts grew.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Width of a bin.
    pub width: f64,
    /// Samples in each bin; the last also has all beyond.
    bins: Vec<u64>,
    /// Samples counted.
    pub n: u64,
    /// The greatest badness so far.
    pub worst: f64,
    /// Bins whose limits a reader may choose, first and last; records keep the counts beyond each.
    limits: (usize, usize),
    /// How many samples there were, and how many of them beyond each limit.
    records: Vec<(u64, Vec<u32>)>,
    next_record: u64,
}

impl Tally {
    /// Nothing counted yet; limits between `limits` may be asked of records.
    pub fn new(width: f64, bins: usize, limits: (f64, f64)) -> Self {
        let at = |limit: f64| (limit / width).round() as usize;
        Self {
            width,
            bins: vec![0; bins],
            n: 0,
            worst: 0.0,
            limits: (at(limits.0), at(limits.1)),
            records: Vec::new(),
            next_record: 1,
        }
    }

    /// Counts a sample.
    pub fn add(&mut self, badness: f64) {
        let last = self.bins.len() - 1;
        // What is infinite or not a number is as bad as can be.
        let bin = if badness < last as f64 * self.width { (badness / self.width) as usize } else { last };
        self.bins[bin] += 1;
        self.n += 1;
        if badness > self.worst {
            self.worst = badness;
        }
        if self.n == self.next_record {
            self.record();
        }
    }

    fn record(&mut self) {
        let (first, last) = self.limits;
        let mut beyond: u64 = self.bins[last + 1..].iter().sum();
        let mut counts: Vec<u32> = (first..=last)
            .rev()
            .map(|bin| {
                beyond += self.bins[bin];
                beyond as u32
            })
            .collect();
        counts.reverse();
        self.records.push((self.n, counts));
        let place = (libm::log10(self.n as f64) * RECORDS_A_DECADE).round() + 1.0;
        let next = libm::pow(10.0, place / RECORDS_A_DECADE).round() as u64;
        self.next_record = if next > self.n { next } else { self.n + 1 };
    }

    /// Samples at `limit` or beyond, which is taken to the next edge of a bin.
    pub fn beyond(&self, limit: f64) -> u64 {
        let bin = (limit / self.width).round() as usize;
        self.bins.get(bin..).map_or(0, |bins| bins.iter().sum())
    }

    /// Samples so far, and how many of them were beyond `limit`: at records, and now.
    pub fn growth(&self, limit: f64) -> impl Iterator<Item = (u64, u64)> + '_ {
        let bin = ((limit / self.width).round() as usize).clamp(self.limits.0, self.limits.1) - self.limits.0;
        let now = (self.n > 0).then(|| (self.n, self.beyond(limit)));
        let records = self.records.iter().map(move |(n, counts)| (*n, u64::from(counts[bin])));
        records.filter(|(n, _)| *n < self.n).chain(now)
    }

    /// `[limit, share beyond]` at every `every`th edge, as long as any are beyond and up to `end`.
    pub fn shares(&self, every: usize, end: f64) -> Vec<[f64; 2]> {
        let mut left = self.n;
        let mut points = Vec::new();
        for (i, bin) in self.bins.iter().enumerate() {
            let limit = i as f64 * self.width;
            if left == 0 || limit > end + 0.5 * self.width {
                break;
            }
            if i.is_multiple_of(every) {
                points.push([limit, left as f64 / self.n as f64]);
            }
            left -= bin;
        }
        points
    }
}

/// The few worst of many, worst first.
#[derive(Clone, Debug)]
pub struct Worst {
    room: usize,
    kept: Vec<(f64, Vec<f32>)>,
}

impl Worst {
    /// Room for that many.
    pub fn new(room: usize) -> Self {
        Self { room, kept: Vec::with_capacity(room + 1) }
    }

    /// The samples kept, each with its badness, worst first.
    pub fn kept(&self) -> &[(f64, Vec<f32>)] {
        &self.kept
    }

    /// Keeps a sample if it is among the worst.
    pub fn offer(&mut self, badness: f64, sample: &[f32]) {
        if self.kept.len() == self.room && self.kept.last().is_some_and(|(last, _)| badness <= *last) {
            return;
        }
        let at = self.kept.partition_point(|(other, _)| *other >= badness);
        self.kept.insert(at, (badness, sample.to_vec()));
        self.kept.truncate(self.room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn counts_agree_with_keeping_everything() {
        let mut rng = Rng::stream(1, "tally");
        let mut tally = Tally::new(0.1, 200, (4.0, 12.0));
        let mut worst = Worst::new(5);
        let mut all = Vec::new();
        for _ in 0..20_000 {
            let badness = 3.0 * f64::from(rng.normal()).abs();
            tally.add(badness);
            worst.offer(badness, &[badness as f32]);
            all.push(badness);
        }
        for limit in [4.0, 5.3, 8.0, 12.0] {
            assert_eq!(tally.beyond(limit), all.iter().filter(|b| **b >= limit).count() as u64, "{limit}");
            for (n, beyond) in tally.growth(limit) {
                let exact = all[..n as usize].iter().filter(|b| **b >= limit).count() as u64;
                assert_eq!(beyond, exact, "{n} {limit}");
            }
        }
        let records: Vec<u64> = tally.growth(6.0).map(|(n, _)| n).collect();
        assert!(records.starts_with(&[1, 2, 3, 5, 7, 10, 15]) && records.ends_with(&[20_000]), "{records:?}");
        for [limit, share] in tally.shares(5, 14.0) {
            let exact = all.iter().filter(|b| **b >= limit - 1e-12).count() as f64 / 20_000.0;
            assert!((share - exact).abs() < 1e-12, "{limit} {share} {exact}");
        }
        all.sort_by(|a, b| b.total_cmp(a));
        assert_eq!(worst.kept().iter().map(|(b, _)| *b).collect::<Vec<_>>(), all[..5]);
        assert_eq!(tally.worst, all[0]);
    }

    #[test]
    fn strange_samples_are_counted_among_the_worst() {
        let mut tally = Tally::new(0.1, 200, (4.0, 12.0));
        for badness in [f64::INFINITY, f64::NAN, 1e300, 0.0] {
            tally.add(badness);
        }
        assert_eq!((tally.n, tally.beyond(6.0)), (4, 3));
    }
}
