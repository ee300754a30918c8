//! A hash of all that an experiment's numbers depend on, so that a run kept from an earlier build is used again
//! exactly as long as it is still true.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Sources that numbers come from; plots, pages and shells are not among them.
const SOURCES: &[&str] =
    &["src/experiments", "src/lab", "src/models", "src/nn", "src/rng.rs", "src/search", "src/session", "src/worlds"];

/// Packages that numbers come from.
const PACKAGES: &[&str] = &["libm", "ndarray", "rand", "rand_core", "rand_pcg", "wide"];

/// Makes the hash known to the crate as `FACELIKE_NUMBERS`.
pub fn tell() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut hash = OFFSET;
    for file in &files {
        hash = take(hash, file.to_string_lossy().replace('\\', "/").as_bytes());
        hash = take(hash, &fs::read(file)?);
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string("Cargo.lock")?;
    for package in lock.split("[[package]]") {
        let name = package.lines().find_map(|line| line.strip_prefix("name = "));
        if name.is_some_and(|name| PACKAGES.contains(&name.trim_matches('"'))) {
            hash = take(hash, package.as_bytes());
        }
    }
    println!("cargo::rustc-env=FACELIKE_NUMBERS={hash:032x}");
    Ok(())
}

/// All files at or below `path`; a part that is not there yet has none.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_path_buf());
    }
    Ok(())
}

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// FNV-1a, 128 bits, over the length of `bytes` and then `bytes`: files cannot run into one another.
fn take(hash: u128, bytes: &[u8]) -> u128 {
    let length = (bytes.len() as u64).to_le_bytes();
    length.iter().chain(bytes).fold(hash, |hash, &byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}
