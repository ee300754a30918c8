//! The part `law`: best of n on a proxy with an error of known law, counted beside the exact curve.
//!
//! Gao, Schulman & Hilton 2022 (arXiv 2210.10760, section 2) for best of n and its divergence log n - (n - 1) / n.

use std::rc::Rc;

use super::law::{Exact, Law, MOST, divergence};
use super::tally::{ROUNDS, Tally, Tournament};
use crate::lab::{Settings, Stage, Status};
use crate::rng::Rng;
use crate::worlds::extremes::MOST_DRAWN;

/// Ticks of a run, and candidates drawn in each.
pub const TICKS: u32 = 400;
const DRAWN: usize = 12_000;
/// Numbers of candidates of which only the best is drawn, and how many such picks a tick.
pub const BEYOND: [f64; 4] = [16_384.0, 65_536.0, 262_144.0, MOST];
const A_TICK: usize = 4;
/// The same at the reader's n.
const OWN_A_TICK: usize = 20;
/// Picks whose divergence is measured.
const MEASURED: u32 = 20_000;
/// Candidates and picks shown.
const CANDIDATES: usize = 250;
const PICKS: usize = 60;

/// The part `law`.
#[derive(Clone)]
pub struct Best {
    pub settings: Settings,
    rng: Rng,
    pub exact: Rc<Exact>,
    /// The three laws of the control `error`, to compare with.
    pub others: [Rc<Exact>; 3],
    pub tournament: Tournament,
    /// At [`BEYOND`].
    pub beyond: Vec<Tally>,
    pub own: Own,
    /// Proxy and true value of the first candidates.
    pub candidates: Vec<[f64; 2]>,
    done: u32,
}

/// What was counted at the reader's n.
#[derive(Clone)]
pub struct Own {
    pub tally: Tally,
    /// Of the first candidate of each block, whatever its proxy.
    pub random: Tally,
    pub picks: Vec<[f64; 2]>,
    /// Sum of log(n F(u)^(n - 1)), and over how many picks.
    divergence: (f64, u32),
    /// Of the block at hand: how many have come, and the best so far.
    come: usize,
    best: [f64; 2],
}

impl Own {
    fn new() -> Self {
        Self {
            tally: Tally::new(),
            random: Tally::new(),
            picks: Vec::with_capacity(PICKS),
            divergence: (0.0, 0),
            come: 0,
            best: [0.0; 2],
        }
    }

    fn add(&mut self, pick: [f64; 2], n: f64, exact: &Exact) {
        self.tally.add(pick);
        if self.picks.len() < PICKS {
            self.picks.push(pick);
        }
        if self.divergence.1 < MEASURED {
            self.divergence.0 += libm::log(n) + (n - 1.0) * exact.log_below(pick[0]);
            self.divergence.1 += 1;
        }
    }

    /// Nats from a random candidate to the picks, measured.
    pub fn divergence(&self) -> Option<f64> {
        (self.divergence.1 > 0).then(|| self.divergence.0 / f64::from(self.divergence.1))
    }
}

/// The law that the settings ask for.
fn law(settings: &Settings) -> Law {
    match settings.choice("error") {
        "laplace" => Law::LAPLACE,
        "student" => Law::Student(settings.number("tail")),
        "slide" => Law::of_heaviness(settings.number("heaviness")),
        _ => Law::GAUSSIAN,
    }
}

/// The curves of `law`, which may be there already.
fn known(others: &[Rc<Exact>], law: Law) -> Rc<Exact> {
    others.iter().find(|exact| exact.law == law).cloned().unwrap_or_else(|| Rc::new(Exact::new(law)))
}

impl Best {
    pub fn new(settings: &Settings, seed: u64) -> Self {
        let student = Law::Student(settings.number("tail"));
        let others = [Law::GAUSSIAN, Law::LAPLACE, student].map(|law| Rc::new(Exact::new(law)));
        Self {
            rng: Rng::stream(seed, "goodhart/candidates"),
            exact: known(&others, law(settings)),
            others,
            tournament: Tournament::new(),
            beyond: vec![Tally::new(); BEYOND.len()],
            own: Own::new(),
            candidates: Vec::with_capacity(CANDIDATES),
            done: 0,
            settings: settings.clone(),
        }
    }

    /// How many candidates the reader has the best one picked of.
    pub fn n(&self) -> f64 {
        self.settings.number("n")
    }

    pub fn step(&mut self) -> Status {
        if self.done < TICKS {
            self.draw();
            self.done += 1;
        }
        if self.done < TICKS { Status::Running } else { Status::Done }
    }

    fn draw(&mut self) {
        let (n, exact) = (self.n(), self.exact.clone());
        let block = if n <= MOST_DRAWN { n as usize } else { usize::MAX };
        for _ in 0..DRAWN {
            let v = f64::from(self.rng.normal());
            let candidate = [v + exact.law.draw(&mut self.rng), v];
            self.tournament.add(candidate);
            if self.candidates.len() < CANDIDATES {
                self.candidates.push(candidate);
            }
            let own = &mut self.own;
            if own.come == 0 {
                own.random.add(candidate);
            }
            if own.come == 0 || candidate[0] > own.best[0] {
                own.best = candidate;
            }
            own.come += 1;
            if own.come == block {
                own.come = 0;
                own.add(own.best, n, &exact);
            }
        }
        if n > MOST_DRAWN {
            for _ in 0..OWN_A_TICK {
                self.own.add(exact.draw_best(n, &mut self.rng), n, &exact);
            }
        }
        for (n, tally) in BEYOND.into_iter().zip(&mut self.beyond) {
            for _ in 0..A_TICK {
                tally.add(exact.draw_best(n, &mut self.rng));
            }
        }
    }

    pub fn stage(&self) -> Stage {
        Stage { label: "picking the best of n".into(), done: self.done, total: TICKS, watch: true }
    }

    /// After a change of a live control counting begins anew: at the reader's n, or everywhere if the law is another.
    pub fn moved(&mut self) {
        let law = law(&self.settings);
        let student = Law::Student(self.settings.number("tail"));
        if self.others[2].law != student {
            self.others[2] = Rc::new(Exact::new(student));
        }
        if self.exact.law != law {
            self.exact = known(&self.others, law);
            self.tournament = Tournament::new();
            self.beyond = vec![Tally::new(); BEYOND.len()];
            self.candidates.clear();
        }
        self.own = Own::new();
        self.done = 0;
    }

    /// Every n that was counted, with its tally, from 1 on.
    pub fn counted(&self) -> impl Iterator<Item = (f64, &Tally)> {
        let rounds = (0..ROUNDS).map(|round| (1_u32 << round).into());
        rounds.zip(&self.tournament.rounds).chain(BEYOND.into_iter().zip(&self.beyond))
    }

    /// The divergence that best of n has.
    pub fn exact_divergence(&self) -> f64 {
        divergence(self.n())
    }
}
