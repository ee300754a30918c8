//! The experiment's claims, and their failure when the cause is taken away. The seeds are others than those that the
//! settings were chosen on, 0 to 4.

use super::*;
use crate::experiments::testing::{self, full, readout};
use crate::lab::Data;
use crate::session::Session;
use std::ops::Range;

/// Five seeds for what is cheap.
const FIVE: Range<u64> = 20..25;

/// The first few of them for what is not, or all where the full tests are asked for.
fn seeds(few: u64) -> Range<u64> {
    testing::seeds(FIVE, few)
}

fn open(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::open("protein", seed, settings)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("protein", seed, settings, 10_000)
}

/// A line of the first chart.
fn line(session: &Session, series: &str) -> Vec<f64> {
    let figure = session.figure();
    match &figure.charts[0].series.iter().find(|s| s.id == series).unwrap().data {
        Data::Line(points) => points.iter().map(|p| p[1]).collect(),
        other => panic!("{other:?}"),
    }
}

/// Predicted minus true, step by step.
fn gaps(session: &Session) -> Vec<f64> {
    line(session, "predicted").iter().zip(line(session, "true")).map(|(f, y)| f - y).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// All seeds must pass; the gap at every one of the later steps is asked of their mean.
#[test]
fn naive_climbing_raises_the_belief_all_the_way_and_the_truth_less_and_random_search_opens_no_such_gap() {
    let mut by_then = [0.0; 5];
    for seed in FIVE {
        let session = run(seed, &[]);
        let predicted = line(&session, "predicted");
        // Single designs may step a little beyond a ridge; their mean hardly does.
        assert!(predicted.windows(2).all(|pair| pair[1] > pair[0] - 0.01), "seed {seed}: {predicted:?}");
        let gaps = gaps(&session);
        // Search off: before the first step there is no gap to speak of.
        assert!(gaps[0].abs() < 0.15 && gaps[200] > 0.4, "seed {seed}: {} {}", gaps[0], gaps[200]);
        for (sum, step) in by_then.iter_mut().zip([0, 10, 50, 100, 200]) {
            *sum += gaps[step];
        }
        // A random search of equal size promises what it keeps.
        let random = readout(&session, "random_predicted") - readout(&session, "random_true");
        assert!(random < 0.5 * gaps[200], "seed {seed}: {random} {}", gaps[200]);
        // Not rubbish, though: better than anything measured.
        assert!(readout(&session, "true_value") > readout(&session, "best_measured") + 0.3, "seed {seed}");
        assert!(readout(&session, "correlation") > 0.25, "seed {seed}: {}", readout(&session, "correlation"));
    }
    assert!(by_then.windows(2).all(|pair| pair[1] > pair[0]), "{by_then:?}");
}

/// All seeds must pass.
#[test]
fn with_shuffled_measurements_the_gap_is_there_from_the_start_and_the_truth_is_chances() {
    let mut truths = Vec::new();
    for seed in seeds(1) {
        let session = run(seed, &[("shuffled", "on")]);
        let gaps = gaps(&session);
        assert!(gaps[0] > 0.5, "seed {seed}: {}", gaps[0]);
        assert!(gaps[200] > 1.2, "seed {seed}: {}", gaps[200]);
        assert!(readout(&session, "correlation").abs() < 0.15, "seed {seed}");
        truths.push(readout(&session, "true_value"));
    }
    // The mean of all sequences is 0, of the measured half -0.8.
    assert!(mean(&truths) < 0.15 && mean(&truths) > -0.6, "{truths:?}");
}

/// All seeds must pass.
#[test]
fn a_cautious_net_promises_no_more_than_there_is_and_hardly_moves() {
    for seed in seeds(1) {
        for measured in ["lower", "any"] {
            let session = run(seed, &[("arm", "coms"), ("measured", measured)]);
            let (predicted, truth) = (readout(&session, "predicted"), readout(&session, "true_value"));
            assert!(predicted <= truth, "seed {seed}, {measured}: {predicted} {truth}");
            let moved = truth - line(&session, "true")[0];
            assert!(moved.abs() < 0.3, "seed {seed}, {measured}: {moved}");
        }
    }
}

/// All seeds must pass.
#[test]
fn who_has_seen_good_sequences_too_climbs_away_from_them_and_samples_better_ones() {
    for seed in seeds(1) {
        let mut session = run(seed, &[("measured", "any"), ("arm", "cbas")]);
        let (sampled, sampled_gap) = (readout(&session, "true_value"), readout(&session, "gap"));
        // The nets are the same.
        session.set("arm", "naive").unwrap();
        session.run(10_000);
        let truth = line(&session, "true");
        assert!(truth[200] < truth[0], "seed {seed}: {} {}", truth[0], truth[200]);
        assert!(readout(&session, "gap") > 1.0, "seed {seed}: {}", readout(&session, "gap"));
        // Here even of the designs as sequences too much is expected.
        assert!(readout(&session, "gap_rounded") > 0.0, "seed {seed}: {}", readout(&session, "gap_rounded"));
        assert!(sampled > truth[200] + 0.2, "seed {seed}: {sampled} {}", truth[200]);
        assert!(sampled_gap.abs() < 0.5, "seed {seed}: {sampled_gap}");
    }
}

/// All seeds must pass.
#[test]
fn five_nets_promise_less_than_one() {
    for seed in seeds(1) {
        let mut session = run(seed, &[("arm", "ensemble")]);
        let five = ["predicted", "gap", "correlation"].map(|id| readout(&session, id));
        session.set("arm", "naive").unwrap();
        session.run(10_000);
        let one = ["predicted", "gap", "correlation"].map(|id| readout(&session, id));
        assert!(five[0] < one[0] - 0.4, "seed {seed}: {five:?} {one:?}");
        assert!(five[1] < 0.5 * one[1], "seed {seed}: {five:?} {one:?}");
        assert!(five[2] > one[2], "seed {seed}: {five:?} {one:?}");
    }
}

#[test]
fn a_smooth_landscape_is_climbed_in_truth_and_a_wholly_rugged_one_not_at_all() {
    for seed in seeds(1) {
        let smooth = run(seed, &[("epistasis", "1")]);
        assert!(readout(&smooth, "true_value") > 1.5, "seed {seed}: {}", readout(&smooth, "true_value"));
        assert!(readout(&smooth, "gap") < 0.0, "seed {seed}: {}", readout(&smooth, "gap"));
        let rugged = run(seed, &[("epistasis", "7")]);
        assert!(readout(&rugged, "true_value").abs() < 0.4, "seed {seed}: {}", readout(&rugged, "true_value"));
        assert!(readout(&rugged, "gap") > 1.0, "seed {seed}: {}", readout(&rugged, "gap"));
    }
}

#[test]
fn without_caution_coms_are_the_naive_net() {
    let (naive, coms) = (run(3, &[("steps", "10")]), run(3, &[("steps", "10"), ("arm", "coms"), ("alpha", "0")]));
    for id in ["predicted", "true_value", "random_predicted", "correlation"] {
        assert_eq!(readout(&naive, id), readout(&coms, id), "{id}");
    }
}

/// Nets trained once serve every arm that asks for them, and to the bit the figure that training anew leads to.
#[test]
fn another_arm_starts_where_its_training_would_have_got_to() {
    let trained = |nets: u32| u64::from(ground::TICKS + nets * (TRAINING / A_TICK));
    let mut session = run(3, &[("steps", "10")]);
    let fresh = |arm: &str, ticks: u64| {
        let mut fresh = open(3, &[("steps", "10"), ("arm", arm)]);
        fresh.run(ticks);
        fresh.digest()
    };
    session.set("arm", "ensemble").unwrap();
    assert_eq!(session.state().tick, trained(1));
    assert_eq!(session.digest(), fresh("ensemble", trained(1)));
    session.run(10_000);
    session.set("arm", "cbas").unwrap();
    assert_eq!(session.state().tick, trained(5));
    if full() {
        assert_eq!(session.digest(), fresh("cbas", trained(5)));
    }
    // Of what the conservative arm asks for nothing is trained yet; of what the naive arm asks for all.
    session.set("arm", "coms").unwrap();
    assert_eq!(session.state().tick, trained(0));
    session.set("arm", "naive").unwrap();
    assert_eq!(session.state().tick, trained(1));
    assert_eq!(session.digest(), fresh("naive", trained(1)));
    // Other measurements are another world.
    session.set("data_fraction", "0.2").unwrap();
    assert_eq!(session.state().tick, 0);
}

#[test]
fn where_everything_is_measured_there_is_no_new_sequence_to_be_right_about() {
    let session = run(3, &[("steps", "10"), ("data_fraction", "1")]);
    let at = controls::READOUTS.iter().position(|r| r.id == "correlation").unwrap();
    let reading = &session.figure().readouts[at];
    assert!(reading.value.is_none() && reading.why.contains("no new sequences"), "{reading:?}");
    assert_eq!(readout(&session, "measurements"), 32_768.0);
    assert_eq!(readout(&session, "rank_of_best_measured"), 32_769.0);
}

#[test]
fn the_sentence_reads_well_at_no_and_at_one_step() {
    let mut session = open(3, &[]);
    assert!(session.figure().sentence.starts_with("Still preparing: drawing the landscape, 0 of 10."));
    while !session.stage().watch {
        session.step();
    }
    for start in ["After 0 steps of naive climbing ", "After 1 step of ", "After 2 steps of "] {
        let sentence = session.figure().sentence;
        assert!(sentence.starts_with(start), "{sentence}");
        session.step();
    }
}
