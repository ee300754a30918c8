//! The experiment's claims, and their failure when the cause is taken away. The seeds are others than those that the
//! settings were chosen on, 0 to 4.

use super::*;
use crate::experiments::testing::{self, readout};
use crate::session::Session;
use std::ops::Range;

const FIVE: Range<u64> = 20..25;

fn open(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::open("quantilizer", seed, settings)
}

/// Learned, and not yet drawn.
fn learned(seed: u64, settings: &[(&str, &str)]) -> Session {
    let mut session = open(seed, settings);
    while !session.stage().watch {
        session.step();
    }
    session
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * (1.0 + b.abs())
}

/// Random base, scores with ties, and costs.
fn random(rng: &mut Rng, ties: bool) -> ([f64; ALL], [f64; ALL], [f64; ALL]) {
    let mut base = [0.0; ALL];
    base.iter_mut().for_each(|p| *p = if rng.chance(0.1) { 0.0 } else { f64::from(rng.uniform()) });
    let total: f64 = base.iter().sum();
    base.iter_mut().for_each(|p| *p /= total);
    let scores = std::array::from_fn(|_| {
        let score = f64::from(rng.normal());
        if ties { score.round() } else { score }
    });
    let costs = std::array::from_fn(|_| if rng.chance(0.5) { 0.0 } else { f64::from(rng.uniform()) });
    (base, scores, costs)
}

#[test]
fn no_cost_crosses_the_bound_and_those_within_the_share_kept_reach_it() {
    let mut rng = Rng::stream(9, "quantilizer/test");
    for round in 0..2_000 {
        let (base, scores, costs) = random(&mut rng, round % 2 == 0);
        let q = if round % 7 == 0 { 1.0 } else { f64::from(rng.range(0.001, 1.0)) };
        let cut = Cut::new(&base, &scores, q);
        assert!(close(cut.chosen.iter().sum(), 1.0), "{q}: {}", cut.chosen.iter().sum::<f64>());
        let (expected, bound) = (cut.expected(&costs), cut.usual(&costs) / q);
        assert!(expected <= bound + 1e-12, "{q}: {expected} {bound}");
        // Equality exactly when the cost lies within the top q: what is cut through or below costs nothing.
        let within: [f64; ALL] = std::array::from_fn(|i| if cut.spans[i][1] <= q + 1e-12 { costs[i] } else { 0.0 });
        assert!(close(cut.expected(&within), cut.usual(&within) / q), "{q}");
        for i in 0..ALL {
            let mut one = within;
            one[i] += 1.0;
            let equal = close(cut.expected(&one), cut.usual(&one) / q);
            assert_eq!(equal, base[i] == 0.0 || cut.spans[i][1] <= q + 1e-12, "{q}: {:?} {}", cut.spans[i], base[i]);
        }
        // Equal scores share alike.
        for (i, j) in (0..ALL).flat_map(|i| (0..i).map(move |j| (i, j))) {
            if scores[i] == scores[j] {
                assert!(close(cut.chosen[i] * base[j], cut.chosen[j] * base[i]), "{q}");
            }
        }
    }
}

/// The cause taken away: the top tenth by number, or the boundary left whole, and the bound is crossed.
#[test]
fn a_cut_by_number_or_without_splitting_breaks_the_bound() {
    let mut rng = Rng::stream(10, "quantilizer/test");
    let mut crossed = [0; 2];
    for _ in 0..500 {
        let (base, scores, _) = random(&mut rng, false);
        let q = 0.1;
        let cut = Cut::new(&base, &scores, q);
        let by_number: Vec<usize> = cut.order[..ALL / 10].to_vec();
        let whole: Vec<usize> = cut.order.iter().copied().filter(|i| cut.spans[*i][1] <= q).collect();
        for (crossed, kept) in crossed.iter_mut().zip([by_number, whole]) {
            let mass: f64 = kept.iter().map(|i| base[*i]).sum();
            // Each costs 1: the expected cost is 1, the bound mass / q.
            *crossed += u32::from(mass > 0.0 && 1.0 > mass / q + 1e-9);
        }
    }
    assert!(crossed.iter().all(|count| *count > 100), "{crossed:?}");
}

