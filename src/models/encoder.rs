//! A small net that guesses a face's parameters, and with it the judge of how face-like any image is.
//!
//! The net is trained on rendered faces by [`train_encoder`] and shipped as `encoder.bin`; a fit that starts
//! at its guess rarely ends in a bad minimum, while the nearest of a bank of faces left a quarter of faces in one.
//!
//! A page's wasm modules share the file: they are built without the feature `encoder`, and are given it ([`provide`])
//! once a first figure is live. Everywhere else it is within the library.
//!
//! The file holds, for each layer with inputs `I` and outputs `O`: the step of every output's weights
//! `f32 [O]`, biases `f32 [O]`, and weights in steps `i8 [I, O]` row by row, all little-endian.

use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace, loss};
use crate::rng::Rng;
use crate::worlds::faces::distort::blur;
use crate::worlds::faces::{
    Fit, Fitter, PARAMETERS, PIXEL_NOISE, PIXELS, Parameters, Pose, TABLE, add_noise, render, sample,
};
use ndarray::{Array2, ArrayView2};

const SIZES: [usize; 4] = [PIXELS, 128, 128, PARAMETERS];
const BATCH: usize = 64;
const STEPS: usize = 20_000;
const SEED: u64 = 1;
const RATE: f32 = 2e-3;
/// Root mean square of an output's weights, in steps. More would cost the page bytes and win nothing: the guess
/// is only a start.
const STEPS_PER_RMS: f32 = 3.0;
/// The noise of the noisier half of the examples goes up to this.
const STRONGEST_NOISE: f32 = 0.12;

/// The bytes of `encoder.bin`.
#[cfg(feature = "encoder")]
pub static SHIPPED: &[u8] = include_bytes!("encoder.bin");

/// The file that a page has given.
#[cfg(not(feature = "encoder"))]
static GIVEN: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();

/// The bytes of `encoder.bin`, if they are there.
#[cfg_attr(feature = "encoder", expect(clippy::unnecessary_wraps, reason = "a page's modules may lack them"))]
fn weights() -> Option<&'static [u8]> {
    #[cfg(feature = "encoder")]
    return Some(SHIPPED);
    #[cfg(not(feature = "encoder"))]
    return GIVEN.get().map(Vec::as_slice);
}

/// Whether images can be measured: always, but in a page's module before [`provide`].
pub fn ready() -> bool {
    weights().is_some()
}

/// Takes the bytes of `encoder.bin`; a second time changes nothing.
///
/// # Errors
/// If they are no such file: a message with the length given and the one expected.
#[cfg(not(feature = "encoder"))]
pub fn provide(bytes: Vec<u8>) -> Result<(), String> {
    let expected: usize = SIZES.windows(2).map(|size| (size[0] + 8) * size[1]).sum();
    if bytes.len() != expected {
        return Err(format!("the encoder's file has {} bytes instead of {expected}", bytes.len()));
    }
    GIVEN.get_or_init(|| bytes);
    Ok(())
}

/// Measures how face-like an image is: the net's guess, then the fit.
pub struct FaceJudge {
    /// Made for the first image.
    net: Option<(Net, Workspace)>,
    input: Vec<f32>,
    fitter: Fitter,
}

impl Default for FaceJudge {
    fn default() -> Self {
        Self::new()
    }
}

impl FaceJudge {
    /// A judge with the shipped net.
    pub fn new() -> Self {
        Self { net: None, input: vec![0.0; PIXELS], fitter: Fitter::new() }
    }

    /// The closest face to `image` (`PIXELS` values) and how close it is; finite whatever the image. Only where
    /// [`ready`]: an experiment says when it needs this (the trait's `judges`).
    pub fn measure(&mut self, image: &[f32]) -> Fit {
        let start = self.guess(image);
        self.fitter.fit(image, &start)
    }

    /// The net's guess of the parameters of `image` (`PIXELS` values), inside the box that images are fitted in.
    pub fn guess(&mut self, image: &[f32]) -> Parameters {
        prepare(image, &mut self.input);
        let (net, workspace) = self.net.get_or_insert_with(|| {
            let net = decode(weights().expect("an experiment that judges waits for the encoder"));
            let workspace = Workspace::new(&net, 1);
            (net, workspace)
        });
        let output = net.forward(row(&self.input), workspace);
        core::array::from_fn(|i| {
            let (low, high) = TABLE[i].fit;
            let z = output[[0, i]];
            if z >= high {
                high
            } else if z > low {
                z
            } else {
                low
            }
        })
    }

    /// Draws the closest face to the image measured last, `PIXELS` values.
    pub fn closest(&self, out: &mut [f32]) {
        self.fitter.closest(out);
    }
}

fn row(input: &[f32]) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((1, input.len()), input).expect("one row")
}

/// Pixels around 0, which train faster; what is beyond black and white, or not a number, is brought within.
fn prepare(image: &[f32], input: &mut [f32]) {
    for (input, &pixel) in input.iter_mut().zip(image) {
        *input = if pixel >= 1.0 {
            0.5
        } else if pixel > 0.0 {
            pixel - 0.5
        } else {
            -0.5
        };
    }
}

