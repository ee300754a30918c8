//! Four goods that share a budget, of which the search sees three.
//!
//! U = sum of log s_i over L goods with sum s_i <= B and s_i >= b, where the proxy sees J of them: Zhuang &
//! Hadfield-Menell 2020 (arXiv 2102.03896). Free slack goes first: every seen good grows as
//! s^2 = s_0^2 + 2 t. Then the unseen one is cut: along the projected gradient s^2 grows by t (1 - J/L) 2 until the
//! unseen good is at its floor.

use super::{Left, TICKS};
use crate::rng::Rng;

/// Goods, those seen, the budget, and what there is of each at first.
pub const GOODS: usize = 4;
const SEEN: usize = 3;
const BUDGET: f64 = 4.0;
pub const START: f64 = 0.5;
/// Pressure at which the search ends at the latest: all has been got by then.
pub const ENOUGH: f64 = 2.0;
/// Sampled steps in a tick.
const A_TICK: u32 = 12;

/// What the search may do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Whether it sees all.
    pub all: bool,
    /// Whether what the unseen good takes cannot be spent on the others.
    pub slack: bool,
    /// The least amount of each.
    pub b: f64,
}

impl Rules {
    pub fn new(left: Left, slack: bool, b: f64) -> Self {
        Self { all: left == Left::Nothing, slack, b }
    }

    /// The amounts after `pressure`, from the closed form.
    pub fn after(&self, pressure: f64) -> [f64; GOODS] {
        let squared = START * START;
        let grown = (squared + 2.0 * pressure).sqrt();
        if self.all {
            let even = BUDGET / GOODS as f64;
            return [if grown < even { grown } else { even }; GOODS];
        }
        let seen = SEEN as f64;
        let full = (BUDGET - START) / seen;
        if grown <= full {
            return [grown, grown, grown, START];
        }
        if self.slack {
            return [full, full, full, START];
        }
        let rest = pressure - 0.5 * (full * full - squared);
        let most = (BUDGET - self.b) / seen;
        let grown = (full * full + 2.0 * (1.0 - seen / GOODS as f64) * rest).sqrt();
        let s = if grown < most { grown } else { most };
        [s, s, s, BUDGET - seen * s]
    }

    /// The true value in the end.
    pub fn limit(&self) -> f64 {
        truth(&self.after(10.0 * ENOUGH))
    }

    /// What is lost in the end, where all goods alike would have been best.
    pub fn loss(&self) -> f64 {
        best() - self.limit()
    }
}

/// The greatest true value: all goods alike.
pub fn best() -> f64 {
    truth(&[BUDGET / GOODS as f64; GOODS])
}

/// The true value.
pub fn truth(s: &[f64; GOODS]) -> f64 {
    s.iter().map(|s| libm::log(*s)).sum()
}

/// What the search is told.
pub fn proxy(s: &[f64; GOODS], all: bool) -> f64 {
    s[..if all { GOODS } else { SEEN }].iter().map(|s| libm::log(*s)).sum()
}

/// Where the search stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub pressure: f64,
    pub s: [f64; GOODS],
}

/// A sampled projected ascent: each step looks at one good that it sees, drawn by chance, and the amounts are brought
/// back into the budget.
#[derive(Clone, Debug)]
pub struct Ascent {
    rng: Rng,
    pub s: [f64; GOODS],
    pub history: Vec<Standing>,
}

impl Ascent {
    /// At its start; the stream `boredom/goods` of `seed`.
    pub fn new(seed: u64) -> Self {
        let start = Standing { pressure: 0.0, s: [START; GOODS] };
        let mut history = Vec::with_capacity(TICKS as usize + 1);
        history.push(start);
        Self { rng: Rng::stream(seed, "boredom/goods"), s: start.s, history }
    }

    /// One tick of a run that goes to `pressure`, or as far as is enough.
    pub fn step(&mut self, pressure: f64, rules: Rules) {
        let most = if pressure < ENOUGH { pressure } else { ENOUGH };
        let length = most / f64::from(TICKS * A_TICK);
        let seen = if rules.all { GOODS } else { SEEN };
        for _ in 0..A_TICK {
            let good = self.rng.below(seen);
            // Seen so many times less often, a good moves so many times further.
            self.s[good] += length * seen as f64 / self.s[good];
            if rules.slack && !rules.all {
                project(&mut self.s[..SEEN], BUDGET - START, rules.b);
            } else {
                project(&mut self.s, BUDGET, rules.b);
            }
        }
        let pressure = most * self.history.len() as f64 / f64::from(TICKS);
        self.history.push(Standing { pressure, s: self.s });
    }
}

/// The nearest amounts that keep to the budget, none below `least`.
fn project(s: &mut [f64], budget: f64, least: f64) {
    let mut free = [true; GOODS];
    let over = s.iter().sum::<f64>() - budget;
    if over <= 0.0 {
        return;
    }
    // Each round takes the same from all that are not at their floor; those that would fall below go to it.
    for _ in 0..s.len() {
        let over = s.iter().sum::<f64>() - budget;
        let count = s.iter().zip(free).filter(|(_, free)| *free).count();
        if count == 0 {
            return;
        }
        let cut = over / count as f64;
        let mut whole = true;
        for (s, free) in s.iter_mut().zip(&mut free) {
            if *free {
                *s -= cut;
                if *s < least {
                    (*s, *free, whole) = (least, false, false);
                }
            }
        }
        if whole {
            return;
        }
    }
}
