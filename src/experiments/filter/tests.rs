//! The experiment's claims, and their failure when the cause is taken away.

use super::*;
use crate::session::{Session, State};

fn open(seed: u64, settings: &[(&str, &str)]) -> Session {
    let mut state = State::new("filter").unwrap();
    state.seed = seed;
    for (name, value) in settings {
        state.take(name, value).unwrap();
    }
    Session::open(state)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    let mut session = open(seed, settings);
    assert_eq!(*session.run(20_000), Status::Done);
    session
}

fn readout(session: &Session, id: &str) -> f64 {
    session.readout(id).unwrap_or_else(|| panic!("{id} has no value"))
}

#[test]
#[ignore]
fn explore() {
    for seed in 0..3 {
        for settings in [&[][..], &[("attacker", "none")], &[("attacker", "random")], &[("discs", "24")]] {
            let s = run(seed, settings);
            let t: Vec<String> = controls::READOUTS.iter().map(|r| format!("{}={:?}", r.id, s.readout(r.id))).collect();
            eprintln!("seed {seed} {settings:?} ticks {}: {}", s.state().tick, t.join(" "));
        }
    }
}
