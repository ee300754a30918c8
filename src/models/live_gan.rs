//! Small GANs on the ring and on faces, trained live on fresh data.
//!
//! Ring: latents [B, 4] to points [B, 2]. Faces: latents [B, 16] to pictures [B, 576], drawn with principal components
//! that are given, not learned. See [`super::gan`].

use std::sync::Arc;

use ndarray::{Array2, ArrayViewMut2};

use super::gan::{Gan, Losses, Recipe};
use super::prior::{COMPONENTS, Prior};
use crate::nn::Activation;
use crate::rng::Rng;
use crate::worlds::faces::{PIXELS, Pose, sample_face};
use crate::worlds::ring::Ring;

/// What the data are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// Points on the ring.
    Ring,
    /// Aligned faces.
    Faces,
}

impl World {
    /// Numbers of a sample, D.
    pub fn values(self) -> usize {
        match self {
            Self::Ring => 2,
            Self::Faces => PIXELS,
        }
    }

    /// Latents of a sample, L.
    pub fn latents(self) -> usize {
        match self {
            Self::Ring => 4,
            Self::Faces => 16,
        }
    }

    /// Fills rows [n, D] with data.
    pub fn fill(self, rng: &mut Rng, mut rows: ArrayViewMut2<f32>) {
        match self {
            Self::Ring => Ring::new().fill(rng, rows.as_slice_mut().expect("standard layout")),
            Self::Faces => {
                for mut row in rows.rows_mut() {
                    sample_face(Pose::Aligned, rng, row.as_slice_mut().expect("standard layout"));
                }
            }
        }
    }

    /// Nets whose hidden layers have `width` units (the second of a face critic half as many), and a schedule of `steps`.
    pub fn recipe(self, width: usize, steps: u32) -> Recipe {
        match self {
            Self::Ring => Recipe {
                generator: vec![self.latents(), width, width, 2],
                output: Activation::Identity,
                critic: vec![2, width, width, 1],
                hidden: Activation::LeakyRelu,
                seen: (0.0, 1.0),
                batch: 128,
                steps,
                rate: 4e-3,
                betas: (0.5, 0.9),
                noise: (0.3, 0.0),
                average: Some(0.99),
            },
            Self::Faces => Recipe {
                generator: vec![self.latents(), width, width, COMPONENTS],
                output: Activation::Identity,
                critic: vec![PIXELS, width, width.div_ceil(2), 1],
                hidden: Activation::Silu,
                seen: (0.5, 2.0),
                batch: 32,
                steps,
                rate: 1e-3,
                betas: (0.5, 0.95),
                noise: (0.07, 0.02),
                average: Some(0.998),
            },
        }
    }
}

/// A GAN with its stream of data.
#[derive(Clone, Debug)]
pub struct LiveGan {
    /// The nets.
    pub gan: Gan,
    world: World,
    rng: Rng,
    real: Array2<f32>,
}

impl LiveGan {
    /// Untrained points, or, given the components of faces, untrained faces; the streams of [`Gan::new`] and
    /// `live-gan/data` of `seed`.
    pub fn new(faces: Option<Arc<Prior>>, width: usize, steps: u32, seed: u64) -> Self {
        let world = if faces.is_some() { World::Faces } else { World::Ring };
        let recipe = world.recipe(width, steps);
        let real = Array2::zeros((recipe.batch, world.values()));
        let mut gan = Gan::new(recipe, faces, seed);
        gan.limits = (world == World::Faces).then_some((0.0, 1.0));
        Self { gan, world, rng: Rng::stream(seed, "live-gan/data"), real }
    }

    /// What the data are.
    pub fn world(&self) -> World {
        self.world
    }

    /// One step on fresh data.
    pub fn step(&mut self) -> Losses {
        self.world.fill(&mut self.rng, self.real.view_mut());
        self.gan.step(self.real.view())
    }
}
