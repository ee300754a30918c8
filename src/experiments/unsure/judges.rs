//! Judges with errors of their own and shared ones, in two worlds: errors alike everywhere, and larger in some places.
//!
//! A judge says V + s (sqrt r C + sqrt(1 - r) E_k), with V, C and E_k standard normal. Chosen by the mean of K among n,
//! E[V] = m_n / sqrt(1 + s^2 (r + (1 - r) / K)) where s is 1 everywhere; r s^2 stays as K grows. Ensembles of reward
//! models chosen by their lowest or by mean less variance: Coste et al. 2023 (arXiv 2310.02743).

use crate::rng::Rng;
use crate::worlds::extremes::expected_max;

/// Most judges.
pub const JUDGES: usize = 12;
/// Rules: the mean, the lowest, the mean less disagreement.
pub const RULES: usize = 3;
/// Share of the places that are strange in the uneven world (the help says one of five).
const STRANGE: f32 = 0.2;
/// Worlds looked at in a tick, and choices made: at most.
const A_TICK: u32 = 8_000;
const CHOICES_A_TICK: u32 = 24;
/// Choices in each world, and worlds looked at for them: at most.
const CHOICES: f64 = 2_000.0;
const LOOKED: f64 = 2e6;
/// Worlds kept to be shown (the help says 150).
const KEPT: usize = 150;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub n: u32,
    pub r: f64,
    pub lambda: f64,
    pub times: f64,
}

impl Question {
    /// The expected best of all worlds looked at.
    pub fn best(self) -> f64 {
        expected_max(f64::from(self.n))
    }

    /// Worth of the choice by the mean of `k` judges whose errors are alike everywhere, if `best` is expected of a
    /// perfect judge.
    pub fn exact(self, k: f64, best: f64) -> f64 {
        best / (1.0 + self.r + (1.0 - self.r) / k).sqrt()
    }

    /// The same of judges without number.
    pub fn limit(self, best: f64) -> f64 {
        best / (1.0 + self.r).sqrt()
    }

    /// How many choices are made in each world.
    pub fn wanted(self) -> f64 {
        let most = libm::floor(LOOKED / f64::from(self.n));
        if most < CHOICES { most } else { CHOICES }
    }
}

/// The best so far by a rule.
#[derive(Clone, Copy, Debug)]
struct Pick {
    score: f32,
    value: f32,
    deviation: f32,
    mean: f32,
}

const NONE: Pick = Pick { score: f32::NEG_INFINITY, value: 0.0, deviation: 0.0, mean: 0.0 };

/// Sums over choices.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    count: f64,
    value: f64,
    deviation: f64,
    excess: f64,
}

impl Sums {
    pub fn value(&self) -> f64 {
        self.value / self.count
    }

    pub fn deviation(&self) -> f64 {
        self.deviation / self.count
    }

    pub fn excess(&self) -> f64 {
        self.excess / self.count
    }
}

/// A world as the judges see it: its value, and their marks.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    value: f32,
    marks: [f32; JUDGES],
}

impl Seen {
    /// How far the first `k` judges disagree, and how far their mean is off.
    pub fn of(&self, k: usize) -> [f64; 2] {
        let marks = || self.marks[..k].iter().map(|mark| f64::from(*mark));
        let mean = marks().sum::<f64>() / k as f64;
        let variance = marks().map(|mark| (mark - mean) * (mark - mean)).sum::<f64>() / others(k) as f64;
        [variance.sqrt(), (mean - f64::from(self.value)).abs()]
    }
}

/// What the squares of `k` deviations are divided by: one alone has none.
fn others(k: usize) -> usize {
    if k > 1 { k - 1 } else { 1 }
}

/// Choices being made, in the even world and in the uneven one by turns.
#[derive(Clone, Debug)]
pub struct Bench {
    pub question: Question,
    /// The expected best of all worlds looked at.
    pub best: f64,
    rng: Rng,
    /// Of the present choice: which world, how many looked at, the best so far by judges and rule.
    uneven: bool,
    looked: u32,
    picks: [[Pick; RULES]; JUDGES],
    /// By world, judges and rule.
    sums: [[[Sums; RULES]; JUDGES]; 2],
    /// By world.
    pub kept: [Vec<Seen>; 2],
}

