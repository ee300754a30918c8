//! Whole nets: gradients against double precision, learning, reuse of buffers, speed.

use super::*;
use crate::rng::Rng;
use ndarray::{Array2, ArrayView2, s};

const SIZES: [usize; 4] = [5, 7, 6, 3];

fn random(rows: usize, columns: usize, name: &str) -> Array2<f32> {
    let mut rng = Rng::stream(11, name);
    Array2::from_shape_simple_fn((rows, columns), || rng.normal())
}

fn net(sizes: &[usize], hidden: Activation, output: Activation) -> Net {
    let mut rng = Rng::stream(2, "net");
    let mut net = Net::new(sizes, hidden, output, &mut rng);
    // Biases other than 0, so that a bias left out would show.
    net.parameters_mut().iter_mut().for_each(|p| *p += 0.1 * rng.normal());
    net
}

/// The net in f64, written independently: one example's output.
fn reference(net: &Net, parameters: &[f64], x: &[f64]) -> Vec<f64> {
    let mut rest = parameters;
    let mut x = x.to_vec();
    for (layer, &outputs) in net.sizes()[1..].iter().enumerate() {
        let (weights, tail) = rest.split_at(x.len() * outputs);
        let (bias, tail) = tail.split_at(outputs);
        rest = tail;
        x = (0..outputs)
            .map(|o| {
                let z = bias[o] + x.iter().enumerate().map(|(i, x)| x * weights[i * outputs + o]).sum::<f64>();
                match net.activation(layer) {
                    Activation::Identity => z,
                    Activation::Relu => {
                        if z > 0.0 {
                            z
                        } else {
                            0.0
                        }
                    }
                    Activation::LeakyRelu => z * if z > 0.0 { 1.0 } else { f64::from(activation::LEAK) },
                    Activation::Silu => z / (1.0 + libm::exp(-z)),
                    Activation::Tanh => libm::tanh(z),
                    Activation::Sigmoid => 1.0 / (1.0 + libm::exp(-z)),
                    Activation::Softplus => libm::log1p(libm::exp(z)),
                }
            })
            .collect();
    }
    x
}

fn exact(values: impl IntoIterator<Item = f32>) -> Vec<f64> {
    values.into_iter().map(f64::from).collect()
}

