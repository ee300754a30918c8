//! The experiment's claims, and their failure when the cause is taken away.

use super::*;
use crate::session::{Session, State};

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    let mut state = State::new("deceive").unwrap();
    state.seed = seed;
    for (name, value) in settings {
        state.take(name, value).unwrap();
    }
    let mut session = Session::open(state);
    assert_eq!(*session.run(20_000), Status::Done);
    session
}

#[test]
fn explore() {
    for (j, beta, scarcity) in [("3", "0", "0"), ("3", "8", "0"), ("3", "30", "0"), ("6", "8", "0"), ("3", "8", "1"), ("3", "0", "1"), ("6", "8", "1")] {
        let s = run(0, &[("j", j), ("beta", beta), ("scarcity", scarcity)]);
        let v = |id: &str| s.readout(id).unwrap_or(f64::NAN);
        println!("exact {j} {beta} {scarcity}: app {:.3} truth {:.3} approved {:.3} abb {:.4} bia {:.3} ll {:.2} kl {:.2} dist {:e}", v("approval"), v("truth"), v("approved"), v("approved_but_bad"), v("bad_if_approved"), v("log_likelihood"), v("kl"), v("distance"));
    }
    for (j, beta, scarcity) in [("3", "8", "0"), ("3", "30", "0"), ("3", "0", "0"), ("6", "8", "0"), ("3", "8", "1")] {
        for cap in ["0", "1", "2", "4", "16"] {
            for seed in 0..2 {
                let t = std::time::Instant::now();
                let s = run(seed, &[("part", "net"), ("j", j), ("beta", beta), ("scarcity", scarcity), ("capacity", cap)]);
                let v = |id: &str| s.readout(id).unwrap_or(f64::NAN);
                println!("net {j} {beta} {scarcity} cap {cap} seed {seed}: app {:.3} truth {:.3} approved {:.3} abb {:.4} exact {:.4} bia {:.3} ll {:.2} kl {:.2} {:?}", v("approval"), v("truth"), v("approved"), v("approved_but_bad"), v("exact"), v("bad_if_approved"), v("log_likelihood"), v("kl"), t.elapsed());
            }
        }
    }
}
