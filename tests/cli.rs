//! The command line as others use it: what it prints, and that anything wrong ends in one clear line and exit 2.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

/// A run that takes a moment: the classifier is hardly trained.
const SHORT: [&str; 2] = ["--ticks", "6"];

fn facelike(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_facelike")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a command that must succeed prints.
fn printed(arguments: &[&str]) -> String {
    let output = facelike(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{arguments:?} says on stderr: {}", text(&output.stderr));
    text(&output.stdout)
}

fn json(arguments: &[&str]) -> Json {
    serde_json::from_str(&printed(arguments)).unwrap()
}

/// A new empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn whatever_is_wrong_is_one_line_that_names_it_and_what_is_allowed() {
    let long = "9".repeat(2_000);
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["list", "run", "render", "faces", "truth", "encoder", "site"]),
        (&["paint"], &["`paint`", "list", "site"]),
        (&["list", "now"], &["`now`"]),
        (&["list", "--csv"], &["`--csv`", "--json"]),
        (&["run"], &["<ID>", "max-face"]),
        (&["run", "min-face"], &["`min-face`", "max-face"]),
        (&["run", "max\nface"], &["`max face`"]),
        (&["run", "max-face", "again"], &["`again`"]),
        (&["run", "max-face", "--speed", "3"], &["`--speed`", "--seed", "--ticks"]),
        (&["run", "max-face", "--seed", "abc"], &["`abc`", "a whole number from 0 to"]),
        (&["run", "max-face", "--seed", "-1"], &["`-1`", "a whole number"]),
        (&["run", "max-face", "--seed", "1.5"], &["`1.5`", "a whole number"]),
        (&["run", "max-face", "--seed", ""], &["``", "a whole number"]),
        (&["run", "max-face", "--seed", &long], &["9999", "a whole number"]),
        (&["run", "max-face", "--seed"], &["--seed"]),
        (&["run", "max-face", "--seed", "1", "--seed", "2"], &["--seed"]),
        (&["run", "max-face", "--ticks", "-1"], &["`ticks`", "`-1`", "from 0 to 1000000"]),
        (&["run", "max-face", "--ticks", "many"], &["`many`", "from 0 to 1000000"]),
        (&["run", "max-face", "--set", "steps=5000"], &["`steps`", "`5000`", "from 10 to 1000"]),
        (&["run", "max-face", "--set", "steps=nan"], &["`nan`", "from 10 to 1000"]),
        (&["run", "max-face", "--set", "start=moon"], &["`moon`", "noise", "blank"]),
        (&["run", "max-face", "--set", "robust=yes"], &["`yes`", "on or off"]),
        (&["run", "max-face", "--set", "colour=red"], &["`colour`", "steps", "robust"]),
        (&["run", "max-face", "--set", "seed=3"], &["`seed`", "steps"]),
        (&["run", "max-face", "--set", "steps"], &["`steps`", "CONTROL=VALUE"]),
        (&["run", "max-face", "--at", "5"], &["`5`", "TICK:control=value"]),
        (&["run", "max-face", "--at", "soon:rate=0.05"], &["`soon`", "a whole number"]),
        (&["run", "max-face", "--at", "-5:rate=0.05"], &["`-5`", "a whole number"]),
        (&["run", "max-face", "--at", "5:robust=on"], &["`robust`", "at the start"]),
        (&["run", "max-face", "--at", "5:rate=7"], &["`rate`", "`7`", "from 0.001"]),
        (&["run", "max-face", "--seeds", "5..2"], &["`5..2`", "A..B", "empty"]),
        (&["run", "max-face", "--seeds", "4..4"], &["`4..4`", "empty"]),
        (&["run", "max-face", "--seeds", "0..1001"], &["`0..1001`", "at most 1000"]),
        (&["run", "max-face", "--seeds", "a..b"], &["`a..b`", "whole numbers"]),
        (&["run", "max-face", "--seeds", "-1..3"], &["`-1..3`", "whole numbers"]),
        (&["run", "max-face", "--seeds", "7"], &["`7`", "A..B"]),
        (&["run", "max-face", "--seeds", "0..2", "--seed", "1"], &["--seeds", "--seed"]),
        (&["run", "max-face", "--json", "--csv"], &["--json", "--csv"]),
        (&["render", "max-face"], &["--out"]),
        (&["render", "max-face", "--out", "x.svg", "--width", "5"], &["`5`", "from 280 to 1400"]),
        (&["render", "max-face", "--out", "x.svg", "--width", "-5"], &["`-5`", "from 280 to 1400"]),
        (&["render", "max-face", "--out", "x.svg", "--width", "1401"], &["`1401`", "from 280 to 1400"]),
        (
            &["render", "max-face", "--out", "x.svg", "--theme", "blue"],
            &["`blue`", "light, dark, light-contrast or dark-contrast"],
        ),
        (&["render", "max-face", "--out", "x.jpg"], &["`--out`", "`x.jpg`", ".svg or .png"]),
        (&["render", "max-face", "--out", "x"], &["`--out`", "`x`", ".svg or .png"]),
        (&["render", "max-face", "--out", ".png"], &["`--out`", "`.png`", ".svg or .png"]),
        (&["render", "max-face", "--out", ""], &["--out"]),
        (&["render", "max-face", "--out", "x.png", "--scale", "0"], &["`--scale`", "`0`", "from 1 to 4"]),
        (&["render", "max-face", "--out", "x.png", "--scale", "5"], &["`--scale`", "`5`", "from 1 to 4"]),
        (&["render", "max-face", "--out", "x.png", "--scale", "-2"], &["`--scale`", "`-2`", "from 1 to 4"]),
        (&["render", "max-face", "--out", "x.png", "--scale", "1.5"], &["`1.5`", "a whole number from 1 to 4"]),
        (&["render", "max-face", "--out", "x.png", "--scale", "two"], &["`two`", "a whole number from 1 to 4"]),
        (&["render", "max-face", "--out", "x.png", "--scale", &long], &["9999", "from 1 to 4"]),
        (&["render", "max-face", "--out", "x.png", "--width", "5"], &["`--width`", "`5`", "from 280 to 1400"]),
        (&["render", "max-face", "--out", "x.svg", "--scale", "2"], &["`--scale`", "`2`", "SVG", ".png"]),
        (&["render", "max-face", "--out", "x.svg", "--scale", &long], &["9999", "SVG", ".png"]),
        (&["render", "max-face", "--out", &long], &["9999", ".svg or .png"]),
        (&["render", "max-face", "--out", "x.png", "--width", &long], &["9999", "from 280 to 1400"]),
        (
            &["render", "max-face", "--out", "x.png", "--theme", &long],
            &["9999", "light, dark, light-contrast or dark-contrast"],
        ),
        (&["faces", "--count", "0", "--seed", "1", "--out", "x"], &["`count`", "`0`", "from 1 to"]),
        (&["faces", "--count", "2", "--seed", "x", "--out", "x"], &["`seed`", "`x`", "a whole number"]),
        (&["truth"], &["FILE.png"]),
        (&["truth", "nowhere.png"], &["`nowhere.png`", "24 x 24"]),
        (&["truth", "Cargo.toml"], &["`Cargo.toml`", "24 x 24"]),
        (&["encoder"], &["--out"]),
        (&["site", "--out", "x", "--base-url", "here"], &["`here`", "https://"]),
        (&["site", "--out", "x", "--repo-url", "javascript:alert(1)"], &["`javascript:alert(1)`", "https://"]),
        (&["site", "--out", "src"], &["`src`", "empty folder"]),
    ];
    for (arguments, named) in cases {
        let output = facelike(arguments);
        let line = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {line}");
        assert!(output.stdout.is_empty(), "{arguments:?} prints although it fails");
        assert!(line.ends_with('\n') && line.lines().count() == 1 && line.len() < 700, "{arguments:?}: {line}");
        for part in *named {
            assert!(line.contains(part), "{arguments:?}: no `{part}` in {line}");
        }
    }
    assert!(["x", "x.svg", "x.png", "x.jpg", ".png"].iter().all(|path| !Path::new(path).exists()));
}