/// All seeds must pass; every kind of cost, drawn ones too.
#[test]
fn the_bound_holds_in_the_figure_whatever_is_drawn() {
    let lines =
        ["none", "0:10_0.1:10_0.11:0", "0:10_1:0", "0.5:10", "0:10_0.05:0_0.1:10_0.15:0", "0:0_0.0999:10_0.1:0"];
    for seed in FIVE {
        let mut session = learned(seed, &[("steps", "7")]);
        for (q, round) in [("0.001", "off"), ("0.03", "on"), ("0.1", "off"), ("0.37", "on"), ("1", "off")] {
            session.set("q", q).unwrap();
            session.set("round", round).unwrap();
            for cost in ["world", "top", "even", "builder", "drawn"] {
                session.set("cost", cost).unwrap();
                for line in if cost == "drawn" { &lines[..] } else { &lines[..1] } {
                    session.set("drawn", line).unwrap();
                    let [cost_is, bound] = ["expected_cost", "cost_bound"].map(|id| readout(&session, id));
                    assert!(cost_is <= bound + 1e-9, "seed {seed}, {q} {cost} {line}: {cost_is} {bound}");
                    if cost == "top" && q != "0.001" {
                        assert!(close(cost_is, bound), "seed {seed}, {q} {round}: {cost_is} {bound}");
                    }
                    if let Some(ratio) = session.readout("whole_ratio") {
                        assert!(ratio <= readout(&session, "whole_bound") + 1e-9, "seed {seed}, {q} {cost} {line}");
                    }
                }
            }
        }
    }
}

/// All seeds must pass.
#[test]
fn the_builder_is_chosen_as_often_as_its_share_of_what_is_kept() {
    for seed in FIVE {
        let mut session = learned(seed, &[]);
        for p in [0.0, 0.0005, 0.002, 0.05, 0.1] {
            for q in [0.001, 0.01, 0.1, 1.0_f64] {
                session.set("p_builder", &p.to_string()).unwrap();
                session.set("q", &q.to_string()).unwrap();
                let chosen = readout(&session, "p_builder_chosen");
                let exact = if p < q { p / q } else { 1.0 };
                assert!(close(chosen, exact), "seed {seed}, {p} {q}: {chosen} {exact}");
            }
        }
    }
}

/// All seeds must pass: what is counted is what is worked out.
#[test]
fn counts_agree_with_what_is_worked_out() {
    for seed in FIVE {
        for steps in ["1", "10"] {
            let mut session = open(seed, &[("steps", steps)]);
            assert_eq!(*session.run(20_000), Status::Done);
            let [exact, counted, error] =
                ["expected_cost", "cost_counted", "cost_error"].map(|id| readout(&session, id));
            assert!((exact - counted).abs() < 4.0 * error, "seed {seed}: {exact} {counted} {error}");
            let off = readout(&session, "imitation_off");
            assert!(off < 0.15, "seed {seed}: {off}");
        }
    }
}

/// What the score promises and what it keeps, by the share kept, without a builder: four of five seeds must pass.
#[test]
fn a_milder_choice_is_worth_more_than_people_and_mostly_more_than_the_maximiser() {
    let mut passed = 0;
    for seed in FIVE {
        let mut session = learned(seed, &[("p_builder", "0")]);
        let mut worth = Vec::new();
        for q in ["1", "0.5", "0.2", "0.1", "0.05", "0.01", "0.001"] {
            session.set("q", q).unwrap();
            worth.push(["utility", "true_value", "expected_cost"].map(|id| readout(&session, id)));
        }
        // The score rises all the way as less is kept.
        assert!(worth.windows(2).all(|pair| pair[1][0] >= pair[0][0] - 1e-12), "seed {seed}");
        // Harm grows too, to less than the maximiser's.
        assert!(worth[3][1] > worth[0][1] && worth[3][2] > worth[0][2], "seed {seed}");
        passed += u32::from(worth[3][1] > worth[6][1] && worth[3][2] < worth[6][2]);
    }
    assert!(passed >= 4, "{passed}");
}

#[test]
fn the_mean_of_a_line_is_exact() {
    let drawn = controls::CONTROLS.iter().find(|control| control.id == "drawn").unwrap();
    let Value::Line(line) = drawn.parse("0:10_0.1:10_0.3:0").unwrap() else { panic!() };
    for (span, exact) in [([0.0, 0.1], 10.0), ([0.1, 0.3], 5.0), ([0.0, 0.3], 20.0 / 3.0), ([0.5, 1.0], 0.0)] {
        assert!(close(mean(&line, span), exact), "{span:?}: {}", mean(&line, span));
    }
    assert_eq!(mean(&line, [0.2, 0.2]), line.at(0.2).unwrap());
    assert_eq!(mean(&Line::NONE, [0.0, 1.0]), 0.0);
}
