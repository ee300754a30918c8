//! `facelike faces`, `truth` and `encoder`: the face world from outside.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;
use facelike::lab::LabError;
use facelike::models::encoder::{FaceJudge, train_encoder};
use facelike::rng::Rng;
use facelike::session::MAX_SEED;
use facelike::worlds::faces::{PIXELS, Pose, SIDE, TABLE, sample_face};
use indicatif::{ProgressBar, ProgressDrawTarget};
use png::{BitDepth, ColorType};
use serde_json::{Value as Json, json};

use super::problem::Problem;
use super::{picture, say, say_json, write};

/// Most faces that one command draws.
const MAX_COUNT: u64 = 10_000;

#[derive(Args)]
pub struct Options {
    /// How many faces, from 1 to 10000
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    count: String,
    /// Seed of every random choice, a whole number from 0
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: String,
    /// Folder for the pictures (24 x 24, 8 bits, grey) and parameters.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Args)]
pub struct TruthOptions {
    /// Pictures of 24 x 24 pixels; colours are turned to grey
    #[arg(required = true, value_name = "FILE.png")]
    files: Vec<PathBuf>,
    /// As JSON: an array of {file, q, truth}
    #[arg(long)]
    json: bool,
}

pub fn faces(options: &Options) -> Result<(), Problem> {
    let count = whole("count", &options.count, 1, MAX_COUNT)?;
    let seed = whole("seed", &options.seed, 0, MAX_SEED)?;
    let mut rng = Rng::stream(seed, "faces");
    let mut image = [0.0; PIXELS];
    let mut rows = Vec::new();
    for i in 0..count {
        let z = sample_face(Pose::Jittered, &mut rng, &mut image);
        let name = format!("face-{i:04}.png");
        let grey: Vec<u8> = image.iter().map(|v| (v * 255.0).round() as u8).collect();
        write(&options.out.join(&name), &encode(&grey)?)?;
        let values = TABLE.iter().zip(z).map(|(p, z)| (p.name.to_string(), json!(p.low + z * (p.high - p.low))));
        rows.push(json!({"file": name, "z": z, "values": values.collect::<serde_json::Map<_, _>>()}));
    }
    let parameters: Vec<_> = TABLE.iter().map(|p| json!({"name": p.name, "low": p.low, "high": p.high})).collect();
    let all = json!({"seed": seed, "side": SIDE, "parameters": parameters, "faces": rows});
    write(&options.out.join("parameters.json"), format!("{all:#}\n").as_bytes())
}

pub fn truth(options: &TruthOptions) -> Result<(), Problem> {
    // All files are read first, so that a wrong one is told before anything is printed.
    let images = options.files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut judge = FaceJudge::new();
    let fits: Vec<_> = images.iter().map(|image| judge.measure(image)).collect();
    let names = options.files.iter().map(|path| path.display().to_string());
    if options.json {
        let rows = names.zip(&fits).map(|(name, fit)| json!({"file": name, "q": fit.q, "truth": fit.truth}));
        return say_json(&rows.collect::<Json>());
    }
    let rows = names.zip(&fits).map(|(name, fit)| format!("{:8.3} {:8.3}  {name}\n", fit.q, fit.truth));
    say(&format!("       Q        F  file\n{}", rows.collect::<String>()))
}

pub fn encoder(out: &Path) -> Result<(), Problem> {
    // Two minutes of work should not end at a path that cannot be written.
    write(out, &[])?;
    let bar = ProgressBar::with_draw_target(
        Some(0),
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
    );
    let bytes = train_encoder(&mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    write(out, &bytes)
}

/// Reads a whole number from `low` to `high`.
fn whole(name: &'static str, text: &str, low: u64, high: u64) -> Result<u64, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = Some(text).filter(|_| digits).and_then(|text| text.parse().ok());
    number.filter(|n| (low..=high).contains(n)).ok_or_else(|| {
        let allowed = format!("a whole number from {low} to {high}");
        LabError::Parameter { name, value: text.chars().take(40).collect(), allowed }.into()
    })
}

/// A grey picture as a PNG file's bytes.
fn encode(grey: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE as u32, SIDE as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let wrong = |error| Problem::Failed(format!("cannot encode a picture: {error}"));
    encoder.write_header().and_then(|mut writer| writer.write_image_data(grey)).map_err(wrong)?;
    Ok(bytes)
}

/// Reads a picture as grey values from 0 to 1.
fn read(path: &Path) -> Result<[f32; PIXELS], Problem> {
    let fits = |width, height| {
        let right = (width as usize, height as usize) == (SIDE, SIDE);
        right.then_some(()).ok_or_else(|| format!("it has {width} x {height} pixels"))
    };
    let greys = picture::read(path, fits).map_err(|why| {
        Problem::Given(format!("cannot take `{}`: {why}; a picture is a PNG of {SIDE} x {SIDE}", path.display()))
    })?;
    let mut image = [1.0; PIXELS];
    image.iter_mut().zip(greys.values).for_each(|(pixel, grey)| *pixel = grey as f32);
    Ok(image)
}