#[test]
fn a_path_that_cannot_be_written_is_told_before_long_work() {
    let file = folder("taken").join("file");
    fs::write(&file, "a file").unwrap();
    let below = file.join("x.svg").display().to_string();
    for arguments in [
        vec!["render", "max-face", "--ticks", "1", "--out", &below],
        vec!["render", "max-face", "--ticks", "1", "--out", &below.replace(".svg", ".png")],
        vec!["faces", "--count", "1", "--seed", "1", "--out", &below],
        vec!["encoder", "--out", &below],
    ] {
        let output = facelike(&arguments);
        let line = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {line}");
        assert!(line.lines().count() == 1 && line.contains("cannot write"), "{arguments:?}: {line}");
    }
}

#[test]
fn list_tells_every_control_and_readout() {
    let all = json(&["list", "--json"]);
    let face = all.as_array().unwrap().iter().find(|one| one["id"] == "max-face").unwrap();
    for key in ["title", "claim", "predict", "limits"] {
        assert!(face[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    assert!(face["chapter"].is_u64());
    for control in face["controls"].as_array().unwrap() {
        for key in ["id", "label", "kind", "min", "max", "default", "unit", "log", "options"] {
            assert!(control.get(key).is_some(), "a control without {key}: {control}");
        }
    }
    let own = face["controls"].as_array().unwrap().iter().find(|one| one["kind"] == "image").unwrap();
    assert_eq!((&own["id"], &own["default"], &own["live"]), (&"own".into(), &"blank".into(), &false.into()));
    for (key, value) in [("width", 24), ("height", 24), ("levels", 64)] {
        assert_eq!(own[key], value, "{key}");
        assert!(face["controls"][0].get(key).is_none(), "a choice has no {key}");
    }
    for readout in face["readouts"].as_array().unwrap() {
        assert!(readout["id"].is_string() && readout["label"].is_string() && readout["unit"].is_string());
    }
    let told = printed(&["list"]);
    assert!(told.contains("max-face") && told.contains("robust") && told.contains("truth"));
}

#[test]
fn a_run_tells_its_settings_readouts_charts_images_and_digest() {
    let short = ["--ticks", "6", "--set", "steps=10", "--set", "start=face", "--json"];
    let run = json(&[&["run", "max-face", "--seed", "7"], &short[..]].concat());
    assert_eq!((&run["id"], &run["seed"], &run["ticks"]), (&"max-face".into(), &7.into(), &6.into()));
    assert_eq!((&run["status"], &run["settings"]["steps"]), (&"running".into(), &10.0.into()));
    assert_eq!(run["settings"]["start"], "face");
    assert!(run["digest"].as_str().unwrap().len() == 64);
    for readout in run["readouts"].as_array().unwrap() {
        assert!(readout["value"].is_f64() || readout["why"].is_string(), "{readout}");
    }
    for chart in run["charts"].as_array().unwrap() {
        assert!(chart["x"]["scale"] == "linear" || chart["x"]["scale"] == "log");
        assert!(chart["series"].as_array().unwrap().iter().all(|series| series["points"].is_array()));
    }
    assert!(run["images"].as_array().unwrap().iter().all(|image| image["width"] == 24));
    assert_eq!(run, json(&[&["run", "max-face", "--seed", "7"], &short[..]].concat()), "the same run differs");
    let other = json(&[&["run", "max-face", "--seed", "8"], &short[..]].concat());
    assert_ne!(run["digest"], other["digest"], "the seed changes nothing");
}

#[test]
fn a_whole_run_is_done_and_inputs_change_it() {
    let whole = ["run", "max-face", "--set", "steps=10", "--json"];
    let plain = json(&whole);
    assert_eq!(plain["status"], "done");
    let last = plain["ticks"].as_u64().unwrap();
    let input = format!("{}:rate=0.05", last - 5);
    let moved = json(&[&whole[..], &["--at", &input]].concat());
    assert_eq!(moved["at"][0]["control"], "rate");
    assert_ne!(moved["digest"], plain["digest"]);
    let output = facelike(&[&whole[..], &["--at", "999999:rate=0.05"]].concat());
    assert!(text(&output.stderr).contains("`999999:rate=0.05` was not reached"), "{}", text(&output.stderr));
    let late: Json = serde_json::from_str(&text(&output.stdout)).unwrap();
    assert_eq!(
        (&late["digest"], &late["at"]),
        (&plain["digest"], &Json::Array(vec![])),
        "an input after the end counts"
    );
}

#[test]
fn several_seeds_come_in_order_and_equal_single_runs() {
    let array = json(&[&["run", "max-face", "--seeds", "3..6", "--json"], &SHORT[..]].concat());
    let seeds: Vec<_> = array.as_array().unwrap().iter().map(|run| run["seed"].as_u64().unwrap()).collect();
    assert_eq!(seeds, [3, 4, 5]);
    assert_eq!(array[1], json(&[&["run", "max-face", "--seed", "4", "--json"], &SHORT[..]].concat()));

    let one = printed(&[&["run", "max-face", "--seed", "3", "--csv"], &SHORT[..]].concat());
    assert_eq!(one.lines().next(), Some("series,x,y,y2"));
    let many = printed(&[&["run", "max-face", "--seeds", "3..5", "--csv"], &SHORT[..]].concat());
    assert_eq!(many.lines().next(), Some("seed,series,x,y,y2"));
    let third: Vec<_> = many.lines().filter_map(|line| line.strip_prefix("3,")).collect();
    assert_eq!(third, one.lines().skip(1).collect::<Vec<_>>());

    let table = printed(&[&["run", "max-face", "--seeds", "3..5"], &SHORT[..]].concat());
    assert!(table.contains("median") && table.contains("truth"), "{table}");
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_facelike"))
        .args(["run", "max-face", "--seeds", "0..40", "--ticks", "2", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn render_writes_a_picture_of_the_size_asked_for() {
    let out = folder("render").join("new/figure.svg");
    let path = out.display().to_string();
    for (theme, width) in [("light", "340"), ("dark", "1400")] {
        printed(&["render", "max-face", "--theme", theme, "--width", width, "--ticks", "3", "--out", &path]);
        let svg = fs::read_to_string(&out).unwrap();
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        assert!(svg.contains(&format!(" width=\"{width}\"")), "{width}");
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{theme}");
    }
}

#[test]
fn the_ending_of_the_file_says_what_kind_of_picture_it_is() {
    let folder = folder("endings");
    let draw = |name: &str, more: &[&str]| {
        let path = folder.join(name);
        let out = path.display().to_string();
        let plain = ["render", "max-face", "--seed", "7", "--width", "340", "--ticks", "3", "--out", &out];
        assert_eq!(printed(&[&plain, more].concat()), "");
        fs::read(path).unwrap()
    };
    let svg = text(&draw("x.svg", &[]));
    let height: u32 = svg.split(" height=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap();
    let sizes = [("x.png", &[][..], 2), ("X.PNG", &["--scale", "1"], 1), ("a.b.png", &["--scale", "4"], 4)];
    for (name, more, scale) in sizes {
        let file = draw(name, more);
        let reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let info = reader.info();
        assert_eq!(info.size(), (340 * scale, height * scale), "{name}");
        let dots = info.pixel_dims.unwrap();
        assert_eq!((dots.xppu, dots.yppu), (dots.yppu, (f64::from(scale) * 96.0 / 0.0254).round() as u32), "{name}");
        let texts: Vec<_> = info.utf8_text.iter().map(|t| (t.keyword.as_str(), t.get_text().unwrap())).collect();
        assert_eq!(texts[0], ("Title", "The maximally face-like image".into()), "{name}");
        assert!(texts[1].0 == "Description" && svg.contains(&format!("<desc>{}</desc>", texts[1].1)), "{name}");
        assert_eq!(file, draw(name, more), "{name}: the same run gives other bytes");
    }
    assert_ne!(draw("x.png", &["--theme", "dark"]), draw("x.png", &["--theme", "light"]));
}

#[test]
fn faces_are_grey_pictures_that_the_truth_knows_again() {
    let out = folder("faces");
    let path = out.display().to_string();
    printed(&["faces", "--count", "12", "--seed", "7", "--out", &path]);
    let parameters: Json = serde_json::from_str(&fs::read_to_string(out.join("parameters.json")).unwrap()).unwrap();
    let faces = parameters["faces"].as_array().unwrap();
    assert_eq!((faces.len(), faces[0]["z"].as_array().unwrap().len()), (12, 20));
    let names: Vec<_> =
        faces.iter().map(|face| out.join(face["file"].as_str().unwrap()).display().to_string()).collect();
    let reader = png::Decoder::new(std::io::BufReader::new(File::open(&names[0]).unwrap())).read_info().unwrap();
    let info = reader.info();
    assert_eq!(
        (info.size(), info.color_type, info.bit_depth),
        ((24, 24), png::ColorType::Grayscale, png::BitDepth::Eight)
    );

    let mut arguments = vec!["truth", "--json"];
    arguments.extend(names.iter().map(String::as_str));
    let judged = json(&arguments);
    let mut truths: Vec<_> = judged.as_array().unwrap().iter().map(|one| one["truth"].as_f64().unwrap()).collect();
    truths.sort_by(f64::total_cmp);
    assert!(truths.len() == 12 && truths[6] > 0.9, "{truths:?}");

    let first = fs::read(&names[0]).unwrap();
    printed(&["faces", "--count", "1", "--seed", "7", "--out", &path]);
    assert_eq!(first, fs::read(&names[0]).unwrap(), "the same seed draws another face");
}

#[test]
fn any_png_of_the_right_size_is_measured_and_any_other_is_refused() {
    let folder = folder("png");
    let write = |name: &str, side: u32, color: png::ColorType, pixel: &[u8]| {
        let path = folder.join(name);
        let mut encoder = png::Encoder::new(File::create(&path).unwrap(), side, side);
        encoder.set_color(color);
        encoder.write_header().unwrap().write_image_data(&pixel.repeat((side * side) as usize)).unwrap();
        path.display().to_string()
    };
    let same = [
        write("grey.png", 24, png::ColorType::Grayscale, &[128]),
        write("rgb.png", 24, png::ColorType::Rgb, &[128; 3]),
        write("rgba.png", 24, png::ColorType::Rgba, &[128, 128, 128, 255]),
    ];
    let judged = json(&["truth", "--json", &same[0], &same[1], &same[2]]);
    let q: Vec<_> = judged.as_array().unwrap().iter().map(|one| one["q"].as_f64().unwrap()).collect();
    assert!((q[0] - q[1]).abs() < 1e-3 && (q[0] - q[2]).abs() < 1e-3, "{q:?}");
    assert!(printed(&["truth", &same[0]]).contains("grey.png"));

    let large = write("large.png", 25, png::ColorType::Grayscale, &[0]);
    let cut = folder.join("cut.png");
    let whole = fs::read(&same[0]).unwrap();
    fs::write(&cut, &whole[..whole.len() - 20]).unwrap();
    for (path, why) in [(large, "25 x 25"), (cut.display().to_string(), "cut.png")] {
        let output = facelike(&["truth", &same[0], &path]);
        let line = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(line.lines().count() == 1 && line.contains(why), "{line}");
    }
}

#[test]
fn a_picture_is_taken_from_a_link_or_from_a_file_and_what_is_none_is_refused() {
    let folder = folder("own");
    // The right half of the middle is white; what lies beside the middle is grey and does not count.
    let (width, height) = (120_u32, 48_u32);
    let pixels: Vec<u8> = (0..width * height)
        .map(|i| match i % width {
            36..60 => 0,
            60..84 => 255,
            _ => 90,
        })
        .collect();
    let path = folder.join("photo.png").display().to_string();
    let mut encoder = png::Encoder::new(File::create(&path).unwrap(), width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();

    let run = |own: &str| json(&["run", "max-face", "--ticks", "2", "--set", "start=own", "--set", own, "--json"]);
    let halves = format!("{}{}", "A".repeat(12), "_".repeat(12)).repeat(24);
    let from_file = run(&format!("own=@{path}"));
    assert_eq!(from_file["settings"]["own"], "A.L_.L".repeat(24));
    assert_eq!(from_file["digest"], run(&format!("own={halves}"))["digest"]);
    assert_ne!(from_file["digest"], run("own=blank")["digest"]);

    let missing = folder.join("missing.png").display().to_string();
    for (own, told) in [
        (format!("own=@{missing}"), &["cannot take", "missing.png", "a picture is a PNG"][..]),
        ("own=@Cargo.toml".into(), &["cannot take", "a picture is a PNG"]),
        ("own=@".into(), &["cannot take", "a picture is a PNG"]),
        (format!("own={}", "A".repeat(575)), &["`own` cannot be `AAAAAAAA", "...`: it takes blank, or 24 x 24 greys"]),
        (format!("start=@{path}"), &["`start` cannot be `@", "one of noise"]),
    ] {
        let output = facelike(&["run", "max-face", "--ticks", "1", "--set", &own]);
        let line = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{own}: {line}");
        assert!(line.lines().count() == 1 && line.len() < 400, "{own}: {line}");
        assert!(told.iter().all(|part| line.contains(part)), "{own}: {line}");
    }
}
