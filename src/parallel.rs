//! Work that is spread over the cores of the machine.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `make` makes of each item, in order: as many at a time as there are cores, but at most `most`.
pub fn map<T: Sync, U: Send>(items: &[T], most: usize, make: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return made };
            made.push((at, make(item)));
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(most).min(items.len());
    let mut made: Vec<(usize, U)> = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut made = work();
        for other in others {
            made.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        made
    });
    made.sort_unstable_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_is_made_in_order_and_a_panic_is_passed_on() {
        let items: Vec<u64> = (0..100).collect();
        for most in [1, 2, 100] {
            assert_eq!(super::map(&items, most, |i| i * i), items.iter().map(|i| i * i).collect::<Vec<_>>());
            assert!(std::panic::catch_unwind(|| super::map(&items, most, |i| assert!(*i < 50))).is_err());
        }
        assert!(super::map(&[0_u8; 0], 2, |i| *i).is_empty());
    }
}
