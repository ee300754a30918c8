//! The module in a browser: the same bits as natively, and the judge's time.
//!
//! The native digests are compiled in, since a browser reads no files: `digests.rs` writes them, so run it first
//! (`./build.sh test` does).
#![cfg(target_arch = "wasm32")]

mod bits;

use facelike::models::encoder::FaceJudge;
use std::collections::BTreeMap;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What the native tests found.
static NATIVE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/target/digests.txt"));

/// Compares with the native digests; a name that these lack comes from other sources than they do.
fn agree(lines: &[bits::Line]) {
    let native: BTreeMap<_, _> = NATIVE.lines().filter_map(|line| line.split_once('\t')).collect();
    let wrong: Vec<_> = lines
        .iter()
        .filter_map(|(name, digest)| match native.get(name.as_str()) {
            None => Some(format!("{name}: no native digest")),
            Some(expected) if expected != digest => Some(format!("{name}: {digest} here, {expected} natively")),
            Some(_) => None,
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} differ from target/digests.txt, which `cargo test --test digests` writes anew:\n{}",
        wrong.len(),
        lines.len(),
        wrong.join("\n")
    );
    console_log!("{} digests agree", lines.len());
}

#[wasm_bindgen_test]
fn products_have_the_native_bits() {
    agree(&bits::products());
}

#[wasm_bindgen_test]
fn nets_train_to_the_native_bits() {
    agree(&bits::nets());
}

#[wasm_bindgen_test]
fn faces_and_their_judgements_have_the_native_bits() {
    agree(&bits::faces());
}

/// Lets the browser do what else it has to: a driver takes a page that does not answer for half a minute as lost.
async fn breathe() {
    let soon = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("a browser has a window");
        window.set_timeout_with_callback(&resolve).expect("a browser has timeouts");
    });
    JsFuture::from(soon).await.expect("a timeout does not fail");
}

#[wasm_bindgen_test]
async fn every_experiment_runs_to_the_native_bits() {
    for (spec, seed) in bits::plan() {
        agree(&bits::run(spec, seed));
        breathe().await;
    }
}

/// The median is held to the budget: a shared machine now and then takes a slice out of a measurement.
#[wasm_bindgen_test]
fn truth_of_an_image_is_measured_in_a_few_milliseconds() {
    let clock = web_sys::window().and_then(|window| window.performance()).expect("a browser has a clock");
    let images = bits::images(50);
    let mut judge = FaceJudge::new();
    // The engine compiles a function well only after it has been called a few times.
    for image in images.iter().take(10) {
        judge.measure(image);
    }
    let mut times: Vec<f64> = images
        .iter()
        .map(|image| {
            let begun = clock.now();
            judge.measure(image);
            clock.now() - begun
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    console_log!("truth: mean {mean:.2} ms, median {:.2} ms, longest {:.2} ms an image", times[25], times[49]);
    assert!(times[25] < 3.0, "median {} ms an image", times[25]);
}
