//! What ordinary faces look like, as a Gaussian: their mean and principal components, learned from samples.
//!
//! Probabilistic PCA without its noise term (Tipping & Bishop 1999): image = mean + sum_k a_k sqrt(lambda_k) v_k,
//! a ~ N(0, 1). The eigenvectors are found by orthogonal iteration (Golub & Van Loan, section 8.2.4).

use ndarray::{Array2, ArrayViewMut2};

use crate::nn::matmul::{Packing, matmul, matmul_at};
use crate::rng::Rng;
use crate::worlds::faces::{PIXELS, Pose, sample_face};

/// Components kept.
pub const COMPONENTS: usize = 64;
/// Faces drawn in a step, and steps of drawing: 1,536 faces in all.
const CHUNK: usize = 96;
const CHUNKS: u32 = 16;
/// Orthogonal iterations, one a step.
const ITERATIONS: u32 = 12;

/// Mean and components of faces.
#[derive(Clone, Debug)]
pub struct Prior {
    /// The mean face [I].
    pub mean: Vec<f32>,
    /// sqrt(lambda_k) v_k in row k [K, I], the largest lambda first.
    pub components: Array2<f32>,
}

/// Pictures as K numbers each, for nets that learn combinations of components: coordinate k of a face has standard
/// deviation lambda_k^power up to a common factor, which makes the root mean square of all coordinates 1. Power 0 makes all
/// components equally large, one half leaves them as they are among pictures; in between nets learn best.
#[derive(Clone, Debug)]
pub struct Coordinates {
    mean: Vec<f32>,
    /// Coordinate k of x is `encode[k]` (x - mean) [K, I].
    encode: Array2<f32>,
    /// x is mean + sum of coordinate k times `decode[k]` [K, I].
    decode: Array2<f32>,
}

impl Prior {
    /// Coordinates along the components.
    pub fn coordinates(&self, power: f32) -> Coordinates {
        let lambda: Vec<f32> = self.components.rows().into_iter().map(|c| c.iter().map(|c| c * c).sum()).collect();
        let deviation: Vec<f32> = lambda.iter().map(|lambda| libm::powf(*lambda, power)).collect();
        let square = deviation.iter().map(|d| d * d).sum::<f32>() / deviation.len() as f32;
        // A component without variance has no coordinate.
        let over = |a: f32, b: f32| if b > 0.0 { a / b } else { 0.0 };
        let scale = |k: usize| over(deviation[k], square.sqrt());
        let dim = self.components.dim();
        Coordinates {
            mean: self.mean.clone(),
            encode: Array2::from_shape_fn(dim, |(k, i)| over(scale(k) * self.components[[k, i]], lambda[k])),
            decode: Array2::from_shape_fn(dim, |(k, i)| over(self.components[[k, i]], scale(k))),
        }
    }
}

impl Coordinates {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.encode.nrows()
    }

    /// The coordinates of a picture [I], into `out` [K].
    pub fn encode(&self, picture: &[f32], out: &mut [f32]) {
        for (out, row) in out.iter_mut().zip(self.encode.rows()) {
            let parts = picture.iter().zip(&self.mean).zip(row);
            *out = parts.fold(0.0, |sum, ((x, mean), e)| sum + (x - mean) * e);
        }
    }

    /// The picture [I] that has these coordinates [K], into `out`.
    pub fn decode(&self, coordinates: &[f32], out: &mut [f32]) {
        out.copy_from_slice(&self.mean);
        for (a, row) in coordinates.iter().zip(self.decode.rows()) {
            out.iter_mut().zip(row).for_each(|(x, d)| *x += a * d);
        }
    }
}

/// A prior being learned.
#[derive(Clone, Debug)]
pub struct PriorTraining {
    pose: Pose,
    rng: Rng,
    /// Faces of this step [CHUNK, I].
    faces: Array2<f32>,
    sum: Vec<f32>,
    /// Sum of x x^T, then the covariance [I, I].
    square: Array2<f32>,
    part: Array2<f32>,
    /// Orthonormal columns [I, K], and what the covariance makes of them.
    q: Array2<f32>,
    cq: Array2<f32>,
    packing: Packing,
    done: u32,
}

impl PriorTraining {
    /// Begins with nothing seen; the stream `prior` of `seed`.
    pub fn new(pose: Pose, seed: u64) -> Self {
        let mut rng = Rng::stream(seed, "prior");
        let mut q = Array2::from_shape_fn((PIXELS, COMPONENTS), |_| rng.normal());
        orthonormalise(q.view_mut());
        Self {
            pose,
            rng,
            faces: Array2::zeros((CHUNK, PIXELS)),
            sum: vec![0.0; PIXELS],
            square: Array2::zeros((PIXELS, PIXELS)),
            part: Array2::zeros((PIXELS, PIXELS)),
            cq: q.clone(),
            q,
            packing: Packing::new(),
            done: 0,
        }
    }

    /// Steps done.
    pub fn done(&self) -> u32 {
        self.done
    }

    /// Steps in all.
    pub const STEPS: u32 = CHUNKS + ITERATIONS;

    /// Multiply-adds of all steps: the products of the faces, the iterations, and making their columns orthonormal.
    pub fn multiply_adds() -> u64 {
        let [faces, i, k] = [CHUNK as u64 * u64::from(CHUNKS), PIXELS as u64, COMPONENTS as u64];
        faces * i * i + u64::from(ITERATIONS) * (i * i * k + i * k * k)
    }

    /// Whether the prior is ready.
    pub fn finished(&self) -> bool {
        self.done >= Self::STEPS
    }

