//! The experiment's claims, and their failure when the cause is taken away. The seeds are others than those that the
//! settings were chosen on, 0 to 4.

use super::predictor::Salience;
use super::*;
use crate::experiments::testing::{self, readout};
use crate::session::Session;
use std::ops::Range;

const FIVE: Range<u64> = 20..25;

/// The first few of them, or all where the full tests are asked for.
fn seeds(few: u64) -> Range<u64> {
    testing::seeds(FIVE, few)
}

fn open(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::open("vault", seed, settings)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("vault", seed, settings, 20_000)
}

fn camera(eps: f64, decay: f64) -> Labels {
    Labels { eps, camera: true, decay }
}

fn turn(salience: Salience, labels: Labels, most: u32) -> Option<u32> {
    let mut pair = Pair::new(salience);
    (0..most).find_map(|_| {
        pair.step(labels);
        pair.turn()
    })
}

const THREE: Salience = Salience { alpha: 3.0, beta: 1.0, cosine: 0.0 };

#[test]
fn the_wait_is_the_published_one_and_l2_ends_it() {
    for (eps, steps) in [(0.1, 98), (0.01, 1_531), (0.001, 20_436), (0.0001, 255_490)] {
        assert_eq!(turn(THREE, camera(eps, 0.0), 300_000), Some(steps), "{eps}");
    }
    // With L2 rare labels turn nothing, and frequent ones still do.
    assert_eq!(turn(THREE, camera(0.01, 0.01), 300_000), None);
    assert!(turn(THREE, camera(0.1, 0.01), 300).is_some());
    // Nor do the truth's labels.
    assert_eq!(turn(THREE, Labels { eps: 0.1, camera: false, decay: 0.0 }, 100_000), None);
}

/// Descent with two numbers against descent in the plane itself, whatever the angle between a and b.
#[test]
fn two_numbers_are_the_descent_in_the_plane() {
    let (alpha, beta, cosine) = (1.7, 0.9, 0.4);
    let b = [cosine * beta, (1.0_f64 - cosine * cosine).sqrt() * beta];
    for labels in [camera(0.05, 0.002), Labels { eps: 0.05, camera: false, decay: 0.002 }] {
        let mut pair = Pair::new(Salience { alpha, beta, cosine });
        let mut w = [0.0; 2];
        for _ in 0..500 {
            pair.step(labels);
            let mut pull = [0.0; 2];
            for (d, o, share) in [(1.0, 1.0, 0.5), (-1.0, -1.0, 0.5), (-1.0, 1.0, 0.5), (1.0, -1.0, 0.5)] {
                let h = [alpha * d + b[0] * o, b[1] * o];
                let weight = share * if d == o { 1.0 - labels.eps } else { labels.eps };
                let y = if labels.camera { o } else { d };
                let left = 1.0 / (1.0 + libm::exp(y * (w[0] * h[0] + w[1] * h[1])));
                (0..2).for_each(|k| pull[k] += weight * y * left * h[k]);
            }
            (0..2).for_each(|k| w[k] += 0.1 * (pull[k] - labels.decay * w[k]));
        }
        let tampered = w[0] * (alpha - b[0]) - w[1] * b[1];
        assert!((pair.tampered() - tampered).abs() < 1e-9, "{} {tampered}", pair.tampered());
    }
}

/// The hard margin on the untampered cases: the tampered logit is (alpha^2 - beta^2) times a positive number, so it
/// flips where they are equal.
#[test]
fn without_tampered_labels_the_larger_one_wins_and_equality_is_the_watershed() {
    for cosine in [-0.5, 0.0, 0.7] {
        for (alpha, sign) in [(1.02, 1.0), (0.98, -1.0), (3.0, 1.0), (0.2, -1.0)] {
            let salience = Salience { alpha, beta: 1.0, cosine };
            let mut pair = Pair::new(salience);
            (0..2_000).for_each(|_| _ = pair.step(camera(0.0, 0.0)));
            assert!(pair.tampered() * sign > 0.0, "{alpha} {cosine}: {}", pair.tampered());
            assert_eq!(pair.turn(), None);
        }
        assert_eq!(Pair::new(Salience { alpha: 1.0, beta: 1.0, cosine }).tampered(), 0.0);
    }
}

