//! The experiment's claims, and their failure when the cause is taken away. The seeds are others than those that the
//! settings were chosen on, 0 to 4.

use super::point::World;
use super::*;
use crate::experiments::testing::{self, readout};
use crate::session::Session;

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("boredom", seed, settings, 10_000)
}

fn points(session: &Session, series: &str) -> Vec<[f64; 2]> {
    testing::points(session, "value", series)
}

/// All seeds must pass.
#[test]
fn without_boredom_the_life_gets_better_and_then_is_one_day_for_ever() {
    for seed in 20..25 {
        for lambda in ["0.3", "1", "2"] {
            let session = run(seed, &[("pressure", "1000000"), ("lambda", lambda)]);
            let world = World::new(seed);
            let value = |id| readout(&session, id);
            // lambda log sum exp(u / lambda) - max u, summed here in its own way.
            let l: f64 = lambda.parse().unwrap();
            let loss = l * libm::log(world.u.iter().map(|u| libm::exp(u / l)).sum::<f64>()) - world.u[0];
            assert!((value("loss_exact") - loss).abs() < 1e-9, "seed {seed}: {} {loss}", value("loss_exact"));
            assert!((value("loss") - loss).abs() < 1e-9, "seed {seed}: {} {loss}", value("loss"));
            assert_eq!((value("distinct_experiences"), value("favourite_share")), (1.0, 100.0));
            // On the way it is at the best life, at pressure 1 / lambda.
            assert!(value("truth_best") - value("peak") < 0.003, "seed {seed}: {}", value("peak"));
            assert!((value("peak_at") * l - 1.0).abs() < 0.1, "seed {seed}: {}", value("peak_at"));
        }
    }
}

/// The cause taken away. All seeds must pass.
#[test]
fn with_nothing_left_out_the_best_life_comes_and_stays() {
    for seed in 20..25 {
        let session = run(seed, &[("drop", "none"), ("pressure", "1000000")]);
        assert!(readout(&session, "loss").abs() < 1e-9 && readout(&session, "loss_exact") == 0.0);
        assert!(readout(&session, "distinct_experiences") > 8.0);
        // And with one worth left out in place of variety less is lost.
        let one = run(seed, &[("drop", "attribute"), ("pressure", "1000000")]);
        assert!((readout(&one, "loss") - readout(&one, "loss_exact")).abs() < 1e-9);
        let boredom = run(seed, &[]);
        assert!(readout(&one, "loss") < 0.6 * readout(&boredom, "loss"), "seed {seed}: {}", readout(&one, "loss"));
    }
}

#[test]
fn the_climb_is_where_the_closed_form_says() {
    for drop in ["none", "boredom", "attribute"] {
        let session = run(20, &[("drop", drop), ("pressure", "50")]);
        let world = World::new(20);
        let left = [Left::Nothing, Left::Boredom, Left::Attribute]
            [["none", "boredom", "attribute"].iter().position(|id| *id == drop).unwrap()];
        for [t, truth] in points(&session, "climbed") {
            let exact = world.truth(&world.after(t, 1.0, left), 1.0);
            assert!((truth - exact).abs() < 1e-9, "{drop} at {t}: {truth} {exact}");
        }
    }
}

const GOODS: (&str, &str) = ("part", "attributes");

/// All seeds must pass.
#[test]
fn an_unseen_good_is_cut_once_the_slack_is_gone() {
    let rules = Rules::new(Left::Attribute, false, 1e-3);
    let at = |t: f64| goods::truth(&rules.after(t));
    assert!((at(0.0) + 2.7726).abs() < 5e-5 && (rules.limit() + 6.0455).abs() < 5e-5, "{} {}", at(0.0), rules.limit());
    let top = (0..=20_000).map(|i| at(f64::from(i) * 1e-4)).fold(-9.0, f64::max);
    assert!((top + 0.2307).abs() < 1e-4, "{top}");
    for seed in 20..25 {
        let session = run(seed, &[GOODS]);
        let value = |id| readout(&session, id);
        assert!((value("truth") + 6.0455).abs() < 0.002, "seed {seed}: {}", value("truth"));
        assert!((value("peak") + 0.2307).abs() < 0.03, "seed {seed}: {}", value("peak"));
        assert!((value("loss_exact") - 6.0455).abs() < 5e-5, "{}", value("loss_exact"));
        for [t, truth] in points(&session, "sampled") {
            // Where the unseen good nears its floor a little of it is much of its logarithm.
            let near = if t < 1.2 { 0.1 } else { 3.0 };
            assert!((truth - at(t)).abs() < near, "seed {seed} at {t}: {truth} {}", at(t));
        }
    }
    // Without limit as the floor goes.
    let end = |b: f64| Rules::new(Left::Attribute, false, b).limit();
    assert!((end(1e-6) - end(1e-3) + 3.0 * libm::log(10.0)).abs() < 1e-2 && end(1e-9) < -19.0);
}

/// The causes taken away, one by one. All seeds must pass.
#[test]
fn a_good_that_is_seen_or_costs_nothing_is_kept() {
    for seed in 20..25 {
        let seen = run(seed, &[GOODS, ("drop", "none")]);
        assert!(readout(&seen, "loss") < 0.01, "seed {seed}: {}", readout(&seen, "loss"));
        assert!(seen.readout("unseen").is_none());
        let free = run(seed, &[GOODS, ("slack", "on")]);
        assert!((readout(&free, "truth") + 0.2307).abs() < 0.01, "seed {seed}: {}", readout(&free, "truth"));
        assert_eq!(readout(&free, "unseen"), 0.5);
    }
}

#[test]
fn what_is_moved_in_mid_run_counts_from_its_start() {
    for settings in [&[][..], &[GOODS]] {
        let mut moved = run(20, settings);
        moved.set("pressure", "3").unwrap();
        moved.set("lambda", "0.4").unwrap();
        moved.set("b", "0.01").unwrap();
        moved.step();
        let other = run(20, &[settings, &[("pressure", "3"), ("lambda", "0.4"), ("b", "0.01")]].concat());
        assert_eq!(moved.digest(), other.digest());
    }
}
