//! Sequences: a random landscape of fitness on all 4^8 sequences of eight sites and four letters, where a letter's
//! worth depends on its neighbours' (epistasis); every true value and rank is known.
//!
//! The NK model, Kauffman & Weinberger 1989 (J. Theor. Biol. 141, 211): F(x) = sum over sites i of
//! w_i(x_i, x_n1, ..., x_nK), with K other sites n drawn for each i and every entry of the tables w standard normal.

use crate::rng::Rng;

/// Sites of a sequence.
pub const SITES: usize = 8;
/// Letters that may stand at a site.
pub const LETTERS: usize = 4;
/// Elements of a sequence in one-hot form: letter `a` of site `s` is at `s * LETTERS + a`.
pub const INPUTS: usize = SITES * LETTERS;
/// How many sequences there are: 4^8.
pub const COUNT: usize = 1 << (2 * SITES);

/// A sequence as a number: its letters in base 4, the first site foremost.
pub type Sequence = u16;

/// The letter (0 to 3) at a site.
pub fn letter(sequence: Sequence, site: usize) -> usize {
    (usize::from(sequence) >> (2 * (SITES - 1 - site))) & (LETTERS - 1)
}

/// Writes the one-hot form of a sequence; `row` [INPUTS].
pub fn encode(sequence: Sequence, row: &mut [f32]) {
    row.fill(0.0);
    for site in 0..SITES {
        row[site * LETTERS + letter(sequence, site)] = 1.0;
    }
}

/// The sequence with the largest entry at each site, the first of equals; `row` [INPUTS]. Undoes [`encode`], and
/// rounds a mixture of letters to a sequence.
pub fn decode(row: &[f32]) -> Sequence {
    row.chunks_exact(LETTERS).fold(0, |sequence, site| {
        let mut best = 0;
        for (letter, share) in site.iter().enumerate() {
            if *share > site[best] {
                best = letter;
            }
        }
        sequence * LETTERS as Sequence + best as Sequence
    })
}

/// Every sequence's fitness and rank.
#[derive(Debug)]
pub struct Landscape {
    /// By sequence, in standard deviations from the mean of all [COUNT].
    fitness: Vec<f32>,
    /// By sequence, 1 the best [COUNT].
    rank: Vec<u32>,
    /// The sequences, best first [COUNT].
    order: Vec<Sequence>,
}

impl Landscape {
    /// All at once; see [`Draft`] for a landscape made piece by piece. `epistasis` is K, at most 7.
    pub fn new(epistasis: usize, seed: u64) -> Self {
        let mut draft = Draft::new(epistasis, seed);
        while draft.add_site() {}
        draft.finish()
    }

    /// In standard deviations from the mean of all sequences.
    pub fn fitness(&self, sequence: Sequence) -> f32 {
        self.fitness[usize::from(sequence)]
    }

    /// 1 the best, [`COUNT`] the worst; of equals the smaller number is the better.
    pub fn rank(&self, sequence: Sequence) -> u32 {
        self.rank[usize::from(sequence)]
    }

    /// All sequences, best first.
    pub fn best_first(&self) -> &[Sequence] {
        &self.order
    }
}

/// A landscape on its way, a site at a time.
#[derive(Clone, Debug)]
pub struct Draft {
    epistasis: usize,
    rng: Rng,
    /// Sites added.
    sites: usize,
    /// [COUNT]
    sum: Vec<f64>,
}

impl Draft {
    /// Flat so far; the stream `sequences/landscape` of `seed`.
    pub fn new(epistasis: usize, seed: u64) -> Self {
        assert!(epistasis < SITES, "a site has {} others to depend on, not {epistasis}", SITES - 1);
        Self { epistasis, rng: Rng::stream(seed, "sequences/landscape"), sites: 0, sum: vec![0.0; COUNT] }
    }

    /// Adds the next site's table; false when there is none left.
    pub fn add_site(&mut self) -> bool {
        if self.sites == SITES {
            return false;
        }
        // The site itself, then the K others that matter to it.
        let mut group = [0, 1, 2, 3, 4, 5, 6, 7];
        group.swap(0, self.sites);
        self.rng.shuffle(&mut group[1..]);
        let group = &group[..=self.epistasis];
        let table: Vec<f64> = (0..1_usize << (2 * group.len())).map(|_| f64::from(self.rng.normal())).collect();
        for (sequence, sum) in (0..=Sequence::MAX).zip(&mut self.sum) {
            *sum += table[group.iter().fold(0, |entry, site| entry * LETTERS + letter(sequence, *site))];
        }
        self.sites += 1;
        true
    }

    /// Brings the sums to mean 0 and variance 1, and ranks them.
    pub fn finish(&self) -> Landscape {
        let count = COUNT as f64;
        let mean = self.sum.iter().sum::<f64>() / count;
        let variance = self.sum.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / count;
        let deviation = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        let fitness: Vec<f32> = self.sum.iter().map(|s| ((s - mean) / deviation) as f32).collect();
        let order = best_first(|sequence| fitness[usize::from(sequence)]);
        let mut rank = vec![0; COUNT];
        for (place, sequence) in (1..).zip(&order) {
            rank[usize::from(*sequence)] = place;
        }
        Landscape { fitness, rank, order }
    }
}

/// All sequences, those with the greatest of these finite values first; of equals the smaller number.
pub fn best_first(value: impl Fn(Sequence) -> f32) -> Vec<Sequence> {
    // Sorted as whole numbers that fall as the value rises, then by sequence: fast, and ties are fixed.
    let key = |sequence| (u64::from(!rising(value(sequence))) << 16) | u64::from(sequence);
    let mut keys: Vec<u64> = (0..=Sequence::MAX).map(key).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| key as Sequence).collect()
}

