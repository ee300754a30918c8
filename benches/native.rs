//! Native times of what a run is made of: training steps of three nets, and the judge of faces.
#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use facelike::models::encoder::FaceJudge;
use facelike::nn::{Activation, Adam, AdamConfig, Net, Workspace, loss};
use facelike::rng::Rng;
use facelike::worlds::faces::{PIXELS, Pose, sample_face};
use ndarray::Array2;

/// Examples in a step.
const BATCH: usize = 64;

/// Forward, loss, backward and Adam, on one batch.
fn training_step(c: &mut Criterion) {
    let mut group = c.benchmark_group("training step, batch of 64");
    for sizes in [&[2, 16, 16, 1][..], &[576, 128, 64, 1], &[1024, 256, 256, 1]] {
        let mut rng = Rng::stream(1, "bench");
        let mut net = Net::new(sizes, Activation::Relu, Activation::Identity, &mut rng);
        let mut ws = Workspace::new(&net, BATCH);
        let mut adam = Adam::new(net.parameters().len(), AdamConfig::default());
        let x = Array2::from_shape_simple_fn((BATCH, sizes[0]), || rng.normal());
        let labels: Vec<f32> = (0..BATCH).map(|row| f32::from(u8::from(row % 2 == 0))).collect();
        let mut d = Array2::zeros((BATCH, 1));
        // A multiplication and an addition a weight and example, forward and for the gradient of the weights, and
        // backward to all layers but the first.
        let weights: Vec<usize> = sizes.windows(2).map(|pair| pair[0] * pair[1]).collect();
        let products = 3 * weights.iter().sum::<usize>() - weights[0];
        group.throughput(Throughput::Elements((2 * BATCH * products) as u64));
        let name = sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
        group.bench_function(name, |b| {
            b.iter(|| {
                loss::bce_with_logits(net.forward(x.view(), &mut ws), &labels, d.view_mut());
                net.backward(d.view(), &mut ws);
                adam.step(net.parameters_mut(), ws.gradient());
            });
        });
    }
    group.finish();
}

/// The judge's verdict, over images that are faces and images that are none.
fn truth(c: &mut Criterion) {
    let mut group = c.benchmark_group("truth of an image");
    let mut judge = FaceJudge::new();
    for (name, face) in [("face", true), ("noise", false)] {
        let mut rng = Rng::stream(2, "bench");
        let mut next = || {
            let mut image = [0.0; PIXELS];
            if face {
                sample_face(Pose::Jittered, &mut rng, &mut image);
            } else {
                image.fill_with(|| rng.uniform());
            }
            image
        };
        group.bench_function(name, |b| {
            b.iter_batched(&mut next, |image| judge.measure(&image), BatchSize::SmallInput);
        });
    }
    group.finish();
}

criterion_group!(benches, training_step, truth);
criterion_main!(benches);
