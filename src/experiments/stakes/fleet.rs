//! Many systems side by side, each until its end or its ruin.

use std::sync::Arc;

use super::chances::{Cost, at_least, many, ruined_by, wait};
use super::learner::{Learner, Lessons, novikoff};
use crate::lab::Settings;
use crate::rng::Rng;

/// Failures of one system in a tick, on average, up to which they come one by one.
const ONE_BY_ONE: f64 = 16.0;

/// What happens to every system.
#[derive(Clone, Debug)]
pub struct Rules {
    pub cost: Cost,
    /// The cost that ruins.
    pub level: f64,
    /// Whether costs add up; otherwise one alone must reach the level.
    pub together: bool,
    /// The probability of a failure; what a learner gets wrong it finds out by itself.
    pub p: f64,
    /// What there is to learn, and with which margin; none where nothing is learned.
    pub lessons: Option<(Arc<Lessons>, f64)>,
}

/// One system.
#[derive(Clone, Debug)]
pub struct System {
    rng: Rng,
    pub ruined: Option<f64>,
    pub mistakes: f64,
    pub cost: f64,
    /// Mistakes it would have made had nothing ruined it.
    lessons: f64,
    /// The next failure.
    next: f64,
    learner: Option<Learner>,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Fleet {
    pub rules: Rules,
    pub systems: Vec<System>,
    /// Whether failures are so many that they are counted.
    pub crowd: bool,
    /// Decisions so far.
    pub now: f64,
    /// `[decisions, share ruined, exact probability]`
    pub history: Vec<(f64, f64, Option<f64>)>,
}

impl Rules {
    pub fn of(settings: &Settings, seed: u64) -> Self {
        let margin = settings.number("margin");
        Self {
            cost: match settings.choice("cost") {
                "pareto" => Cost::Pareto(settings.number("alpha")),
                _ => Cost::Constant,
            },
            level: settings.number("ruin"),
            together: settings.choice("rule") == "together",
            p: settings.number("p"),
            lessons: settings.on("online").then(|| (Arc::new(Lessons::new(margin, seed)), margin)),
        }
    }

    /// The probability that one mistake ruins by itself.
    pub fn alone(&self) -> f64 {
        self.cost.beyond(self.level)
    }

    /// Whether one mistake decides, so that ruin is exact: costs that add up do where the first is enough.
    pub fn single(&self) -> bool {
        !self.together || self.level <= 1.0
    }

    /// The probability of ruin within `n` decisions without learning; none where it has no closed form.
    pub fn exact(&self, n: f64) -> Option<f64> {
        if self.single() {
            Some(ruined_by(self.p * self.alone(), n))
        } else {
            match self.cost {
                Cost::Constant => Some(at_least(libm::ceil(self.level), n, self.p)),
                Cost::Pareto(_) => None,
            }
        }
    }
}

impl System {
    fn new(number: usize, rules: &Rules, seed: u64) -> Self {
        let mut rng = Rng::stream(seed, &format!("stakes/system-{number}"));
        let learner = rules.lessons.is_some().then(Learner::new);
        let next = learner.as_ref().map_or_else(|| wait(rules.p, &mut rng), |learner| learner.next);
        Self { rng, ruined: None, mistakes: 0.0, cost: 0.0, lessons: 0.0, next, learner }
    }

    /// Goes on to decision `to`, one failure after the other.
    fn step(&mut self, rules: &Rules, to: f64) {
        while self.next <= to {
            let at = self.next;
            let cost = rules.cost.draw(&mut self.rng);
            self.lessons += 1.0;
            if self.ruined.is_none() {
                self.mistakes += 1.0;
                self.cost += cost;
                if if rules.together { self.cost >= rules.level } else { cost >= rules.level } {
                    self.ruined = Some(at);
                }
            }
            match (&mut self.learner, &rules.lessons) {
                (Some(learner), Some((lessons, _))) => {
                    learner.learn(lessons, &mut self.rng);
                    self.next = learner.next;
                }
                _ if self.ruined.is_some() => return,
                _ => self.next += wait(rules.p, &mut self.rng),
            }
        }
    }

