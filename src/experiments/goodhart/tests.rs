//! The experiment's claims, and their failure when the cause is taken away.

use super::*;
use crate::session::{Session, State};

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    let mut state = State::new("goodhart").unwrap();
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
    for data in ["250", "1k", "4k"] {
        for optimiser in ["best-of-n", "policy-gradient"] {
            for seed in 0..5 {
                let t = std::time::Instant::now();
                let s = run(seed, &[("part", "comparisons"), ("data", data), ("optimiser", optimiser), ("n", "1000000"), ("penalty", "0")]);
                let v = |id: &str| s.readout(id).unwrap_or(f64::NAN);
                println!("{data} {optimiser} {seed}: acc {:.3} proxy {:.2} truth {:.2} peak {:.2} at {} kl {:.2} rs {:.3} rl {:.3} {:?}", v("accuracy"), v("proxy"), v("truth"), v("truth_peak"), v("peak_n"), v("kl"), v("residual_square"), v("residual_log"), t.elapsed());
            }
        }
    }
}
