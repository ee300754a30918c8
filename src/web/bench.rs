//! What `./build.sh bench` times in a browser: a training step, the product, the bare vector unit, and the judge.
//!
//! JavaScript holds the clock. Every call does a stated amount of work, and many short calls are made, since an engine
//! compiles a function well only once it has been called often.

use ndarray::Array2;
use wasm_bindgen::prelude::*;
use wide::f32x4;

use crate::models::encoder::FaceJudge;
use crate::nn::matmul::{Packing, matmul};
use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace, loss};
use crate::rng::Rng;
use crate::worlds::faces::{PIXELS, Pose, sample_face};

/// Forward, loss, backward and Adam of a classifier on one batch.
#[wasm_bindgen]
pub struct TrainingStep {
    net: Net,
    ws: Workspace,
    adam: Adam,
    x: Array2<f32>,
    labels: Vec<f32>,
    d: Array2<f32>,
}

#[wasm_bindgen]
impl TrainingStep {
    /// A net of `sizes` with ReLU between its layers, one output, and a batch of normal inputs with labels 0 and 1.
    #[wasm_bindgen(constructor)]
    pub fn new(sizes: Vec<usize>, batch: usize) -> Self {
        let mut rng = Rng::stream(1, "bench");
        let net = Net::new(&sizes, Activation::Relu, Activation::Identity, &mut rng);
        Self {
            ws: Workspace::new(&net, batch),
            adam: Adam::new(net.parameters().len(), AdamConfig::default()),
            x: Array2::from_shape_simple_fn((batch, net.inputs()), || rng.normal()),
            labels: (0..batch).map(|row| f32::from(u8::from(row % 2 == 0))).collect(),
            d: Array2::zeros((batch, 1)),
            net,
        }
    }

    /// The inputs [batch, inputs], for another library to train on.
    pub fn x(&self) -> Vec<f32> {
        self.x.iter().copied().collect()
    }

    /// The labels [batch].
    pub fn labels(&self) -> Vec<f32> {
        self.labels.clone()
    }

    /// The parameters: per layer W [I, O] row by row, then b [O].
    pub fn parameters(&self) -> Vec<f32> {
        self.net.parameters().to_vec()
    }

    /// One step; its loss.
    pub fn run(&mut self) -> f32 {
        let logits = self.net.forward(self.x.view(), &mut self.ws);
        let loss = loss::bce_with_logits(logits, &self.labels, self.d.view_mut());
        self.net.backward(self.d.view(), &mut self.ws);
        self.adam.step(self.net.parameters_mut(), self.ws.gradient());
        loss
    }
}

/// The product of two square matrices.
#[wasm_bindgen]
pub struct Product {
    a: Array2<f32>,
    b: Array2<f32>,
    out: Array2<f32>,
    packing: Packing,
}

#[wasm_bindgen]
impl Product {
    /// Operands [size, size] of normal values.
    #[wasm_bindgen(constructor)]
    pub fn new(size: usize) -> Self {
        let mut rng = Rng::stream(2, "bench");
        let mut square = || Array2::from_shape_simple_fn((size, size), || rng.normal());
        Self { a: square(), b: square(), out: Array2::zeros((size, size)), packing: Packing::new() }
    }

    /// One product: 2 size^3 floating-point operations.
    pub fn run(&mut self) {
        matmul(self.a.view(), self.b.view(), self.out.view_mut(), &mut self.packing);
    }
}

/// Vectors that [`peak`] goes over, two at a time: few enough to stay in the first-level cache.
const VECTORS: usize = 1024;

/// Multiplies and adds with nothing else to do: two vectors at a time are multiplied by each of a few others and added
/// to as many sums as there are pairs, all of it in registers.
///
/// As in a product of matrices, multiplications wait for nothing and additions for the one before; but nothing has to
/// be spread over lanes, packed, or stored.
#[wasm_bindgen]
pub struct Peak {
    vectors: Vec<f32x4>,
}

#[wasm_bindgen]
impl Peak {
    /// Vectors that make no sum infinite.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "for JavaScript")]
    pub fn new() -> Self {
        Self { vectors: (0..VECTORS).map(|i| f32x4::splat(i as f32)).collect() }
    }

    /// With 3, 4 or 5 factors in registers; how many floating-point operations that were.
    pub fn run(&self, factors: usize) -> f64 {
        let total = match factors {
            3 => multiply_add::<3>(&self.vectors),
            4 => multiply_add::<4>(&self.vectors),
            5 => multiply_add::<5>(&self.vectors),
            _ => f32::NAN,
        };
        if total.is_finite() { (factors * VECTORS * 2 * 4) as f64 } else { 0.0 }
    }
}

#[inline(never)]
fn multiply_add<const FACTORS: usize>(vectors: &[f32x4]) -> f32 {
    // Not known to the compiler, which would else share products.
    let factors: [f32x4; FACTORS] = std::hint::black_box(std::array::from_fn(|i| f32x4::splat(i as f32)));
    let mut sums = [[f32x4::ZERO; FACTORS]; 2];
    for pair in vectors.as_chunks::<2>().0 {
        for (sums, &vector) in sums.iter_mut().zip(pair) {
            for (sum, &factor) in sums.iter_mut().zip(&factors) {
                *sum += vector * factor;
            }
        }
    }
    sums.as_flattened().iter().map(|sum| sum.reduce_add()).sum()
}

/// The judge of faces, and pictures to judge: every other one a face, the rest noise.
#[wasm_bindgen]
pub struct Judge {
    judge: FaceJudge,
    images: Vec<[f32; PIXELS]>,
}

#[wasm_bindgen]
impl Judge {
    /// With that many pictures.
    #[wasm_bindgen(constructor)]
    pub fn new(pictures: usize) -> Self {
        let mut rng = Rng::stream(3, "bench");
        let mut image = |i: usize| {
            let mut image = [0.0; PIXELS];
            if i.is_multiple_of(2) {
                sample_face(Pose::Jittered, &mut rng, &mut image);
            } else {
                image.fill_with(|| rng.uniform());
            }
            image
        };
        Self { images: (0..pictures).map(&mut image).collect(), judge: FaceJudge::new() }
    }

    /// Judges picture `i`: its truth, 0 to 1.
    pub fn measure(&mut self, i: usize) -> f32 {
        self.judge.measure(&self.images[i % self.images.len()]).truth
    }
}