/// Trains the net anew and returns the bytes of `encoder.bin`, the same on every machine; takes about two
/// minutes. `progress` is told the steps done and the steps in all.
pub fn train_encoder(progress: &mut dyn FnMut(usize, usize)) -> Vec<u8> {
    let mut rng = Rng::stream(SEED, "encoder");
    let mut net = Net::new(&SIZES, Activation::Relu, Activation::Identity, &mut rng);
    let mut adam = Adam::new(net.parameters().len(), AdamConfig { rate: RATE, ..AdamConfig::default() });
    let mut workspace = Workspace::new(&net, BATCH);
    let (mut x, mut z) = (Array2::zeros((BATCH, PIXELS)), Array2::zeros((BATCH, PARAMETERS)));
    let mut d = Array2::zeros((BATCH, PARAMETERS));
    let mut image = [0.0; PIXELS];
    for step in 0..STEPS {
        for (mut x, mut z) in x.rows_mut().into_iter().zip(z.rows_mut()) {
            let parameters = sample_example(&mut rng, &mut image);
            prepare(&image, x.as_slice_mut().expect("rows are contiguous"));
            z.as_slice_mut().expect("rows are contiguous").copy_from_slice(&parameters);
        }
        let guess = net.forward(x.view(), &mut workspace);
        loss::mse(guess, z.view(), d.view_mut());
        net.backward(d.view(), &mut workspace);
        adam.rate = RATE * (1.0 - step as f32 / STEPS as f32);
        adam.step(net.parameters_mut(), workspace.gradient());
        progress(step + 1, STEPS);
    }
    encode(&net)
}

/// A face to learn from: half as sampled, half noisier, some of these blurred, because the judge is asked about
/// such pictures too.
fn sample_example(rng: &mut Rng, image: &mut [f32]) -> Parameters {
    let z = sample(Pose::Jittered, rng);
    render(&z, image);
    let mut noise = PIXEL_NOISE;
    if rng.chance(0.5) {
        noise = rng.range(PIXEL_NOISE, STRONGEST_NOISE);
        if rng.chance(0.2) {
            blur(image);
            noise = PIXEL_NOISE;
        }
    }
    add_noise(noise, rng, image);
    z
}

/// The bytes of `encoder.bin` for a net.
fn encode(net: &Net) -> Vec<u8> {
    let mut bytes = Vec::new();
    for layer in 0..net.layers() {
        let weights = net.weights(layer);
        let steps: Vec<f32> = weights
            .columns()
            .into_iter()
            .map(|column| {
                let square = column.iter().fold(0.0, |sum, w| sum + w * w) / column.len() as f32;
                let largest = column.iter().fold(0.0, |most, w| if w.abs() > most { w.abs() } else { most });
                let step = libm::sqrtf(square) / STEPS_PER_RMS;
                // Every weight must fit into a byte; a column of zeros takes any step.
                let widest = largest / 127.0;
                let step = if step > widest { step } else { widest };
                if step > 0.0 { step } else { 1.0 }
            })
            .collect();
        steps.iter().chain(net.bias(layer)).for_each(|v| bytes.extend(v.to_le_bytes()));
        for row in weights.rows() {
            bytes.extend(row.iter().zip(&steps).map(|(w, step)| (libm::roundf(w / step) as i8).cast_unsigned()));
        }
    }
    bytes
}

/// The net in the bytes of `encoder.bin`.
fn decode(mut bytes: &[u8]) -> Net {
    let mut parameters = Vec::new();
    for size in SIZES.windows(2) {
        let (inputs, outputs) = (size[0], size[1]);
        let (head, rest) = bytes.split_at(8 * outputs);
        let (weights, rest) = rest.split_at(inputs * outputs);
        bytes = rest;
        let reals: Vec<f32> = head.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
        let (steps, biases) = reals.split_at(outputs);
        for row in weights.chunks_exact(outputs) {
            parameters.extend(row.iter().zip(steps).map(|(&w, step)| f32::from(w.cast_signed()) * step));
        }
        parameters.extend(biases);
    }
    Net::from_parameters(&SIZES, Activation::Relu, Activation::Identity, parameters)
        .expect("encoder.bin holds this net")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_survive_the_file() {
        let net = Net::new(&SIZES, Activation::Relu, Activation::Identity, &mut Rng::stream(1, "file"));
        let bytes = encode(&net);
        assert_eq!(bytes.len(), SHIPPED.len());
        let read = decode(&bytes);
        for layer in 0..net.layers() {
            let rms =
                libm::sqrtf(net.weights(layer).iter().map(|w| w * w).sum::<f32>() / net.weights(layer).len() as f32);
            for (a, b) in net.weights(layer).iter().zip(read.weights(layer)) {
                assert!((a - b).abs() < 1.5 * rms * 0.5 / STEPS_PER_RMS, "layer {layer}: {a} became {b}");
            }
            assert_eq!(net.bias(layer), read.bias(layer));
        }
    }

    #[test]
    #[ignore = "trains for two minutes; `./build.sh test --full` does the same by the command line"]
    fn training_again_gives_the_shipped_bytes() {
        assert!(train_encoder(&mut |_, _| ()) == SHIPPED, "run `facelike encoder` and look at what changed");
    }
}
