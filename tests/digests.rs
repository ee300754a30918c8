//! Writes the digests that the browser's tests (`wasm.rs`) must find again, to `target/digests.txt`.
#![cfg(not(target_arch = "wasm32"))]

mod bits;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn native_digests_are_the_same_twice_and_are_written_for_the_browser() {
    let all = || [bits::products(), bits::nets(), bits::faces(), bits::runs()].concat();
    let (lines, again) = std::thread::scope(|scope| {
        let other = scope.spawn(all);
        (all(), other.join().unwrap())
    });
    for (first, second) in lines.iter().zip(&again) {
        assert_eq!(first, second, "the same seed gave other bits the second time");
    }
    let names: BTreeSet<_> = lines.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), lines.len(), "two digests have the same name");

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/digests.txt");
    let text = bits::written(&lines);
    // Left alone when nothing changed, so that the browser's tests are not compiled again.
    if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
}