/// All seeds must pass: the trained net's reporter turns where its own measured salience passes 1, within 2%.
#[test]
fn the_reporter_of_a_trained_net_flips_where_its_measured_salience_is_equal() {
    for seed in seeds(1) {
        let at = |salience_d: f64| {
            let d = salience_d.to_string();
            let session = run(seed, &[("salience_d", &d), ("salience_o", "1"), ("eps", "0"), ("steps", "400")]);
            [readout(&session, "salience_ratio_measured"), readout(&session, "logit_tampered")]
        };
        // Bisection on the data's salience; the net is trained anew each time.
        let (mut low, mut high) = (0.7, 1.4);
        assert!(at(low)[1] < 0.0 && at(high)[1] > 0.0, "seed {seed}");
        for _ in 0..8 {
            let middle = f64::midpoint(low, high);
            if at(middle)[1] < 0.0 { low = middle } else { high = middle }
        }
        let ratio = at(f64::midpoint(low, high))[0];
        assert!((ratio - 1.0).abs() < 0.02, "seed {seed}: {ratio}");
    }
}

/// All seeds must pass.
#[test]
fn camera_believing_labels_turn_an_honest_reporter_about_when_they_should() {
    for seed in seeds(1) {
        let session = run(seed, &[]);
        let [turn, exact] = ["turn", "turn_exact"].map(|id| readout(&session, id));
        let row = ["honest_on_tampered", "accuracy_in_distribution", "salience_ratio_measured", "unexplained"];
        println!("seed {seed}: turned {turn}, worked out {exact}; {:?}", row.map(|id| readout(&session, id)));
        assert!((turn / exact - 1.0).abs() < 0.25, "seed {seed}: {turn} {exact}");
        assert!(readout(&session, "honest_on_tampered") < 0.1, "seed {seed}");
        assert!(readout(&session, "accuracy_in_distribution") > 0.98, "seed {seed}");
        assert!(readout(&session, "unexplained") < 0.05, "seed {seed}");
        let mut early = open(seed, &[]);
        early.run(u64::from(predictor::TICKS) + 30);
        assert!(readout(&early, "honest_on_tampered") > 0.95, "seed {seed}");
        // The cause taken away: no such labels, honest ones, or weights that shrink.
        for settings in [("eps", "0"), ("labeller", "truth"), ("l2", "0.02")] {
            let session = run(seed, &[settings]);
            let honest = readout(&session, "honest_on_tampered");
            assert!(honest > 0.95 && session.readout("turn").is_none(), "seed {seed}, {settings:?}: {honest}");
        }
    }
}

/// All seeds must pass.
#[test]
fn where_the_screen_is_more_salient_it_is_reported_from_the_start_and_truth_mends_it() {
    for seed in seeds(1) {
        let swapped = [("salience_d", "1"), ("salience_o", "3")];
        let session = run(seed, &[swapped[0], swapped[1], ("eps", "0")]);
        assert!(readout(&session, "honest_on_tampered") < 0.05, "seed {seed}");
        assert!(readout(&session, "accuracy_in_distribution") > 0.98, "seed {seed}");
        let session = run(seed, &[swapped[0], swapped[1], ("labeller", "truth")]);
        assert!(readout(&session, "honest_on_tampered") > 0.9, "seed {seed}");
    }
}

#[test]
fn labels_changed_in_mid_run_are_minded_from_there_and_a_head_start_is_the_run() {
    let mut session = run(3, &[("steps", "3000")]);
    assert!(readout(&session, "logit_tampered") < 0.0);
    session.set("labeller", "truth").unwrap();
    session.run(20_000);
    assert!(readout(&session, "logit_tampered") > 0.0);
    // Starting over need not train the predictor again, and comes to the same.
    session.reset();
    assert_eq!(session.state().tick, u64::from(predictor::TICKS));
    let mut fresh = open(3, &[("steps", "3000"), ("labeller", "truth")]);
    fresh.run(u64::from(predictor::TICKS));
    assert_eq!(session.digest(), fresh.digest());
}

#[test]
fn extremes_end_with_finite_numbers() {
    for settings in [
        [("salience_d", "0.25"), ("salience_o", "0.25"), ("eps", "0.2"), ("l2", "0.05"), ("steps", "10")],
        [("salience_d", "4"), ("salience_o", "0.25"), ("eps", "0.2"), ("l2", "0"), ("steps", "3000")],
        [("salience_d", "0.25"), ("salience_o", "4"), ("eps", "0"), ("l2", "0.05"), ("steps", "3000")],
    ] {
        let session = run(5, &settings);
        for id in ["honest_on_tampered", "accuracy_in_distribution", "logit_tampered", "logit_exact"] {
            assert!(readout(&session, id).is_finite(), "{settings:?}: {id}");
        }
        assert!((20..=360).contains(&session.figure().sentence.chars().count()));
    }
}
