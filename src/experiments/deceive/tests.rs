//! The experiment's claims, and their failure when the cause is taken away. The seeds are others than those that the
//! settings were chosen on, 0 and 1.

use std::ops::Range;

use super::world::{ACTIONS, Standing, best, evaluation, first, people, tilted};
use super::*;
use crate::experiments::testing::{self, readout};
use crate::session::Session;

/// Five seeds where the full tests are asked for, or the first of them.
fn seeds() -> Range<u64> {
    testing::seeds(20..25, 2)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("deceive", seed, settings, 20_000)
}

#[test]
fn mirror_steps_come_to_the_closed_form() {
    for scarcity in ["0", "1", "2"] {
        for j in ["1", "3", "6"] {
            for beta in ["0", "4", "30"] {
                let session = run(3, &[("j", j), ("beta", beta), ("scarcity", scarcity)]);
                let distance = readout(&session, "distance");
                assert!(distance < 1e-9, "{scarcity} {j} {beta}: {distance}");
            }
        }
    }
}

/// E_Q e - KL(Q | P) / beta is less wherever one goes from there.
#[test]
fn the_closed_form_is_the_maximiser() {
    let (usual, mask, beta) = (people(0.5), first(3), 4.0);
    let value = |logs: &[f64; ACTIONS]| {
        let at = Standing::of(logs, &usual, mask);
        at.approval - at.kl / beta
    };
    let closed = tilted(&usual, mask, beta);
    let most = value(&closed);
    // log of the sum of P exp(beta e), over beta.
    let sum = (0..ACTIONS).fold(0.0, |sum, a| sum + libm::exp(usual[a] + beta * evaluation(a, mask)));
    assert!((most - libm::log(sum) / beta).abs() < 1e-12);
    let mut rng = crate::rng::Rng::stream(3, "deceive/test");
    for _ in 0..200 {
        let other = world::normalised(closed.map(|log| log + f64::from(0.2 * rng.normal())));
        assert!(value(&other) < most, "{} {most}", value(&other));
    }
}

#[test]
fn pressure_raises_what_is_approved_but_bad_unless_all_is_seen() {
    let usual = people(0.0);
    let bad = |j: usize, beta: f64| best(&usual, j, beta).approved_but_bad;
    assert!((bad(3, 0.0) - 1.0 / 64.0).abs() < 1e-12 && (bad(3, 30.0) - 0.125).abs() < 1e-4);
    let curve: Vec<f64> = (0..=30).map(|beta| bad(3, f64::from(beta))).collect();
    assert!(curve.windows(2).all(|pair| pair[1] > pair[0]), "{curve:?}");
    // The cause taken away: nothing is hidden, or nothing presses.
    assert!((0..=30).all(|beta| bad(6, f64::from(beta)) == 0.0));
    assert!(run(3, &[("beta", "0")]).readout("approved_but_bad").unwrap() < 0.016);
    // Where good is not scarce pressure makes more actions approved, and not the approved ones worse.
    let share = |beta: f64| best(&usual, 3, beta).bad_if_approved().unwrap();
    assert!((share(0.0) - 0.125).abs() < 1e-12 && (share(30.0) - 0.125).abs() < 1e-12);
    assert!(best(&usual, 3, 30.0).truth > 0.49);
    // Where it is, almost half of them.
    let scarce = best(&people(1.0), 3, 8.0);
    assert!(scarce.approved_but_bad > 0.4 && scarce.truth < 0.2 && best(&people(1.0), 6, 8.0).approved_but_bad == 0.0);
}

/// All seeds must pass.
#[test]
fn the_more_a_net_can_tell_of_what_is_seen_the_more_it_deceives() {
    for seed in seeds() {
        let of = |capacity, id| readout(&run(seed, &[("part", "net"), ("capacity", capacity)]), id);
        let bad: Vec<f64> =
            ["0", "1", "4", "16"].into_iter().map(|capacity| of(capacity, "approved_but_bad")).collect();
        assert!(bad.windows(2).all(|pair| pair[1] > pair[0]), "seed {seed}: {bad:?}");
        assert!(bad[0] < 0.001 && bad[3] > 0.1, "seed {seed}: {bad:?}");
        // It looks better, and is worse.
        assert!(of("16", "approval") > of("0", "approval") + 0.08, "seed {seed}");
        assert!(of("16", "truth") < of("0", "truth") - 0.25, "seed {seed}");
        // It has found the closed form.
        assert!((bad[3] - of("16", "exact")).abs() < 0.01, "seed {seed}: {bad:?}");
    }
}

/// All seeds must pass: whoever sees all is not deceived by any net, and without pressure nothing is learned.
#[test]
fn the_net_gains_nothing_where_all_is_seen_or_nothing_presses() {
    for seed in seeds() {
        let all = run(seed, &[("part", "net"), ("j", "6")]);
        assert_eq!(readout(&all, "approved_but_bad"), 0.0, "seed {seed}");
        assert!(readout(&all, "truth") > 0.85, "seed {seed}");
        let idle = run(seed, &[("part", "net"), ("beta", "0")]);
        assert!((readout(&idle, "approved_but_bad") - 1.0 / 64.0).abs() < 0.002, "seed {seed}");
    }
}

/// What is seen can change in mid-run: the net learns to fill the gap, or to leave one.
#[test]
fn the_evaluators_eyes_can_be_opened_and_closed() {
    let mut session = run(3, &[("part", "net")]);
    session.set("j", "6").unwrap();
    assert_eq!(*session.run(20_000), Status::Done);
    assert!(readout(&session, "truth") > 0.8 && readout(&session, "approved_but_bad") == 0.0);
    let mut session = run(3, &[]);
    session.set("j", "6").unwrap();
    assert_eq!(*session.run(20_000), Status::Done);
    assert!(readout(&session, "distance") < 1e-9 && readout(&session, "approved_but_bad") == 0.0);
}
