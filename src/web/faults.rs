//! Faults for the page's tests, in a module built with the feature `faults` alone: they happen at a stated tick of runs
//! with certain seeds.

/// The tick at which a fault happens.
const TICK: u64 = 25;

/// A run with this seed panics, as an experiment with a mistake in it would.
const PANIC: u64 = 666_001;

/// A run with this seed asks for more and more memory until the browser refuses.
const MEMORY: u64 = 666_002;

/// Does what `seed` asks for at `tick`.
pub fn happen(seed: u64, tick: u64) {
    if tick != TICK {
        return;
    }
    match seed {
        PANIC => panic!("a fault for the tests"),
        MEMORY => {
            let mut blocks = Vec::new();
            loop {
                blocks.push(Vec::<u8>::with_capacity(256 << 20));
                std::hint::black_box(&blocks);
            }
        }
        _ => {}
    }
}