    /// The same where failures are so many that they are counted and not drawn one by one.
    fn crowd(&mut self, rules: &Rules, from: f64, to: f64) {
        if rules.together {
            let count = many(to - from, rules.p, &mut self.rng);
            let sum = rules.cost.sum(count, f64::INFINITY, &mut self.rng);
            let mut share = 1.0;
            if self.cost + sum >= rules.level {
                // About where in this stretch, as if its costs were even.
                share = (rules.level - self.cost) / sum;
                self.ruined = Some(libm::ceil(from + share * (to - from)));
            }
            self.mistakes += libm::ceil(share * count);
            self.cost += share * sum;
            return;
        }
        // One in so many failures ruins; all others are cheaper than the level.
        let ruinous = rules.p * rules.alone();
        let ruin = from + wait(ruinous, &mut self.rng);
        let end = if ruin <= to { ruin - 1.0 } else { to };
        if ruinous < 1.0 {
            let count = many(end - from, (rules.p - ruinous) / (1.0 - ruinous), &mut self.rng);
            self.mistakes += count;
            self.cost += rules.cost.sum(count, rules.level, &mut self.rng);
        }
        if ruin <= to {
            self.ruined = Some(ruin);
            self.mistakes += 1.0;
            // What is beyond the level has the same law from there on.
            let over = if rules.level > 1.0 { rules.level } else { 1.0 };
            self.cost += over * rules.cost.draw(&mut self.rng);
        }
    }
}

impl Fleet {
    /// That many systems, which in each of `room` ticks make about `stretch` decisions.
    pub fn new(rules: Rules, systems: usize, stretch: f64, room: usize, seed: u64) -> Self {
        let systems = (0..systems).map(|number| System::new(number, &rules, seed)).collect();
        let crowd = rules.lessons.is_none() && stretch * rules.p > ONE_BY_ONE;
        Self { rules, systems, crowd, now: 0.0, history: Vec::with_capacity(room) }
    }

    /// All systems go on to decision `to`.
    pub fn step(&mut self, to: f64) {
        for system in &mut self.systems {
            if system.ruined.is_some() && system.learner.is_none() {
                continue;
            }
            if self.crowd {
                system.crowd(&self.rules, self.now, to);
            } else {
                system.step(&self.rules, to);
            }
        }
        self.now = to;
        self.history.push((to, self.ruined(), self.exact()));
    }

    /// Share of systems ruined so far.
    pub fn ruined(&self) -> f64 {
        self.systems.iter().filter(|system| system.ruined.is_some()).count() as f64 / self.systems.len() as f64
    }

    /// The probability of ruin by now. With a learner it is exact for the mistakes that it makes, as long as costs do not
    /// add up: the mean over the systems of 1 - (1 - r)^mistakes, where r is the chance that one mistake ruins.
    pub fn exact(&self) -> Option<f64> {
        let Some((_, margin)) = &self.rules.lessons else { return self.rules.exact(self.now) };
        let alone = self.rules.alone();
        if self.rules.single() {
            let each = self.systems.iter().map(|system| ruined_by(alone, system.lessons));
            Some(each.fold(0.0, |sum, p| sum + p) / self.systems.len() as f64)
        } else {
            // Fewer mistakes than Novikoff allows cannot add up to more.
            (self.rules.cost == Cost::Constant && self.rules.level > novikoff(*margin)).then_some(0.0)
        }
    }

    /// The most mistakes of any one system, and the mean.
    pub fn mistakes(&self) -> (f64, f64) {
        let most = self.systems.iter().fold(0.0, |most, s| if s.mistakes > most { s.mistakes } else { most });
        let sum = self.systems.iter().fold(0.0, |sum, s| sum + s.mistakes);
        (most, sum / self.systems.len() as f64)
    }

    /// Mean over all systems of the mistakes made, or that would have been made but for ruin.
    pub fn lessons(&self) -> f64 {
        self.systems.iter().fold(0.0, |sum, s| sum + s.lessons) / self.systems.len() as f64
    }

    pub fn cost(&self) -> f64 {
        self.systems.iter().fold(0.0, |sum, s| sum + s.cost)
    }
}
