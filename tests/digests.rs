//! Writes the digests that the browser's tests (`wasm.rs`) must find again, to `target/digests.txt`.
#![cfg(not(target_arch = "wasm32"))]

mod bits;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use facelike::parallel;

#[test]
fn native_digests_are_written_for_the_browser() {
    let runs = parallel::map(&bits::plan(), usize::MAX, |(spec, seed)| bits::run(spec, *seed));
    let mut lines = [bits::products(), bits::nets(), bits::faces()].concat();
    lines.extend(runs.into_iter().flatten());
    let names: BTreeSet<_> = lines.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), lines.len(), "two digests have the same name");

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/digests.txt");
    let lines: Vec<_> = lines.iter().map(|(name, digest)| format!("{name}\t{digest}\n")).collect();
    let text = lines.concat();
    // Left alone when nothing changed, so that the browser's tests are not compiled again.
    if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
}
