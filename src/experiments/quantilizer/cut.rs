//! The cut: the top share q of the base distribution's mass by score, scaled up to a distribution (Taylor 2016).
//! The action that the cut goes through is split, and actions of equal score share alike.

use super::world::ALL;

/// A quantilizer's choice.
#[derive(Clone)]
pub struct Cut {
    pub q: f64,
    pub base: [f64; ALL],
    pub chosen: [f64; ALL],
    pub scores: [f64; ALL],
    /// The actions, best score first.
    pub order: [usize; ALL],
    /// From where to where an action lies in the base's mass from the top; those of equal score all over the same.
    pub spans: [[f64; 2]; ALL],
}

impl Cut {
    pub fn new(base: &[f64; ALL], scores: &[f64; ALL], q: f64) -> Self {
        let mut order = std::array::from_fn(|i| i);
        order.sort_by(|a: &usize, b: &usize| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
        let (mut chosen, mut spans) = ([0.0; ALL], [[0.0; 2]; ALL]);
        let mut from = 0.0;
        for equals in order.chunk_by(|a, b| scores[*a] == scores[*b]) {
            let mass: f64 = equals.iter().map(|i| base[*i]).sum();
            let left = if q > from { q - from } else { 0.0 };
            let kept = if left < mass { left } else { mass };
            for i in equals {
                chosen[*i] = if mass > 0.0 { base[*i] / mass * kept / q } else { 0.0 };
                spans[*i] = [from, from + mass];
            }
            from += mass;
        }
        Self { q, base: *base, chosen, scores: *scores, order, spans }
    }

    /// The actions that lie wholly within the top q; if none does, the topmost.
    pub fn inside(&self) -> [bool; ALL] {
        let within = std::array::from_fn(|i| self.spans[i][1] <= self.q + 1e-12);
        let any = (0..ALL).any(|i| within[i] && self.base[i] > 0.0);
        let top = self.order.iter().find(|i| self.base[**i] > 0.0).map(|i| self.scores[*i]);
        if any { within } else { std::array::from_fn(|i| Some(self.scores[i]) == top) }
    }

    /// What the maximiser would get: the mean of `of` over what scores best among all that the base would ever do.
    pub fn best(&self, of: &[f64; ALL]) -> f64 {
        let mut possible = self.order.iter().filter(|i| self.base[**i] > 0.0).peekable();
        let Some(top) = possible.peek().map(|i| self.scores[**i]) else { return 0.0 };
        let (sum, mass) = possible
            .take_while(|i| self.scores[**i] == top)
            .fold((0.0, 0.0), |(sum, mass), i| (sum + self.base[*i] * of[*i], mass + self.base[*i]));
        sum / mass
    }

    /// What the quantilizer does, on average.
    pub fn expected(&self, of: &[f64; ALL]) -> f64 {
        dot(&self.chosen, of)
    }

    /// What the base does, on average.
    pub fn usual(&self, of: &[f64; ALL]) -> f64 {
        dot(&self.base, of)
    }
}

fn dot(a: &[f64; ALL], b: &[f64; ALL]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
