//! A hash of all that an experiment's numbers depend on, so that a run kept from an earlier build is used again
//! exactly as long as it is still true.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Sources that every experiment's numbers come from; plots, pages and shells are not among them.
const SOURCES: &[&str] =
    &["src/lab", "src/models", "src/nn", "src/rng.rs", "src/search", "src/session", "src/stats.rs", "src/worlds"];

/// Where each experiment has a file or a folder of its own, on which no other depends.
const EXPERIMENTS: &str = "src/experiments";

/// Packages that numbers come from.
const PACKAGES: &[&str] = &["libm", "ndarray", "rand", "rand_core", "rand_pcg", "wide"];

/// Makes the hashes known to the crate: `numbers.rs` has pairs of an experiment's id and its hash.
pub fn tell() -> Result<(), Box<dyn Error>> {
    let mut common = OFFSET;
    for source in SOURCES {
        common = take_all(common, Path::new(source))?;
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string("Cargo.lock")?;
    for package in lock.split("[[package]]") {
        let name = package.lines().find_map(|line| line.strip_prefix("name = "));
        if name.is_some_and(|name| PACKAGES.contains(&name.trim_matches('"'))) {
            common = take(common, package.as_bytes());
        }
    }
    println!("cargo::rerun-if-changed={EXPERIMENTS}");
    let mut own = Vec::new();
    for entry in fs::read_dir(EXPERIMENTS)? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().replace('_', "-");
        if stem != "mod" {
            own.push((stem, take_all(common, &path)?));
        }
    }
    own.sort();
    let mut out = format!("static NUMBERS: [(&str, &str); {}] = [", own.len());
    for (id, hash) in own {
        write!(out, "({id:?}, \"{hash:032x}\"),")?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("numbers.rs"), out + "];\n")?;
    Ok(())
}

/// With all files at or below `path`.
fn take_all(mut hash: u128, path: &Path) -> Result<u128, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", path.display());
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    for file in &files {
        hash = take(hash, file.to_string_lossy().replace('\\', "/").as_bytes());
        hash = take(hash, &fs::read(file)?);
    }
    Ok(hash)
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