/// The bits of a finite number as a whole number in the same order; both zeros are one.
fn rising(x: f32) -> u32 {
    let bits = (x + 0.0).to_bits();
    if bits >> 31 == 0 { bits | (1 << 31) } else { !bits }
}

/// Sequences whose fitness has been measured, without error, best first.
#[derive(Clone, Debug)]
pub struct Measured {
    /// [N]
    pub sequences: Vec<Sequence>,
    /// What they were found to have [N].
    pub values: Vec<f32>,
}

impl Measured {
    /// `count` different sequences drawn from `among`, at most all of these.
    pub fn draw(landscape: &Landscape, among: &[Sequence], count: usize, rng: &mut Rng) -> Self {
        let mut pool = among.to_vec();
        // The first steps of a shuffle are a draw without putting back.
        let count = if count < pool.len() { count } else { pool.len() };
        for i in 0..count {
            let j = i + rng.below(pool.len() - i);
            pool.swap(i, j);
        }
        pool.truncate(count);
        pool.sort_unstable_by_key(|sequence| landscape.rank(*sequence));
        let values = pool.iter().map(|sequence| landscape.fitness(*sequence)).collect();
        Self { sequences: pool, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_one_hot_form_and_number_agree() {
        let mut row = [0.0; INPUTS];
        for sequence in [0, 1, 4, 27, 40_000, Sequence::MAX] {
            encode(sequence, &mut row);
            assert_eq!(row.iter().sum::<f32>(), SITES as f32);
            assert_eq!(decode(&row), sequence);
        }
        // 27 = 123 in base 4.
        assert_eq!([5, 6, 7].map(|site| letter(27, site)), [1, 2, 3]);
    }

    #[test]
    fn a_landscape_is_standardised_and_ranked_without_gaps_and_comes_from_its_seed() {
        let landscape = Landscape::new(3, 1);
        let mean = landscape.fitness.iter().map(|f| f64::from(*f)).sum::<f64>() / COUNT as f64;
        let square = landscape.fitness.iter().map(|f| f64::from(f * f)).sum::<f64>() / COUNT as f64;
        assert!(mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-5, "{mean} {square}");
        for (place, sequence) in (1..).zip(landscape.best_first()) {
            assert_eq!(landscape.rank(*sequence), place);
        }
        let falls = |pair: &[Sequence]| landscape.fitness(pair[0]) >= landscape.fitness(pair[1]);
        assert!(landscape.best_first().windows(2).all(falls));
        assert_eq!(landscape.fitness, Landscape::new(3, 1).fitness);
        assert_ne!(landscape.fitness, Landscape::new(3, 2).fitness);
    }

    #[test]
    fn equals_are_ranked_by_number() {
        let mut draft = Draft::new(0, 1);
        draft.sum = (0..COUNT).map(|i| f64::from(u32::from(i % 2 == 1)) - 0.0).collect();
        let order = draft.finish().order;
        assert_eq!(order[..3], [1, 3, 5]);
        assert_eq!(order[COUNT / 2..COUNT / 2 + 2], [0, 2]);
        draft.sum.fill(-3.0);
        let flat = draft.finish();
        assert!(flat.fitness.iter().all(|f| *f == 0.0) && flat.order[..2] == [0, 1]);
    }

    #[test]
    fn numbers_keep_their_order_as_bits() {
        let sorted = [f32::MIN, -2.0, -1e-30, 0.0, 1e-30, 1.5, f32::MAX];
        assert!(sorted.windows(2).all(|pair| rising(pair[0]) < rising(pair[1])));
        assert_eq!(rising(-0.0), rising(0.0));
    }

    /// How much a change of one letter does depends on the other sites, unless each site stands alone.
    #[test]
    fn without_epistasis_sites_add_up_and_with_it_they_do_not() {
        // Inclusion and exclusion: 0 when the effects of two changes add up.
        let interaction = |landscape: &Landscape, site: usize| {
            let f = |sequence| f64::from(landscape.fitness(sequence));
            let (a, b) = (1 << (2 * site), 2 << (2 * ((site + 1) % SITES)));
            (f(a | b) - f(a) - f(b) + f(0)).abs()
        };
        let most = |epistasis| {
            let landscape = Landscape::new(epistasis, 4);
            (0..SITES).map(|site| interaction(&landscape, site)).fold(0.0, f64::max)
        };
        assert!(most(0) < 1e-5, "{}", most(0));
        assert!(most(3) > 0.1, "{}", most(3));
    }

    #[test]
    fn what_is_measured_is_drawn_once_each_and_is_best_first() {
        let landscape = Landscape::new(2, 1);
        let worse = &landscape.best_first()[COUNT / 2..];
        let measured = Measured::draw(&landscape, worse, 5_000, &mut Rng::stream(1, "test"));
        let ranks: Vec<u32> = measured.sequences.iter().map(|s| landscape.rank(*s)).collect();
        assert_eq!(ranks.len(), 5_000);
        assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]) && ranks[0] > COUNT as u32 / 2);
        assert!(measured.values.windows(2).all(|pair| pair[0] >= pair[1]));
        let all = Measured::draw(&landscape, worse, usize::MAX, &mut Rng::stream(1, "test"));
        assert_eq!(all.sequences, worse);
    }
}
