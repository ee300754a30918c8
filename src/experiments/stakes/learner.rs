//! The perceptron (Rosenblatt 1958) on a stream of examples with a margin, and Novikoff's bound on its mistakes.
//!
//! Novikoff 1962: if some unit vector u has y u . x >= gamma for all examples, none longer than R, then the perceptron that
//! starts at w = 0 and adds y x whenever y w . x <= 0 does so at most (R / gamma)^2 times, in whatever order they come.

use super::chances::wait;
use crate::rng::Rng;

/// Numbers in an example, and examples that there are.
const FEATURES: usize = 8;
const POOL: usize = 400;

/// The examples, each times its label: y x [POOL, FEATURES], of length 1 and with margin gamma to the first axis. (For a
/// perceptron, which starts at zero, all directions are alike.)
#[derive(Debug)]
pub struct Lessons(Vec<[f64; FEATURES]>);

impl Lessons {
    /// Even over the sphere, but for what lies too near the boundary.
    pub fn new(margin: f64, seed: u64) -> Self {
        let mut rng = Rng::stream(seed, "stakes/lessons");
        let mut examples = Vec::with_capacity(POOL);
        while examples.len() < POOL {
            let mut x: [f64; FEATURES] = core::array::from_fn(|_| f64::from(rng.normal()));
            let length = x.iter().fold(0.0, |sum, v| sum + v * v).sqrt();
            // The label is the sign of the first number.
            let scale = if x[0] < 0.0 { -length } else { length };
            x.iter_mut().for_each(|v| *v /= scale);
            if x[0] >= margin {
                examples.push(x);
            }
        }
        Self(examples)
    }

    /// Those that `w` has wrong.
    fn wrong(&self, w: [f64; FEATURES]) -> impl Iterator<Item = &[f64; FEATURES]> {
        let dot = move |x: &[f64; FEATURES]| x.iter().zip(w).fold(0.0, |sum, (x, w)| sum + x * w);
        self.0.iter().filter(move |x| dot(x) <= 0.0)
    }
}

/// (R / gamma)^2 with R = 1.
pub fn novikoff(margin: f64) -> f64 {
    1.0 / (margin * margin)
}

/// One perceptron. Every decision is an example drawn from all there are; those that it gets right change nothing and are
/// skipped: the next mistake comes after a geometric number of decisions, and is any of those it has wrong.
#[derive(Clone, Debug)]
pub struct Learner {
    w: [f64; FEATURES],
    wrong: usize,
    /// The decision that the next mistake is made at.
    pub next: f64,
}

impl Learner {
    pub fn new() -> Self {
        // At zero it has everything wrong.
        Self { w: [0.0; FEATURES], wrong: POOL, next: 1.0 }
    }

    /// Learns from the mistake at [`Self::next`].
    pub fn learn(&mut self, lessons: &Lessons, rng: &mut Rng) {
        let which = rng.below(self.wrong);
        if let Some(x) = lessons.wrong(self.w).nth(which).copied() {
            self.w.iter_mut().zip(x).for_each(|(w, x)| *w += x);
        }
        self.wrong = lessons.wrong(self.w).count();
        self.next += wait(self.wrong as f64 / POOL as f64, rng);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All orders, all margins.
    #[test]
    fn no_perceptron_makes_more_mistakes_than_novikoff_allows() {
        for margin in [0.05, 0.1, 0.3, 0.6] {
            let lessons = Lessons::new(margin, 3);
            for seed in 0..20 {
                let mut rng = Rng::stream(seed, "order");
                let mut learner = Learner::new();
                let mut mistakes = 0.0;
                while learner.next.is_finite() {
                    learner.learn(&lessons, &mut rng);
                    mistakes += 1.0;
                    assert!(mistakes <= novikoff(margin), "{margin} {seed}");
                }
                assert_eq!(learner.wrong, 0);
            }
        }
    }

    /// The cause taken away: labels that no vector agrees with. It never stops, and passes the bound.
    #[test]
    fn with_shuffled_labels_there_is_no_end_of_mistakes() {
        let mut lessons = Lessons::new(0.3, 3);
        let mut rng = Rng::stream(5, "labels");
        for x in &mut lessons.0 {
            if rng.chance(0.5) {
                x.iter_mut().for_each(|v| *v = -*v);
            }
        }
        let mut learner = Learner::new();
        for _ in 0..10 * novikoff(0.3) as usize {
            assert!(learner.next.is_finite());
            learner.learn(&lessons, &mut rng);
        }
        assert!(learner.wrong > POOL / 5, "{}", learner.wrong);
    }
}
