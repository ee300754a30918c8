//! The experiment's claims, and their failure when the cause is taken away. The seeds are others than those that the
//! settings were chosen on, 0 to 4.

use std::ops::Range;

use super::*;
use crate::experiments::testing::{self, points, readout};
use crate::session::Session;

/// Five seeds for what is cheap.
const FIVE: Range<u64> = 20..25;

/// The first few of them for what is not, or all where the full tests are asked for.
fn seeds(few: u64) -> Range<u64> {
    testing::seeds(FIVE, few)
}

fn open(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::open("goodhart", seed, settings)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("goodhart", seed, settings, 20_000)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// All seeds must pass. The numbers are those of an independent simulation, 20,000 repeats each.
#[test]
fn what_is_counted_is_the_law() {
    let laws: [(&str, &[(f64, f64)]); 3] = [
        ("gaussian", &[(16.0, 1.249), (1_000_000.0, 3.439)]),
        ("laplace", &[(16.0, 0.925), (128.0, 0.998)]),
        ("student", &[(16.0, 0.871), (64.0, 0.791), (1024.0, 0.347)]),
    ];
    for seed in seeds(1) {
        for (error, wanted) in laws {
            let session = run(seed, &[("error", error), ("n", "1000")]);
            let counted = points(&session, "kept", "counted");
            for (n, value) in wanted {
                let at = counted.iter().find(|p| p[0] == *n).unwrap()[1];
                assert!((at - value).abs() < 0.05, "seed {seed}, {error} at {n}: {at} {value}");
            }
            let (truth, exact) = (readout(&session, "truth"), readout(&session, "truth_exact"));
            assert!(
                (truth - exact).abs() < 4.0 * readout(&session, "truth_se"),
                "seed {seed}, {error}: {truth} {exact}"
            );
            assert!((readout(&session, "kl") - readout(&session, "kl_exact")).abs() < 0.05, "seed {seed}, {error}");
            // The cause taken away: who picks without looking gets nothing.
            assert!(readout(&session, "random").abs() < 0.06, "seed {seed}, {error}: {}", readout(&session, "random"));
        }
    }
}

#[test]
fn one_slider_leads_from_growth_over_rest_to_collapse() {
    let mut session = open(3, &[("error", "slide"), ("n", "1000000")]);
    let mut kept = Vec::new();
    for heaviness in ["0", "0.25", "0.5", "0.75", "1"] {
        session.set("heaviness", heaviness).unwrap();
        kept.push(readout(&session, "truth_exact"));
        assert_eq!(session.readout("peak_n").is_some(), heaviness == "0.75" || heaviness == "1", "{heaviness}");
    }
    assert!((kept[0] - 3.4386).abs() < 1e-3 && (kept[2] - 1.0).abs() < 1e-3, "{kept:?}");
    assert!(kept.windows(2).all(|pair| pair[1] < pair[0]) && kept[4] < 0.2, "{kept:?}");
    // Heavier tails than Laplace's lose what they had; the others never do.
    assert!(readout(&session, "truth_peak") > 3.0 * kept[4], "{}", readout(&session, "truth_peak"));
    // Settings of one law do nothing to another.
    let gaussian = |settings: &[(&str, &str)]| {
        let mut session = open(3, settings);
        session.run(5);
        session.readout("truth")
    };
    assert_eq!(gaussian(&[("tail", "1"), ("heaviness", "1")]), gaussian(&[]));
    assert_eq!(gaussian(&[("error", "slide")]), gaussian(&[]));
}

/// A run goes on after its end when a live control is moved, and counts anew.
#[test]
fn the_slider_can_be_moved_when_all_is_counted() {
    let mut session = run(3, &[("error", "slide"), ("n", "16")]);
    let thin = readout(&session, "truth");
    session.set("heaviness", "1").unwrap();
    assert_eq!(*session.run(20_000), Status::Done);
    let (heavy, exact) = (readout(&session, "truth"), readout(&session, "truth_exact"));
    assert!((heavy - exact).abs() < 0.02 && heavy < thin - 0.3, "{thin} {heavy} {exact}");
}

#[test]
fn extremes_are_told_in_words() {
    for (settings, id) in [
        ([("error", "student"), ("tail", "0.5"), ("n", "1000000")], "proxy"),
        ([("error", "student"), ("tail", "30"), ("n", "1")], "peak_n"),
        ([("error", "slide"), ("heaviness", "0.5"), ("n", "10000")], "peak_n"),
    ] {
        let mut session = open(3, &settings);
        session.run(20);
        assert!(session.readout(id).is_none(), "{settings:?}");
        assert!(readout(&session, "truth").is_finite() && readout(&session, "proxy_median").is_finite());
    }
}

/// Of the comparisons' net pressed by best of a million: what is promised, what is true, and the most that was true.
fn pressed(seed: u64, settings: &[(&str, &str)]) -> [f64; 4] {
    let mut all = vec![("part", "comparisons"), ("n", "1000000")];
    all.extend(settings);
    let session = run(seed, &all);
    ["proxy", "truth", "truth_peak", "accuracy"].map(|id| readout(&session, id))
}

/// Asked of the means over the seeds, since single worlds differ much: the more is known, the more is kept.
#[test]
fn a_reward_net_promises_too_much_and_the_less_the_more_it_has_learned_from() {
    let of = |settings: &[(&str, &str)]| {
        let rows: Vec<[f64; 4]> = seeds(3).map(|seed| pressed(seed, settings)).collect();
        [0, 1, 2, 3].map(|i| mean(&rows.iter().map(|row| row[i]).collect::<Vec<_>>()))
    };
    let (few, many) = (of(&[("data", "250")]), of(&[("data", "4k")]));
    assert!(few[3] > 0.55 && many[3] > few[3] + 0.08, "{few:?} {many:?}");
    assert!(few[0] > few[1] + 0.3 && many[0] > many[1] + 0.3, "{few:?} {many:?}");
    assert!(many[1] > few[1] + 0.3, "{few:?} {many:?}");
    // The most comes earlier: pressing on loses some of it.
    assert!(few[2] > few[1] + 0.1, "{few:?}");
    // The cause taken away: from a coin nothing is learned, and nothing is gained.
    let coin = of(&[("data", "4k"), ("labels", "lot")]);
    assert!((coin[3] - 0.5).abs() < 0.04 && coin[1].abs() < 0.8 && coin[1] < many[1] - 0.6, "{coin:?}");
}

/// All seeds must pass.
#[test]
fn without_pressure_nothing_is_promised_and_a_price_holds_the_climb_back() {
    for seed in seeds(1) {
        let picked = run(seed, &[("part", "comparisons"), ("n", "1")]);
        for id in ["proxy", "truth", "kl"] {
            assert!(readout(&picked, id).abs() < 1e-5, "seed {seed}: {id} {}", readout(&picked, id));
        }
        let climb = |price| run(seed, &[("part", "comparisons"), ("optimiser", "policy-gradient"), ("penalty", price)]);
        let (free, dear) = (climb("0"), climb("1"));
        assert!(readout(&free, "kl") > 4.0 * readout(&dear, "kl"), "seed {seed}");
        assert!(readout(&free, "proxy") > readout(&dear, "proxy") + 0.5, "seed {seed}");
    }
}

/// The divergence over finitely many answers is at most the formula's, and near it while n is small.
#[test]
fn the_divergence_of_best_of_n_is_bounded_by_the_formula() {
    let mut session = run(3, &[("part", "comparisons"), ("n", "16")]);
    for n in ["2", "16", "1000", "1000000"] {
        session.set("n", n).unwrap();
        let (kl, bound) = (readout(&session, "kl"), readout(&session, "kl_exact"));
        assert!(kl <= bound + 1e-9, "{n}: {kl} {bound}");
        assert!(n.len() > 2 || kl > bound - 0.05, "{n}: {kl} {bound}");
    }
}

#[test]
fn typed_points_are_fitted_and_shown() {
    let session = open(3, &[("part", "comparisons"), ("points", "1:0.9_2:1.6_3:2.1_4:2.4_5:2.5_6:2.4")]);
    assert_eq!(points(&session, "published", "score").len(), 6);
    assert!(readout(&session, "points_square") < 1e-6 && readout(&session, "points_log") > 0.01);
    let session = open(3, &[("part", "comparisons"), ("points", "1:0.9_2:1.6")]);
    assert!(session.readout("points_square").is_none());
}
