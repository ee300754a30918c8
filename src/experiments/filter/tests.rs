//! The experiment's claims, and their failure when the cause is taken away. What holds of how many seeds is said at each; the
//! settings were chosen on the seeds 0 to 4.

use std::ops::Range;

use super::*;
use crate::experiments::testing::{self, readout};
use crate::session::Session;

const FIVE: Range<u64> = 20..25;

/// One of them, or all where the full tests are asked for.
fn seeds() -> Range<u64> {
    testing::seeds(FIVE, 1)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("filter", seed, settings, 20_000)
}

/// The median of questions; more than any where more than half found nothing.
fn questions(session: &Session) -> f64 {
    session.readout("queries_to_failure").unwrap_or(2.0 * f64::from(MOST))
}

/// All seeds must pass. That failures are still found at the end holds of some seeds and not of all: of the five, two.
#[test]
fn teaching_makes_failures_rare_at_no_cost_in_accuracy_and_without_what_was_found_it_does_not() {
    let mut found = 0;
    for seed in seeds() {
        let taught = run(seed, &[]);
        let (before, after) = (readout(&taught, "queries_start"), questions(&taught));
        assert!(after >= 2.0 * before, "seed {seed}: {before} {after}");
        assert!(readout(&taught, "accuracy_change").abs() < 0.5, "seed {seed}");
        let [first, last] = ["false_negatives_start", "false_negative_rate_exact"].map(|id| readout(&taught, id));
        assert!(first > 0.05 && last < 0.2 * first, "seed {seed}: {first} {last}");
        found += usize::from(readout(&taught, "found") > 0.0);
        assert_eq!(readout(&taught, "round"), 6.0, "the last filter is attacked too");

        let only_trained = run(seed, &[("attacker", "none")]);
        assert!(questions(&only_trained) < 2.0 * before, "seed {seed}: {before} {}", questions(&only_trained));
        assert!(readout(&only_trained, "false_negative_rate_exact") > 0.1, "seed {seed}");
    }
    assert!(seeds().count() < 5 || (1..5).contains(&found), "{found}");
}

/// What a million inputs come to is what the exact share says: within four standard errors, all seeds.
fn agree(session: &Session, exact: &str, counted: &str) {
    let expected = 1e6 * UNSAFE * readout(session, exact);
    let off = readout(session, counted) - expected;
    assert!(off.abs() < 4.0 * expected.sqrt() + 1.0, "{exact}: {expected}, {off} off");
}

/// All seeds must pass.
#[test]
fn who_can_tell_the_box_from_the_world_is_safe_in_the_box_alone() {
    for seed in seeds() {
        let tells = run(seed, &[("box", "tells"), ("rounds", "1")]);
        assert!(readout(&tells, "false_negative_rate_exact") < 0.15, "seed {seed}");
        assert!(readout(&tells, "world_false_negatives") > 0.95, "seed {seed}");
        assert!(readout(&tells, "world_failures") > 60.0, "seed {seed}");
        // The cause taken away: the same complaints, but it cannot tell.
        let blind = run(seed, &[("box", "blind"), ("rounds", "1")]);
        let [inside, outside] = ["false_negative_rate_exact", "world_false_negatives"].map(|id| readout(&blind, id));
        assert!((inside - outside).abs() < 1e-12 && outside < 0.6, "seed {seed}: {inside} {outside}");
        for session in [&tells, &blind] {
            agree(session, "false_negative_rate_exact", "box_failures");
            agree(session, "world_false_negatives", "world_failures");
        }
    }
}

/// All seeds must pass.
#[test]
fn a_world_far_enough_off_lets_through_what_the_box_did_not() {
    for seed in seeds() {
        let gap = |shift: &str| {
            let session = run(seed, &[("box", "shift"), ("rounds", "1"), ("shift", shift)]);
            readout(&session, "world_false_negatives") - readout(&session, "false_negative_rate_exact")
        };
        assert!(gap("0").abs() < 1e-12, "seed {seed}");
        assert!(gap("0.5") > 0.02, "seed {seed}: {}", gap("0.5"));
    }
}

#[test]
fn the_least_settings_end_and_more_rounds_can_be_added() {
    let mut session =
        run(9, &[("rounds", "0"), ("discs", "1"), ("examples", "1"), ("caution", "0.01"), ("box", "same")]);
    assert_eq!(readout(&session, "round"), 0.0);
    let known = readout(&session, "known");
    assert_eq!(known, 1.0);
    session.set("rounds", "1").unwrap();
    assert_eq!(*session.run(20_000), Status::Done);
    assert_eq!(readout(&session, "round"), 1.0);
    assert!(session.figure().sentence.starts_with("After 1 round of teaching"));
}
