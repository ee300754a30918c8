//! A net that tells faces from other pictures, trained live on fresh samples of the face world.

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use crate::nn::loss::bce_with_logits;
use crate::nn::{Activation, Adam, AdamConfig, Net, Workspace};
use crate::rng::Rng;
use crate::worlds::faces::{Negatives, PIXELS, Pose, sample_face, sample_negative};

/// Pictures in a training step.
pub const BATCH: usize = 64;

/// What the classifier is and what it is trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Layer sizes, 576 first and 1 last.
    pub sizes: &'static [usize],
    /// Adam's rate in the first half; in the second it falls to a tenth, or the last steps' noise would stay.
    pub rate: f32,
    /// Training steps.
    pub steps: u32,
    /// The pictures that are no faces.
    pub negatives: Negatives,
    /// The poses of the faces.
    pub pose: Pose,
}

/// A classifier in training.
#[derive(Clone, Debug)]
pub struct Training {
    recipe: Recipe,
    net: Net,
    adam: Adam,
    ws: Workspace,
    rng: Rng,
    images: Array2<f32>,
    labels: Vec<f32>,
    d_logits: Array2<f32>,
    done: u32,
}

impl Training {
    /// A new net and its optimiser; the streams `classifier/init` and `classifier/data` of `seed`.
    pub fn new(recipe: Recipe, seed: u64) -> Self {
        let mut init = Rng::stream(seed, "classifier/init");
        let net = Net::new(recipe.sizes, Activation::Relu, Activation::Identity, &mut init);
        Self {
            recipe,
            adam: Adam::new(net.parameters().len(), AdamConfig { rate: recipe.rate, ..AdamConfig::default() }),
            ws: Workspace::new(&net, BATCH),
            net,
            rng: Rng::stream(seed, "classifier/data"),
            images: Array2::zeros((BATCH, PIXELS)),
            labels: vec![0.0; BATCH],
            d_logits: Array2::zeros((BATCH, 1)),
            done: 0,
        }
    }

    /// The net as it is now, of pictures as they are, with values in [0, 1]: the centring is folded into the first
    /// layer, W -> 2 W and b -> b - sum of W over the inputs.
    pub fn net(&self) -> Net {
        let mut net = self.net.clone();
        let [inputs, outputs] = [self.recipe.sizes[0], self.recipe.sizes[1]];
        let (weights, rest) = net.parameters_mut().split_at_mut(inputs * outputs);
        for row in weights.chunks_exact_mut(outputs) {
            for (bias, weight) in rest.iter_mut().zip(row) {
                *bias -= *weight;
                *weight *= 2.0;
            }
        }
        net
    }

    /// The net as it is trained: of pictures brought to [-1, 1] by [`centre`].
    pub fn centred_net(&self) -> &Net {
        &self.net
    }

    /// Steps done.
    pub fn done(&self) -> u32 {
        self.done
    }

    /// Whether all steps of the recipe are done.
    pub fn finished(&self) -> bool {
        self.done >= self.recipe.steps
    }

    /// One step on fresh pictures, half of them faces. `harden` may change the pictures [B, I], values in [-1, 1],
    /// first, knowing the net and the labels (1 a face, 0 not); ordinary training leaves them alone. Returns the
    /// loss in nats.
    pub fn step(&mut self, harden: impl FnOnce(&Net, ArrayViewMut2<f32>, &[f32])) -> f32 {
        draw(self.recipe.negatives, self.recipe.pose, &mut self.rng, self.images.view_mut(), &mut self.labels);
        centre(self.images.view_mut());
        harden(&self.net, self.images.view_mut(), &self.labels);
        let logits = self.net.forward(self.images.view(), &mut self.ws);
        let loss = bce_with_logits(logits, &self.labels, self.d_logits.view_mut());
        self.net.backward(self.d_logits.view(), &mut self.ws);
        let past_half = 2.0 * self.done as f32 / self.recipe.steps as f32 - 1.0;
        self.adam.rate = self.recipe.rate * (1.0 - 0.9 * past_half.clamp(0.0, 1.0));
        self.adam.step(self.net.parameters_mut(), self.ws.gradient());
        self.done += 1;
        loss
    }
}

/// Brings values from [0, 1] to [-1, 1]: uncentred, the same net learns several times more slowly, and adversarial
/// training fails altogether.
pub fn centre(mut images: ArrayViewMut2<f32>) {
    images.mapv_inplace(|p| 2.0 * p - 1.0);
}

/// Fills `images` [B, I] with faces (even rows, label 1) and other pictures (odd rows, label 0).
pub fn draw(negatives: Negatives, pose: Pose, rng: &mut Rng, mut images: ArrayViewMut2<f32>, labels: &mut [f32]) {
    for (i, (mut row, label)) in images.rows_mut().into_iter().zip(labels).enumerate() {
        let out = row.as_slice_mut().expect("rows in standard layout");
        if i % 2 == 0 {
            sample_face(pose, rng, out);
            *label = 1.0;
        } else {
            sample_negative(negatives, pose, rng, out);
            *label = 0.0;
        }
    }
}

/// How many of `logits` [B, 1] have the sign that their label asks for.
pub fn correct(logits: ArrayView2<f32>, labels: &[f32]) -> usize {
    logits.iter().zip(labels).filter(|(logit, label)| (**logit > 0.0) == (**label > 0.5)).count()
}
