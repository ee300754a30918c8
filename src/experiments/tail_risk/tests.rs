//! The experiment's claims, and their failure when the cause is taken away.

use super::*;
use crate::experiments::testing;
use crate::lab::Data;
use crate::session::{Session, State};
use crate::stats::upper_bound;

/// Two seeds, or five where the full tests are asked for; the sizes were chosen on seeds 0 to 4.
fn seeds() -> std::ops::Range<u64> {
    testing::seeds(10..15, 2)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("tail-risk", seed, settings, 20_000)
}

fn readout(session: &Session, id: &str) -> f64 {
    session.readout(id).unwrap_or(f64::NAN)
}

fn line(session: &Session, chart: &str, series: &str) -> Vec<[f64; 2]> {
    let figure = session.figure();
    let chart = figure.charts.iter().find(|c| c.id == chart).unwrap();
    match &chart.series.iter().find(|s| s.id == series).unwrap().data {
        Data::Line(points) => points.clone(),
        other => panic!("{other:?}"),
    }
}

/// All seeds must pass.
#[test]
fn a_good_generator_fails_far_more_often_than_its_data_and_training_shrinks_the_tail_without_ending_it() {
    for seed in seeds() {
        let session = run(seed, &[("samples", "200000")]);
        let value = |id| readout(&session, id);
        assert_eq!(value("modes"), 8.0, "seed {seed}");
        assert!(value("share_near") > 0.88, "seed {seed}: {}", value("share_near"));
        assert!((2e-4..1e-2).contains(&value("rate")), "seed {seed}: {}", value("rate"));
        assert!((value("rate_data") / 8.9e-9 - 1.0).abs() < 0.01, "{}", value("rate_data"));
        assert!(value("worst_distance_sigma") > 10.0, "seed {seed}: {}", value("worst_distance_sigma"));
        let tail = line(&session, "training", "beyond_6");
        let at = |step: f64| tail.iter().find(|p| p[0] == step).unwrap()[1];
        assert!(at(3_000.0) < 0.1 * at(316.0), "seed {seed}: {tail:?}");
        assert!(at(3_000.0) > 1e4 * value("rate_data"), "seed {seed}: {tail:?}");
    }
}

/// The cause taken away: of the data themselves none fails, and an untrained net fails as a rule and not in its tail.
#[test]
fn data_do_not_fail_and_an_untrained_net_fails_in_bulk() {
    for seed in seeds() {
        let data = run(seed, &[("source", "data"), ("samples", "1000000")]);
        let value = |id| readout(&data, id);
        assert_eq!((value("n"), value("failures"), value("modes")), (1e6, 0.0, 8.0), "seed {seed}");
        assert!((value("rate_upper_95") / value("rule_of_three") - 1.0).abs() < 2e-3);
        assert!((value("rate_upper_95") - (1.0 - libm::pow(0.05, 1e-6))).abs() < 1e-15);
        assert_eq!(value("p_at_least_one"), 0.0);
        // Where failures are common enough to be seen, the data's count is what integration says.
        let close = run(seed, &[("source", "data"), ("samples", "1000000"), ("sigma_limit", "4")]);
        let expected = 1e6 * nearest_tail(4.0);
        assert!((readout(&close, "failures") - expected).abs() < 4.0 * expected.sqrt(), "seed {seed}");
        let untrained = run(seed, &[("source", "untrained"), ("samples", "20000")]);
        assert!(readout(&untrained, "rate") > 0.2, "seed {seed}: {}", readout(&untrained, "rate"));
        assert!(readout(&untrained, "share_near") < 0.5, "seed {seed}: {}", readout(&untrained, "share_near"));
    }
}

#[test]
fn readouts_are_the_exact_bounds_of_the_counts() {
    let session = run(10, &[("steps", "300"), ("samples", "5000")]);
    let value = |id| readout(&session, id);
    let (n, k) = (value("n"), value("failures"));
    assert!(n == 5_000.0 && k > 50.0, "{n} {k}");
    assert_eq!(value("rate_upper_95"), upper_bound(k as u64, n as u64, 0.95));
    let none = 1.0 - libm::pow(1.0 - k / n, n);
    assert!((value("p_at_least_one") - none).abs() < 1e-12, "{} {none}", value("p_at_least_one"));
    let bound = line(&session, "proof", "bound");
    assert_eq!(bound.first().unwrap()[0], 1.0);
    assert_eq!(*bound.last().unwrap(), [n, value("rate_upper_95")]);
    assert!(bound.iter().zip(line(&session, "proof", "share")).all(|(b, s)| b[1] >= s[1] || b[0] != s[0]));
    // Ten samples without a failure: the rule of three is a sixth too high.
    let few = run(10, &[("source", "data"), ("samples", "10")]);
    let ratio = readout(&few, "rule_of_three") / readout(&few, "rate_upper_95");
    assert!((ratio - 1.16).abs() < 0.005, "{ratio}");
}

/// More samples are drawn on top, a limit is only a way to look, and neither trains again.
#[test]
fn raising_the_number_draws_on_and_the_limit_counts_anew() {
    let direct = run(10, &[("steps", "100"), ("samples", "30000")]);
    let mut raised = run(10, &[("steps", "100"), ("samples", "10000")]);
    let before = raised.state().tick;
    assert_eq!(raised.set("samples", "30000"), Ok(false));
    raised.run(20_000);
    assert!(raised.state().tick > before);
    assert_eq!(raised.digest(), direct.digest());
    raised.set("samples", "10").unwrap();
    raised.run(20_000);
    assert_eq!(readout(&raised, "n"), 30_000.0);
    let mut counts = Vec::new();
    for limit in ["4", "5.04", "6", "8", "12"] {
        assert_eq!(raised.set("sigma_limit", limit), Ok(false));
        counts.push(readout(&raised, "failures"));
    }
    assert!(counts.windows(2).all(|w| w[0] >= w[1]) && counts[0] > counts[3], "{counts:?}");
    let start = raised.set("source", "untrained");
    assert_eq!(start, Ok(true));
}

/// Faces are told by the worst misfit: a generator that draws faces has a tail, and real faces have none.
#[test]
fn a_face_generator_has_a_tail_and_real_faces_have_none() {
    let session = run(10, &[("world", "faces"), ("steps", "1500"), ("face_samples", "400"), ("q_limit", "0.3")]);
    let value = |id| readout(&session, id);
    assert!((0.02..0.6).contains(&value("rate")), "{}", value("rate"));
    assert!(value("worst_q") > 0.4, "{}", value("worst_q"));
    assert_eq!(value("rate_data"), 0.0);
    assert!(value("worst_distance_sigma").is_nan());
    let real = run(10, &[("world", "faces"), ("source", "data"), ("face_samples", "400"), ("q_limit", "0.3")]);
    assert_eq!(readout(&real, "failures"), 0.0);
}

#[test]
fn the_sentence_reads_well_for_few_and_for_none() {
    let session = run(10, &[("source", "data"), ("samples", "10")]);
    let sentence = session.figure().sentence;
    assert!(sentence.starts_with("Of 10 data points none fails:"), "{sentence}");
    assert!(sentence.contains("at most 26%"), "{sentence}");
    let session = Session::open(State::new("tail-risk").unwrap());
    assert!(session.figure().sentence.contains("0 training steps"), "{}", session.figure().sentence);
}