/// Compares `d` with the central differences of `f` at `x`.
fn compare(what: &str, d: &[f32], x: &[f64], f: impl Fn(&[f64]) -> f64) {
    assert_eq!(d.len(), x.len(), "{what}");
    for (i, d) in d.iter().enumerate() {
        let at = |h| {
            let mut moved = x.to_vec();
            moved[i] += h;
            f(&moved)
        };
        let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
        assert!((f64::from(*d) - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{what} {i}: {d}, differences {slope}");
    }
}

#[test]
fn gradients_agree_with_differences_in_double_precision() {
    let batch = 6;
    let (x, weight) = (random(batch, SIZES[0], "x"), random(batch, SIZES[3], "weight"));
    for hidden in Activation::ALL {
        for output in Activation::ALL {
            let net = net(&SIZES, hidden, output);
            let mut ws = Workspace::new(&net, batch).with_d_input();
            // The loss is the sum of weight y.
            let loss = |parameters: &[f64], x: &[f64]| -> f64 {
                let rows = x.chunks(SIZES[0]).map(|x| reference(&net, parameters, x));
                rows.zip(weight.rows())
                    .flat_map(|(y, w)| y.into_iter().zip(w.to_vec()))
                    .map(|(y, w)| y * f64::from(w))
                    .sum()
            };
            let (p, x_exact) = (exact(net.parameters().iter().copied()), exact(x.iter().copied()));
            let y = net.forward(x.view(), &mut ws).to_owned();
            for (y, x) in y.rows().into_iter().zip(x_exact.chunks(SIZES[0])) {
                let expected = reference(&net, &p, x);
                assert!(y.iter().zip(&expected).all(|(y, e)| (f64::from(*y) - e).abs() < 1e-5 * (1.0 + e.abs())));
            }
            net.backward(weight.view(), &mut ws);
            compare(&format!("{hidden:?} {output:?} parameter"), ws.gradient(), &p, |p| loss(p, &x_exact));
            let d_x = ws.d_input().to_owned();
            compare(&format!("{hidden:?} {output:?} input"), d_x.as_slice().unwrap(), &x_exact, |x| loss(&p, x));

            let mut other = Workspace::new(&net, batch);
            net.forward(x.view(), &mut other);
            assert_eq!(net.input_gradient(weight.view(), &mut other), d_x);
        }
    }
}

#[test]
fn a_smaller_batch_gives_the_same_rows() {
    let net = net(&SIZES, Activation::Silu, Activation::Identity);
    let (x, d) = (random(9, SIZES[0], "x"), random(9, SIZES[3], "d"));
    let mut ws = Workspace::new(&net, 9);
    let whole = net.forward(x.view(), &mut ws).to_owned();
    let whole_d_x = net.input_gradient(d.view(), &mut ws).to_owned();
    for range in [0..4, 4..5, 2..9, 3..3] {
        let (x, d) = (x.slice(s![range.clone(), ..]), d.slice(s![range.clone(), ..]));
        let y = net.forward(x, &mut ws).to_owned();
        assert_eq!(y, whole.slice(s![range.clone(), ..]));
        assert_eq!(ws.output(), y);
        assert_eq!(net.input_gradient(d, &mut ws), whole_d_x.slice(s![range, ..]));
    }
}

#[test]
fn backward_of_a_smaller_batch_forgets_the_larger() {
    let net = net(&SIZES, Activation::Tanh, Activation::Identity);
    let (x, d) = (random(9, SIZES[0], "x"), random(9, SIZES[3], "d"));
    let gradient = |ws: &mut Workspace, rows: usize| {
        net.forward(x.slice(s![..rows, ..]), ws);
        net.backward(d.slice(s![..rows, ..]), ws);
        ws.gradient().to_vec()
    };
    let fresh = gradient(&mut Workspace::new(&net, 2), 2);
    let mut ws = Workspace::new(&net, 9);
    assert_ne!(gradient(&mut ws, 9), fresh);
    assert_eq!(gradient(&mut ws, 2), fresh);
}

#[test]
fn views_of_any_strides_are_taken() {
    let net = net(&SIZES, Activation::Tanh, Activation::Identity);
    let turned = random(SIZES[0], 4, "x");
    let mut ws = Workspace::new(&net, 4);
    let y = net.forward(turned.t(), &mut ws).to_owned();
    assert_eq!(net.forward(turned.t().as_standard_layout().view(), &mut ws), y);
}

#[test]
fn weights_start_with_the_variance_of_their_scheme_and_biases_with_zero() {
    for (hidden, expected) in [(Activation::Relu, 2.0 / 200.0), (Activation::Tanh, 2.0 / 500.0)] {
        let net = Net::new(&[200, 300, 1], hidden, Activation::Identity, &mut Rng::stream(4, "init"));
        let variance = net.weights(0).iter().map(|w| w * w).sum::<f32>() / net.weights(0).len() as f32;
        assert!((variance / expected - 1.0).abs() < 0.03, "{hidden:?}: {variance}");
        assert!(net.bias(0).iter().chain(net.bias(1)).all(|b| *b == 0.0));
    }
}

#[test]
fn parameters_lie_by_layer_weights_then_bias() {
    let parameters: Vec<f32> = (0..11_u8).map(f32::from).collect();
    let net = Net::from_parameters(&[2, 2, 1, 2], Activation::Tanh, Activation::Tanh, parameters.clone()).unwrap_err();
    assert_eq!(net.to_string(), "a net of sizes [2, 2, 1, 2] has 13 parameters, not 11");
    let net = Net::from_parameters(&[2, 2, 1], Activation::Tanh, Activation::Tanh, parameters[..9].to_vec()).unwrap();
    assert_eq!(net.weights(0), ndarray::array![[0.0, 1.0], [2.0, 3.0]]);
    assert_eq!(net.bias(0), ndarray::array![4.0, 5.0]);
    assert_eq!(net.weights(1), ndarray::array![[6.0], [7.0]]);
    assert_eq!(net.bias(1), ndarray::array![8.0]);
}

#[test]
fn bad_sizes_and_parameters_are_refused_with_the_offending_value() {
    let make = |sizes: &[usize], parameters| {
        Net::from_parameters(sizes, Activation::Relu, Activation::Identity, parameters).unwrap_err().to_string()
    };
    assert_eq!(make(&[3, 0, 1], vec![]), "a net needs at least two sizes, none of them zero, not [3, 0, 1]");
    assert_eq!(make(&[3], vec![]), "a net needs at least two sizes, none of them zero, not [3]");
    assert_eq!(make(&[1, 1], vec![0.0, f32::NAN]), "parameter 1 is not a finite number");
}

#[test]
#[should_panic(expected = "d_input: not found; ask for it by Workspace::with_d_input")]
fn an_input_gradient_nobody_asked_for_is_refused() {
    let net = net(&SIZES, Activation::Tanh, Activation::Identity);
    let mut ws = Workspace::new(&net, 1);
    net.forward(random(1, SIZES[0], "x").view(), &mut ws);
    net.backward(random(1, SIZES[3], "d").view(), &mut ws);
    ws.d_input();
}

/// Two interleaving half circles, and which of them each point is on.
fn moons(n: usize, rng: &mut Rng) -> (Array2<f32>, Vec<f32>) {
    let mut x = Array2::zeros((n, 2));
    let mut labels = vec![0.0; n];
    for (i, mut row) in x.rows_mut().into_iter().enumerate() {
        let (sin, cos) = libm::sincosf(core::f32::consts::PI * rng.uniform());
        let second = i % 2 == 1;
        labels[i] = f32::from(u8::from(second));
        row[0] = if second { 1.0 - cos } else { cos } + 0.1 * rng.normal();
        row[1] = if second { 0.5 - sin } else { sin } + 0.1 * rng.normal();
    }
    (x, labels)
}

fn accuracy(net: &Net, x: ArrayView2<f32>, labels: &[f32]) -> f64 {
    let mut ws = Workspace::new(net, x.nrows());
    let right = net.forward(x, &mut ws).iter().zip(labels).filter(|(z, y)| (**z > 0.0) == (**y > 0.5)).count();
    right as f64 / labels.len() as f64
}

#[test]
fn two_moons_are_learnt_and_shuffled_labels_are_not() {
    let mut rng = Rng::stream(6, "moons");
    let (x, labels) = moons(256, &mut rng);
    let (fresh_x, fresh_labels) = moons(500, &mut rng);
    for shuffled in [false, true] {
        let mut labels = labels.clone();
        if shuffled {
            rng.shuffle(&mut labels);
        }
        for hidden in [Activation::Relu, Activation::LeakyRelu, Activation::Silu, Activation::Tanh] {
            let mut net = Net::new(&[2, 16, 16, 1], hidden, Activation::Identity, &mut rng);
            let mut ws = Workspace::new(&net, 256);
            let mut adam = Adam::new(net.parameters().len(), AdamConfig { rate: 1e-2, ..AdamConfig::default() });
            let mut d = Array2::zeros((256, 1));
            for _ in 0..400 {
                let logits = net.forward(x.view(), &mut ws);
                loss::bce_with_logits(logits, &labels, d.view_mut());
                net.backward(d.view(), &mut ws);
                adam.step(net.parameters_mut(), ws.gradient());
            }
            let accuracy = accuracy(&net, fresh_x.view(), &fresh_labels);
            assert!(if shuffled { accuracy < 0.75 } else { accuracy > 0.97 }, "{hidden:?} {shuffled}: {accuracy}");
        }
    }
}

/// Times the product and a training step against a bare multiply-add; run by
/// `cargo test --release --lib nn::tests::speed -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a claim"]
fn speed() {
    #![allow(clippy::disallowed_methods, reason = "a measurement is what needs a clock")]
    use std::hint::black_box;
    use std::time::Instant;
    use wide::f32x4;

    /// The best of a few runs, in GFLOP/s, of `work` doing `flops`.
    fn best(flops: f64, mut work: impl FnMut()) -> f64 {
        let mut seconds = f64::INFINITY;
        for _ in 0..15 {
            let start = Instant::now();
            for _ in 0..30 {
                work();
            }
            seconds = seconds.min(start.elapsed().as_secs_f64() / 30.0);
        }
        flops / seconds / 1e9
    }

    #[inline(never)]
    fn bare(times: usize, factor: f32x4, term: f32x4) -> f32x4 {
        let mut sums = [f32x4::ZERO; 12];
        for _ in 0..times {
            for sum in &mut sums {
                *sum = *sum * factor + term;
            }
        }
        sums.iter().fold(f32x4::ZERO, |total, sum| total + *sum)
    }

    let peak = best(100_000.0 * 96.0, || {
        black_box(bare(100_000, black_box(f32x4::splat(0.999)), black_box(f32x4::splat(0.1))));
    });
    println!("bare multiply-add {peak:.1} GFLOP/s");

    for [m, k, n] in [[64, 576, 128], [64, 128, 64], [64, 64, 1], [256, 16, 16], [1, 576, 128]] {
        let (a, b) = (random(m, k, "a"), random(k, n, "b"));
        let (a_t, b_t) = (a.t().as_standard_layout().into_owned(), b.t().as_standard_layout().into_owned());
        let mut out = Array2::zeros((m, n));
        let mut packing = matmul::Packing::new();
        let flops = 2.0 * (m * k * n) as f64;
        let plain = best(flops, || matmul::matmul(a.view(), b.view(), out.view_mut(), &mut packing));
        let bt = best(flops, || matmul::matmul_bt(a.view(), b_t.view(), out.view_mut(), &mut packing));
        let at = best(flops, || matmul::matmul_at(a_t.view(), b.view(), out.view_mut(), &mut packing));
        let naive = best(flops, || matmul::matmul_naive(a.view(), b.view(), out.view_mut()));
        println!("[{m}, {k}, {n}]: matmul {plain:.1} bt {bt:.1} at {at:.1} naive {naive:.1} GFLOP/s");
    }

    let mut net = net(&[576, 128, 64, 1], Activation::Relu, Activation::Identity);
    let (x, labels) = (random(64, 576, "x"), [1.0; 64]);
    let mut ws = Workspace::new(&net, 64);
    let mut adam = Adam::new(net.parameters().len(), AdamConfig::default());
    let mut d = Array2::zeros((64, 1));
    let weights: usize = 576 * 128 + 128 * 64 + 64;
    let flops = 2.0 * 64.0 * (3 * weights - 576 * 128) as f64;
    let step = best(flops, || {
        loss::bce_with_logits(net.forward(x.view(), &mut ws), &labels, d.view_mut());
        net.backward(d.view(), &mut ws);
        adam.step(net.parameters_mut(), ws.gradient());
    });
    println!("training step 576-128-64-1 at 64: {step:.1} GFLOP/s, {:.0} a second", step * 1e9 / flops);
}
