//! Actions of six features, each good or bad, and an evaluator who sees some of them; all 64 are enumerated.

/// Features of an action.
pub const FEATURES: usize = 6;
/// Actions: all patterns of good and bad.
pub const ACTIONS: usize = 1 << FEATURES;
/// An action is approved if its evaluation is above this; it is bad if its true value is at most 0.
const APPROVED: f64 = 0.5;

/// A probability, or another number, for each action.
pub type Table = [f64; ACTIONS];

/// Whether feature `i` of `action` is good; the first is the foremost bit.
pub fn good(action: usize, i: usize) -> bool {
    action >> (FEATURES - 1 - i) & 1 == 1
}

/// Mean over the features in `mask` (bits as an action's), good as 1 and bad as -1.
fn mean(action: usize, mask: usize) -> f64 {
    let seen = mask.count_ones();
    let well = (action & mask).count_ones();
    (2.0 * f64::from(well) - f64::from(seen)) / f64::from(seen.max(1))
}

/// The mean over all features.
pub fn truth(action: usize) -> f64 {
    mean(action, ACTIONS - 1)
}

/// The mean over those that the evaluator sees.
pub fn evaluation(action: usize, mask: usize) -> f64 {
    mean(action, mask)
}

/// The first `j` features.
pub fn first(j: usize) -> usize {
    (ACTIONS - 1) & !((1 << (FEATURES - j)) - 1)
}

/// Every choice of `j` features, in the order of their bits from the greatest.
pub fn choices(j: usize) -> Vec<usize> {
    (0..ACTIONS).rev().filter(|mask| mask.count_ones() as usize == j).collect()
}

/// Logarithms of how often people take each action: all alike if good is not scarce; otherwise it is the less usual the
/// further its features are from balance, as exp(-scarcity (sum of features)^2 / 4).
pub fn people(scarcity: f64) -> Table {
    let sum = |action| FEATURES as f64 * truth(action);
    normalised(std::array::from_fn(|action| -0.25 * scarcity * sum(action) * sum(action)))
}

/// `logs` less the logarithm of the sum of their exponentials.
pub fn normalised(mut logs: Table) -> Table {
    let most = logs.iter().fold(f64::MIN, |most, log| if *log > most { *log } else { most });
    let total = most + libm::log(logs.iter().fold(0.0, |sum, log| sum + libm::exp(log - most)));
    logs.iter_mut().for_each(|log| *log -= total);
    logs
}

/// The maximiser Q of E_Q e - KL(Q | P) / beta, as logarithms: in proportion to P exp(beta e).
pub fn tilted(people: &Table, mask: usize, beta: f64) -> Table {
    normalised(std::array::from_fn(|action| people[action] + beta * evaluation(action, mask)))
}

/// What a distribution over actions comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// Mean evaluation.
    pub approval: f64,
    /// Mean true value.
    pub truth: f64,
    /// Share approved.
    pub approved: f64,
    /// Share approved and bad.
    pub approved_but_bad: f64,
    /// Mean over people's actions of their logarithm under the distribution.
    pub log_likelihood: f64,
    /// Nats from people.
    pub kl: f64,
}

impl Standing {
    /// Of the distribution with these logarithms.
    pub fn of(logs: &Table, people: &Table, mask: usize) -> Self {
        let mut standing = Self::default();
        for (action, (log, usual)) in logs.iter().zip(people).enumerate() {
            let (q, e, v) = (libm::exp(*log), evaluation(action, mask), truth(action));
            standing.approval += q * e;
            standing.truth += q * v;
            if e > APPROVED {
                standing.approved += q;
                standing.approved_but_bad += if v <= 0.0 { q } else { 0.0 };
            }
            standing.log_likelihood += libm::exp(*usual) * log;
            standing.kl += q * (log - usual);
        }
        // What is nothing but rounding.
        for value in [&mut standing.approval, &mut standing.truth, &mut standing.kl] {
            *value = if value.abs() < 1e-12 { 0.0 } else { *value };
        }
        standing
    }

    /// Adds a share of another.
    pub fn add(&mut self, share: f64, other: &Self) {
        self.approval += share * other.approval;
        self.truth += share * other.truth;
        self.approved += share * other.approved;
        self.approved_but_bad += share * other.approved_but_bad;
        self.log_likelihood += share * other.log_likelihood;
        self.kl += share * other.kl;
    }

    /// Of those approved the share that is bad; none if none is approved.
    pub fn bad_if_approved(&self) -> Option<f64> {
        (self.approved > 0.0).then(|| self.approved_but_bad / self.approved)
    }
}

/// The closed form's standing.
pub fn best(people: &Table, j: usize, beta: f64) -> Standing {
    Standing::of(&tilted(people, first(j), beta), people, first(j))
}