impl Bench {
    /// The stream `unsure/judges` of `seed`.
    pub fn new(question: Question, seed: u64) -> Self {
        Self {
            question,
            best: question.best(),
            rng: Rng::stream(seed, "unsure/judges"),
            uneven: false,
            looked: 0,
            picks: [[NONE; RULES]; JUDGES],
            sums: [[[Sums::default(); RULES]; JUDGES]; 2],
            kept: [Vec::with_capacity(KEPT), Vec::with_capacity(KEPT)],
        }
    }

    /// What came of choices by `k` judges and a rule in a world; none as long as there are none.
    pub fn found(&self, uneven: bool, k: usize, rule: usize) -> Option<&Sums> {
        Some(&self.sums[usize::from(uneven)][k - 1][rule]).filter(|sums| sums.count > 0.0)
    }

    /// Choices made in both worlds.
    pub fn choices(&self) -> f64 {
        self.sums[1][0][0].count
    }

    pub fn over(&self) -> bool {
        self.choices() >= self.question.wanted()
    }

    pub fn step(&mut self) {
        let (mut looked, mut choices) = (0, 0);
        while looked < A_TICK && choices < CHOICES_A_TICK && !self.over() {
            self.look();
            looked += 1;
            if self.looked == self.question.n {
                self.choose();
                choices += 1;
            }
        }
    }

    /// Looks at one more world.
    fn look(&mut self) {
        let Question { r, lambda, times, .. } = self.question;
        let strange = self.uneven && self.rng.chance(STRANGE);
        let size = if strange { times } else { 1.0 };
        let (common, own) = ((size * r.sqrt()) as f32, (size * (1.0 - r).sqrt()) as f32);
        let value = self.rng.normal();
        let base = value + common * self.rng.normal();
        let mut seen = Seen { value, marks: [0.0; JUDGES] };
        // About the first mark, lest the squares of large marks hide a small disagreement.
        let (mut first, mut sum, mut squares, mut least) = (0.0, 0.0, 0.0, f32::INFINITY);
        for (i, picks) in self.picks.iter_mut().enumerate() {
            let mark = base + own * self.rng.normal();
            seen.marks[i] = mark;
            first = if i == 0 { mark } else { first };
            let apart = mark - first;
            sum += apart;
            squares += apart * apart;
            least = if mark < least { mark } else { least };
            let off = sum / (i + 1) as f32;
            let variance = (squares - sum * off) / others(i + 1) as f32;
            let (mean, deviation) = (first + off, if variance > 0.0 { variance.sqrt() } else { 0.0 });
            for (pick, score) in picks.iter_mut().zip([mean, least, mean - lambda as f32 * deviation]) {
                if score > pick.score {
                    *pick = Pick { score, value, deviation, mean };
                }
            }
        }
        let kept = &mut self.kept[usize::from(self.uneven)];
        if kept.len() < KEPT {
            kept.push(seen);
        }
        self.looked += 1;
    }

    /// Takes the best of the worlds looked at, and goes on to the other kind of world.
    fn choose(&mut self) {
        let picks = self.picks.iter().flatten();
        for (sums, pick) in self.sums[usize::from(self.uneven)].iter_mut().flatten().zip(picks) {
            sums.count += 1.0;
            sums.value += f64::from(pick.value);
            sums.deviation += f64::from(pick.deviation);
            sums.excess += f64::from(pick.mean - pick.value);
        }
        self.picks = [[NONE; RULES]; JUDGES];
        self.uneven = !self.uneven;
        self.looked = 0;
    }

    /// Mean disagreement of `k` judges about worlds as they come.
    pub fn usual(&self, uneven: bool, k: usize) -> Option<f64> {
        let kept = &self.kept[usize::from(uneven)];
        (!kept.is_empty()).then(|| kept.iter().map(|seen| seen.of(k)[0]).sum::<f64>() / kept.len() as f64)
    }
}
