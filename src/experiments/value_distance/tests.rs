//! The experiment's claims, and their failure when the cause is taken away. The seeds are others than those that the
//! settings were chosen on, 0 to 4.

use super::draws::{Drawer, Law};
use super::*;
use crate::experiments::testing::{self, readout};
use crate::lab::Data;
use crate::session::Session;

/// One seed, or five where the full tests are asked for.
fn seeds() -> std::ops::Range<u64> {
    testing::seeds(20..25, 1)
}

fn open(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::open("value-distance", seed, settings)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("value-distance", seed, settings, 10_000)
}

/// Four standard errors. All seeds must pass.
#[test]
fn the_mean_distance_and_worth_are_those_of_the_closed_form() {
    for seed in seeds() {
        for (n, rho, m) in [("10", "0.3", 1.538_753), ("1000", "0.5", 3.241_436), ("1000000", "0.8", 4.863_4)] {
            let session = run(seed, &[("n", n), ("rho", rho)]);
            let value = |id| readout(&session, id);
            let r: f64 = rho.parse().unwrap();
            assert_eq!(value("draws"), if n == "1000000" { 10_000.0 } else { 20_000.0 });
            assert!(
                (value("distance_exact") - (1.0 - r) * m).abs() < 1e-3 && (value("value_exact") - r * m).abs() < 1e-3
            );
            let allowed = 4.0 * value("spread") / value("draws").sqrt();
            assert!((value("distance") - value("distance_exact")).abs() < allowed, "seed {seed}, {n}: {allowed}");
            // The worth varies less than a standard deviation of 1.
            let allowed = 4.0 / value("draws").sqrt();
            assert!((value("value") - value("value_exact")).abs() < allowed, "seed {seed}, {n}");
            assert!((value("distance_back") - value("distance")).abs() < 2.0 * allowed, "seed {seed}, {n}");
            let breakeven = session.readout("breakeven_rho");
            assert!((breakeven.unwrap() - 1.0 / m).abs() < 1e-3, "seed {seed}, {n}: {breakeven:?}");
        }
    }
}

/// All seeds must pass.
#[test]
fn in_one_draw_the_two_ways_differ_though_their_means_do_not() {
    for seed in seeds() {
        let session = run(seed, &[("rho", "0.5")]);
        let apart = readout(&session, "asymmetry");
        assert!((0.8..1.2).contains(&apart), "seed {seed}: {apart}");
        let same = run(seed, &[("rho", "1")]);
        assert_eq!(["asymmetry", "distance", "spread"].map(|id| readout(&same, id)), [0.0; 3]);
    }
}

/// What is got and lost among 10, 1,000, 50,000 and a million worlds, in a run that comes to the first draws of the last.
fn growth(seed: u64, tail: &str, heavy: &str) -> [[f64; 4]; 2] {
    let mut session = open(seed, &[("n", "1000000"), ("rho", "0.5"), ("tail", tail), ("heavy", heavy)]);
    while session.readout("draws").is_none_or(|draws| draws < 1_000.0) {
        session.step();
    }
    let figure = session.figure();
    let drawn = |id: &str| match &figure.charts[0].series.iter().find(|s| s.id == id).unwrap().data {
        Data::Points(points) => {
            [1e1, 1e3, 5e4, 1e6].map(|n| points.iter().find(|p| (p[0] / n - 1.0).abs() < 1e-9).unwrap()[1])
        }
        other => panic!("{other:?}"),
    };
    ["value_drawn", "distance_drawn"].map(drawn)
}

fn grows(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[1] > pair[0] + 0.1)
}

/// With bell curves both speakers are right; heavy tails of the error overturn one, of my own values the other, of
/// both neither. All seeds must pass.
#[test]
fn both_grow_without_bound_and_heavy_tails_overturn_one_of_them() {
    for seed in seeds() {
        let [value, distance] = growth(seed, "0", "error");
        assert!(grows(&value) && grows(&distance), "seed {seed}: {value:?} {distance:?}");
        let [value, distance] = growth(seed, "0.33", "error");
        println!("seed {seed} error: value {value:.2?} distance {distance:.2?}");
        assert!(value[3] < 0.5 * value[1] && grows(&distance), "seed {seed}: {value:?} {distance:?}");
        let [value, distance] = growth(seed, "0.33", "own");
        println!("seed {seed} own: value {value:.2?} distance {distance:.2?}");
        assert!(distance[3] < 0.5 * distance[0] && grows(&value), "seed {seed}: {value:?} {distance:?}");
        let [value, distance] = growth(seed, "0.33", "both");
        println!("seed {seed} both: value {value:.2?} distance {distance:.2?}");
        assert!(grows(&value) && grows(&distance), "seed {seed}: {value:?} {distance:?}");
    }
}

/// To draw the furthest worlds alone comes to the same as to draw all.
#[test]
fn the_furthest_worlds_are_enough() {
    for [own, error] in [[0.0, 0.0], [0.0, 0.3], [0.3, 0.0]] {
        let law = Law { own: Tail::new(own), error: Tail::new(error) };
        let mean = |n: f64, rounds: u32| {
            let mut drawer = Drawer::new(law, 0.4, 20);
            let mut sums = [0.0; 3];
            for _ in 0..rounds {
                let (outcome, looked) = drawer.draw(n);
                assert!(n <= 10_000.0 || looked < 3_000, "{looked} of {n}");
                let values = [outcome.best, outcome.here, outcome.back];
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value / f64::from(rounds));
            }
            sums
        };
        let (all, furthest) = (mean(10_000.0, 500), mean(10_001.0, 2_000));
        for (all, furthest) in all.iter().zip(furthest) {
            assert!((all - furthest).abs() < 0.15 + 0.06 * all.abs(), "{law:?}: {all} {furthest}");
        }
    }
}

#[test]
fn among_few_worlds_there_is_nothing_to_choose() {
    let session = run(20, &[("n", "1"), ("status_quo", "4")]);
    assert_eq!(readout(&session, "distance"), 0.0);
    assert!(session.readout("breakeven_rho").is_none());
    let figure = session.figure();
    assert!(figure.sentence.contains("Of 1 world "), "{}", figure.sentence);
}

#[test]
fn another_correlation_is_counted_anew_and_the_rings_follow_at_once() {
    let mut session = run(20, &[("n", "50")]);
    let before = readout(&session, "breakeven_rho");
    session.set("status_quo", "2").unwrap();
    assert!((readout(&session, "breakeven_rho") - 2.0 * before).abs() < 1e-9);
    session.set("rho", "0.9").unwrap();
    assert!(session.readout("distance").is_none());
    assert_eq!(*session.run(10_000), Status::Done);
    let (distance, exact) = (readout(&session, "distance"), readout(&session, "distance_exact"));
    assert!((distance - exact).abs() < 4.0 * readout(&session, "spread") / readout(&session, "draws").sqrt());
}