    /// Draws some faces, or does one orthogonal iteration.
    pub fn step(&mut self) {
        if self.done < CHUNKS {
            for mut row in self.faces.rows_mut() {
                sample_face(self.pose, &mut self.rng, row.as_slice_mut().expect("rows in standard layout"));
            }
            matmul_at(self.faces.view(), self.faces.view(), self.part.view_mut(), &mut self.packing);
            self.square += &self.part;
            for row in self.faces.rows() {
                self.sum.iter_mut().zip(row).for_each(|(sum, p)| *sum += p);
            }
            if self.done + 1 == CHUNKS {
                let n = (CHUNK as u32 * CHUNKS) as f32;
                let mean = &self.sum;
                for ((i, j), c) in self.square.indexed_iter_mut() {
                    *c = *c / n - (mean[i] / n) * (mean[j] / n);
                }
            }
        } else if !self.finished() {
            matmul(self.square.view(), self.q.view(), self.cq.view_mut(), &mut self.packing);
            std::mem::swap(&mut self.q, &mut self.cq);
            orthonormalise(self.q.view_mut());
        }
        self.done += 1;
    }

    /// The prior as far as it is known; complete once [`Self::finished`].
    pub fn prior(&mut self) -> Prior {
        let n = (CHUNK as u32 * CHUNKS) as f32;
        matmul(self.square.view(), self.q.view(), self.cq.view_mut(), &mut self.packing);
        // lambda_k = v_k . C v_k; rounding may leave the smallest a little below zero.
        let lambda: Vec<f32> = (0..COMPONENTS)
            .map(|k| {
                let sum = self.q.column(k).iter().zip(self.cq.column(k)).fold(0.0, |sum, (a, b)| sum + a * b);
                if sum > 0.0 { sum } else { 0.0 }
            })
            .collect();
        let mut order: Vec<usize> = Vec::with_capacity(COMPONENTS);
        for k in 0..COMPONENTS {
            order.insert(order.partition_point(|&other| lambda[other] >= lambda[k]), k);
        }
        Prior {
            mean: self.sum.iter().map(|s| s / n).collect(),
            components: Array2::from_shape_fn((COMPONENTS, PIXELS), |(k, i)| {
                lambda[order[k]].sqrt() * self.q[[i, order[k]]]
            }),
        }
    }
}

/// Makes the columns of `q` [I, K] orthonormal: modified Gram-Schmidt, on the transpose for the sake of the cache.
fn orthonormalise(mut q: ArrayViewMut2<f32>) {
    let mut rows = q.t().as_standard_layout().into_owned();
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).fold(0.0_f32, |sum, (a, b)| sum + a * b);
    let n = rows.ncols();
    for k in 0..rows.nrows() {
        let (before, rest) = rows.as_slice_mut().expect("standard layout").split_at_mut(k * n);
        let row = &mut rest[..n];
        for other in before.chunks_exact(n) {
            let along = dot(row, other);
            row.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
        }
        let length = dot(row, row).sqrt();
        if length > 0.0 {
            row.iter_mut().for_each(|a| *a /= length);
        }
    }
    q.assign(&rows.t());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_components_explain_fresh_faces_and_are_orthogonal() {
        let mut training = PriorTraining::new(Pose::Aligned, 1);
        while !training.finished() {
            training.step();
        }
        let prior = training.prior();
        let dot = |a: usize, b: usize| {
            prior.components.row(a).iter().zip(prior.components.row(b)).map(|(a, b)| a * b).sum::<f32>()
        };
        for a in 0..8 {
            for b in 0..a {
                let cosine = dot(a, b) / (dot(a, a) * dot(b, b)).sqrt();
                assert!(cosine.abs() < 1e-3, "{a} {b}: {cosine}");
            }
            assert!(dot(a, a) >= dot(a + 1, a + 1));
        }
        let mut rng = Rng::stream(2, "fresh");
        let (mut left, mut all) = (0.0, 0.0);
        let mut face = [0.0; PIXELS];
        for _ in 0..200 {
            sample_face(Pose::Aligned, &mut rng, &mut face);
            let mut rest: Vec<f32> = face.iter().zip(&prior.mean).map(|(x, m)| x - m).collect();
            all += rest.iter().map(|r| r * r).sum::<f32>();
            for component in prior.components.rows() {
                let size = component.iter().map(|c| c * c).sum::<f32>();
                let along = rest.iter().zip(component).map(|(r, c)| r * c).sum::<f32>() / size;
                rest.iter_mut().zip(component).for_each(|(r, c)| *r -= along * c);
            }
            left += rest.iter().map(|r| r * r).sum::<f32>();
        }
        assert!(left / all < 0.06, "share of the variance left over: {}", left / all);

        // Coordinates keep what the components hold, and have root mean square 1.
        let coordinates = prior.coordinates(0.35);
        let (mut a, mut again) = ([0.0; COMPONENTS], [0.0; COMPONENTS]);
        let (mut squares, mut drawn) = (0.0, [0.0; PIXELS]);
        for _ in 0..200 {
            sample_face(Pose::Aligned, &mut rng, &mut face);
            coordinates.encode(&face, &mut a);
            coordinates.decode(&a, &mut drawn);
            coordinates.encode(&drawn, &mut again);
            squares += a.iter().map(|a| a * a).sum::<f32>() / (200 * COMPONENTS) as f32;
            assert!(a.iter().zip(&again).all(|(a, b)| (a - b).abs() < 1e-3));
            let off = face.iter().zip(&drawn).map(|(a, b)| (a - b) * (a - b)).sum::<f32>() / PIXELS as f32;
            assert!(off.sqrt() < 0.1, "{}", off.sqrt());
        }
        assert!((squares - 1.0).abs() < 0.1, "{squares}");
    }
}
