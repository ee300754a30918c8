//! The experiment's claims, and their failure when the cause is taken away.

use super::*;
use crate::experiments::testing::{self, full};
use crate::lab::Data;
use crate::session::Session;

/// Two seeds, or five where the full tests are asked for; the sizes were chosen on seeds 0 to 4.
fn seeds() -> std::ops::Range<u64> {
    testing::seeds(10..15, 2)
}

fn open(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::open("frozen-critic", seed, settings)
}

fn done(mut session: Session) -> Session {
    assert_eq!(*session.run(20_000), Status::Done);
    session
}

/// Starts over with other settings, from what is known already.
fn again(session: &mut Session, settings: &[(&str, &str)]) {
    for (name, value) in settings {
        session.set(name, value).unwrap();
    }
    assert_eq!(*session.run(20_000), Status::Done);
}

fn readout(session: &Session, id: &str) -> f64 {
    session.readout(id).unwrap_or(f64::NAN)
}

fn line(session: &Session, chart: &str, series: &str) -> Vec<f64> {
    let figure = session.figure();
    let chart = figure.charts.iter().find(|c| c.id == chart).unwrap();
    match &chart.series.iter().find(|s| s.id == series).unwrap().data {
        Data::Line(points) => points.iter().map(|p| p[1]).collect(),
        other => panic!("{other:?}"),
    }
}

/// Points: every regime from one joint training. All seeds must pass, but for how far the frozen critic is fooled, which
/// four of five must (seed 12 is fooled by a hair less).
#[test]
fn a_strong_or_early_frozen_critic_is_fooled_and_one_that_learns_is_not() {
    let mut far_fooled = 0;
    for seed in seeds() {
        let mut session = done(open(seed, &[("steps", "200")]));
        let trained = session.state().tick;
        let at = |session: &Session, id: &str| readout(session, id);
        let equilibrium = at(&session, "quality");
        assert!(at(&session, "quality_start") > 0.88, "seed {seed}: {}", at(&session, "quality_start"));

        // The cause taken away: a critic that goes on learning.
        again(&mut session, &[("mode", "joint")]);
        assert_eq!(session.state().tick, trained, "the joint training is not done again");
        assert!(at(&session, "quality") > 0.85, "seed {seed}: joint {}", at(&session, "quality"));
        let joint_logit = at(&session, "critic_logit");

        again(&mut session, &[("mode", "frozen-critic"), ("stage", "early")]);
        assert!(at(&session, "quality") < 0.05, "seed {seed}: early {}", at(&session, "quality"));
        assert!(at(&session, "critic_logit") > 5.0, "seed {seed}: early {}", at(&session, "critic_logit"));
        assert!(at(&session, "radius") > 1.5, "seed {seed}: early {}", at(&session, "radius"));

        // The direction, not the numbers, which differ by seed.
        again(&mut session, &[("stage", "strong")]);
        let strong = at(&session, "quality");
        assert!(strong < equilibrium - 0.1, "seed {seed}: {strong} against {equilibrium}");
        let logit = at(&session, "critic_logit");
        let data = at(&session, "critic_logit_data");
        assert!(logit > joint_logit && logit > data, "seed {seed}: {logit} against {joint_logit} and {data}");
        far_fooled += u64::from(logit > joint_logit + 0.5 && logit > data + 0.3);

        // And given back: the critic learns again. What is changed at the end is counted from there.
        session.set("thaw", "on").unwrap();
        again(&mut session, &[("steps", "400")]);
        assert_eq!(at(&session, "step"), 600.0);
        assert!(at(&session, "quality") > strong + 0.05, "seed {seed}: thawed {}", at(&session, "quality"));
        assert!(at(&session, "quality") > 0.75, "seed {seed}: thawed {}", at(&session, "quality"));

        if seed == 10 {
            session.reset();
            again(&mut session, &[("thaw", "off"), ("mode", "frozen-generator"), ("steps", "1000")]);
            a_frozen_generator_is_told_better_up_to_a_bound(&session);
            what_is_frozen_by_hand_stands_still_and_what_is_thawed_moves(&mut session);
        }
    }
    testing::most(far_fooled, &seeds());
}

