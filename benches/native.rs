//! Native times of what a run is made of: training steps of three nets, products, and the judge of faces.
#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use facelike::models::encoder::FaceJudge;
use facelike::nn::matmul::{Packing, matmul};
use facelike::nn::{Activation, Adam, AdamConfig, Net, Workspace, loss};
use facelike::rng::Rng;
use facelike::worlds::faces::{PIXELS, Pose, sample_face};
use ndarray::Array2;

/// Forward, loss, backward and Adam, on one batch.
fn training_step(c: &mut Criterion) {
    let mut group = c.benchmark_group("training step");
    for (sizes, batch) in [(&[2, 16, 16, 1][..], 64), (&[576, 128, 64, 1], 64), (&[1024, 256, 256, 1], 128)] {
        let mut rng = Rng::stream(1, "bench");
        let mut net = Net::new(sizes, Activation::Relu, Activation::Identity, &mut rng);
        let mut ws = Workspace::new(&net, batch);
        let mut adam = Adam::new(net.parameters().len(), AdamConfig::default());
        let x = Array2::from_shape_simple_fn((batch, sizes[0]), || rng.normal());
        let labels: Vec<f32> = (0..batch).map(|row| f32::from(u8::from(row % 2 == 0))).collect();
        let mut d = Array2::zeros((batch, 1));
        // A multiplication and an addition a weight and example, forward and for the gradient of the weights, and
        // backward to all layers but the first.
        let weights: Vec<usize> = sizes.windows(2).map(|pair| pair[0] * pair[1]).collect();
        let products = 3 * weights.iter().sum::<usize>() - weights[0];
        group.throughput(Throughput::Elements((2 * batch * products) as u64));
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

/// Products of square matrices.
fn product(c: &mut Criterion) {
    let mut group = c.benchmark_group("product");
    for size in [128, 256, 512] {
        let mut rng = Rng::stream(2, "bench");
        let mut square = || Array2::from_shape_simple_fn((size, size), || rng.normal());
        let (a, b, mut out, mut packing) = (square(), square(), square(), Packing::new());
        group.throughput(Throughput::Elements(2 * (size as u64).pow(3)));
        group.bench_function(size.to_string(), |bencher| {
            bencher.iter(|| matmul(a.view(), b.view(), out.view_mut(), &mut packing));
        });
    }
    group.finish();
}

/// The judge's verdict, over images that are faces, images that are none, and both by turns.
fn truth(c: &mut Criterion) {
    let mut group = c.benchmark_group("truth of an image");
    let mut judge = FaceJudge::new();
    for (name, face, noise) in [("face", true, false), ("noise", false, true), ("both", true, true)] {
        let mut rng = Rng::stream(2, "bench");
        let mut turn = false;
        let mut next = || {
            let mut image = [0.0; PIXELS];
            turn = !turn;
            if face && (turn || !noise) {
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

criterion_group!(benches, training_step, product, truth);
criterion_main!(benches);
