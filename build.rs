//! Reads the advance widths of the shipped font into a table, so that layout needs no font at run time and
//! cannot drift from the file that is drawn with; and tells the crate what its numbers depend on.

#[path = "build/numbers.rs"]
mod numbers;

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    numbers::tell()?;
    let mut out = String::new();
    for (name, weight) in [("REGULAR", 400), ("SEMIBOLD", 600)] {
        let path = format!("www/font/facelike-sans-{weight}.ttf");
        println!("cargo::rerun-if-changed={path}");
        let data = fs::read(&path).map_err(|e| format!("{path}: {e}; www/font/make.sh remakes it"))?;
        let face = ttf_parser::Face::parse(&data, 0)?;
        if face.units_per_em() != 1000 {
            return Err(format!("{path}: {} units an em instead of 1000", face.units_per_em()).into());
        }
        let mut widths: Vec<(u32, u16)> = Vec::new();
        for table in face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables) {
            if table.is_unicode() {
                table.codepoints(|code| {
                    let glyph = table.glyph_index(code);
                    widths.extend(glyph.and_then(|g| face.glyph_hor_advance(g)).map(|width| (code, width)));
                });
            }
        }
        widths.sort_unstable();
        widths.dedup();
        writeln!(out, "static {name}: [(u32, u16); {}] = {widths:?};", widths.len())?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("widths.rs"), out)?;
    Ok(())
}