/// Goodfellow et al. 2014: no critic of a fixed generator does better than 1/2 + TV/2.
fn a_frozen_generator_is_told_better_up_to_a_bound(session: &Session) {
    let accuracy = line(session, "accuracy", "accuracy");
    let late = accuracy[900..].iter().sum::<f64>() / accuracy[900..].len() as f64;
    let bound = readout(session, "accuracy_bound");
    assert!(late > accuracy[0] + 0.01 && late < bound + 0.01, "{} {late} {bound}", accuracy[0]);
    assert!((0.5..0.85).contains(&bound), "{bound}");
    let quality = line(session, "truth", "quality");
    assert!(quality.iter().all(|q| *q == quality[0]), "the generator moved");
}

fn what_is_frozen_by_hand_stands_still_and_what_is_thawed_moves(session: &mut Session) {
    for (name, value) in [("mode", "joint"), ("freeze_critic", "on"), ("freeze_generator", "on")] {
        session.set(name, value).unwrap();
    }
    let start = session.state().tick;
    for words in ["0 steps after", "1 step after", "2 steps after"] {
        let sentence = session.figure().sentence;
        assert!(sentence.starts_with(words), "{sentence}");
        session.step();
    }
    session.run(start + 5);
    assert_eq!(session.stage().label, "standing still, both nets frozen");
    session.set("freeze_generator", "off").unwrap();
    session.run(start + 10);
    session.set("thaw", "on").unwrap();
    assert_eq!(session.stage().label, "training both nets");
    session.run(start + 15);
    let data = line(session, "belief", "data");
    let made = line(session, "belief", "made");
    assert!(data[..=10].windows(2).all(|w| w[0] == w[1]) && data[10] != data[11], "the critic: {data:?}");
    assert!(made[..=5].windows(2).all(|w| w[0] == w[1]) && made[5] != made[6], "the generator: {made:?}");
}

/// Faces: one seed, or three where the full tests are asked for; all must pass.
#[test]
fn faces_become_one_mask_before_a_frozen_critic_and_recover_when_it_learns_again() {
    for seed in seeds().step_by(2) {
        let mut session = done(open(seed, &[("part", "faces"), ("mode", "joint"), ("steps", "300")]));
        let at = |session: &Session, id: &str| readout(session, id);
        assert!(at(&session, "truth_real") > 0.9, "seed {seed}");
        assert!(at(&session, "truth_start") > 0.4, "seed {seed}: {}", at(&session, "truth_start"));
        // With a critic that goes on learning the faces stay.
        assert!(at(&session, "truth_median") > 0.35, "seed {seed}: joint {}", at(&session, "truth_median"));
        assert!(at(&session, "diversity") > 0.75, "seed {seed}: joint {}", at(&session, "diversity"));

        again(&mut session, &[("mode", "frozen-critic")]);
        assert!(at(&session, "truth_median") < 0.15, "seed {seed}: {}", at(&session, "truth_median"));
        let logit = at(&session, "critic_logit");
        assert!(logit > at(&session, "critic_logit_data") + 2.0, "seed {seed}: {logit}");
        session.set("thaw", "on").unwrap();
        again(&mut session, &[("steps", "250")]);
        assert!(at(&session, "truth_median") > 0.3, "seed {seed}: thawed {}", at(&session, "truth_median"));

        if !full() {
            continue;
        }
        session.reset();
        again(&mut session, &[("thaw", "off"), ("steps", "1000")]);
        let diversity = line(&session, "truth", "diversity");
        assert!(diversity[1_000] < 0.5 * diversity[0], "seed {seed}: {} {}", diversity[0], diversity[1_000]);
    }
}
