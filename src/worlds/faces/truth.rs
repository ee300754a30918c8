//! How face-like an image is: the closest face that the renderer can draw, and what is left over.
//!
//! The fit is Levenberg & Marquardt's (Marquardt 1963) on the parameters, by forward differences, inside the
//! box of [`TABLE`]. The remainder is blurred by [1 2 1] once along each axis, so that pixel noise counts little
//! (a second blur would also forgive a missing nose), and the worst 5 x 5 patch of it is what counts, so that one
//! wrong eye is not forgiven for an otherwise right face.

use super::render::{Scene, store};
use super::shapes::{BLANK, GROUPS, Plane};
use super::{PARAMETERS, PIXELS, Parameters, SIDE, TABLE};
use wide::f32x4;

const ITERATIONS: usize = 8;
/// Step of the forward differences.
const DIFFERENCE: f32 = 0.04;
const FIRST_DAMPING: f64 = 0.02;
const EASED: f64 = 0.3;
const TIGHTENED: f64 = 5.0;
/// No parameter moves further than this in one step.
const LONGEST_STEP: f32 = 0.35;
/// A step that lowers the squared error by less than this part is the last one.
const SETTLED: f32 = 1e-3;
/// Side of the patch whose error counts.
const PATCH: usize = 5;
/// Added to the contrast of the fitted face: what counts as no contrast at all.
const CONTRAST_FLOOR: f32 = 0.02;
/// The q at which the truth has fallen to 1/e.
const POOR: f32 = 0.3;

/// The closest face to an image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The closest face.
    pub parameters: Parameters,
    /// Blurred error of the worst patch, over the contrast of the closest face: below .15 good, above .3 poor,
    /// above .6 a monster.
    pub q: f32,
    /// `exp(-(q / .3)^2)`: 1 a face, 0 none.
    pub truth: f32,
    /// Steps tried, at most 8.
    pub iterations: usize,
}

/// Fits faces to images; owns every buffer.
pub struct Fitter {
    /// The best face so far, the one being tried, and the one with a single parameter changed.
    best: Box<Scene>,
    trial: Box<Scene>,
    probe: Box<Scene>,
    image: Box<Plane>,
    error: Box<Plane>,
    /// Derivative of the picture by each parameter, and the rows where it is not zero.
    slope: Vec<Plane>,
    rows: [(usize, usize); PARAMETERS],
}

impl Default for Fitter {
    fn default() -> Self {
        Self::new()
    }
}

impl Fitter {
    /// A fitter with fresh buffers.
    pub fn new() -> Self {
        Self {
            best: Box::new(Scene::new()),
            trial: Box::new(Scene::new()),
            probe: Box::new(Scene::new()),
            image: Box::new(BLANK),
            error: Box::new(BLANK),
            slope: vec![BLANK; PARAMETERS],
            rows: [(0, 0); PARAMETERS],
        }
    }

    /// The closest face to `image` (`PIXELS` values) that is found from `start`. What is not a number counts as
    /// black; the result is always finite.
    pub fn fit(&mut self, image: &[f32], start: &Parameters) -> Fit {
        debug_assert_eq!(image.len(), PIXELS);
        for (vector, pixels) in self.image.iter_mut().zip(image.chunks_exact(4)) {
            *vector = f32x4::new(core::array::from_fn(|lane| bounded(pixels[lane], (-8.0, 9.0))));
        }
        let mut z: Parameters = core::array::from_fn(|i| bounded(start[i], TABLE[i].fit));
        self.best.draw(&z);
        let mut loss = self.measure_best();
        let mut damping = FIRST_DAMPING;
        let mut normal = Normal::new();
        let mut moved = true;
        let mut iterations = 0;
        while iterations < ITERATIONS {
            iterations += 1;
            if moved {
                self.differentiate(&z);
                normal = self.normal_equations();
            }
            let step = normal.step(&z, damping);
            let next: Parameters =
                core::array::from_fn(|i| bounded(z[i] + bounded(step[i], (-LONGEST_STEP, LONGEST_STEP)), TABLE[i].fit));
            self.trial.draw(&next);
            let next_loss = squares(&self.image, &self.trial.picture);
            moved = next_loss < loss;
            if moved {
                core::mem::swap(&mut self.best, &mut self.trial);
                let settled = loss - next_loss < SETTLED * loss;
                (z, loss) = (next, self.measure_best());
                damping *= EASED;
                if settled {
                    break;
                }
            } else {
                damping *= TIGHTENED;
            }
        }
        let q = self.quality();
        Fit { parameters: z, q, truth: libm::expf(-(q / POOR) * (q / POOR)), iterations }
    }

    /// Draws the face that the last fit found, `PIXELS` values.
    pub fn closest(&self, out: &mut [f32]) {
        store(&self.best.picture, out);
    }

    /// Brings `error` up to date and returns its square.
    fn measure_best(&mut self) -> f32 {
        for ((error, &image), &picture) in self.error.iter_mut().zip(self.image.iter()).zip(&self.best.picture) {
            *error = image - picture;
        }
        squares(&self.image, &self.best.picture)
    }

    fn differentiate(&mut self, z: &Parameters) {
        for parameter in 0..PARAMETERS {
            let mut changed = *z;
            changed[parameter] += DIFFERENCE;
            // At the upper bound of the box look back instead.
            if changed[parameter] > TABLE[parameter].fit.1 {
                changed[parameter] = z[parameter] - DIFFERENCE;
            }
            let per_difference = f32x4::splat(1.0 / (changed[parameter] - z[parameter]));
            let rows = self.probe.probe(&self.best, &changed, parameter);
            self.rows[parameter] = rows;
            for i in rows.0 * GROUPS..rows.1 * GROUPS {
                self.slope[parameter][i] = (self.probe.picture[i] - self.best.picture[i]) * per_difference;
            }
        }
    }

    fn normal_equations(&self) -> Normal {
        let mut normal = Normal::new();
        for i in 0..PARAMETERS {
            let rows = self.rows[i];
            normal.gradient[i] = f64::from(dot(&self.slope[i], &self.error, rows));
            for j in 0..=i {
                let shared = (rows.0.max(self.rows[j].0), rows.1.min(self.rows[j].1));
                normal.matrix[i][j] = f64::from(dot(&self.slope[i], &self.slope[j], shared));
            }
        }
        normal
    }

    /// The q of the best face.
    fn quality(&self) -> f32 {
        let mut error = [0.0; PIXELS];
        for (out, v) in error.chunks_exact_mut(4).zip(self.error.iter()) {
            out.copy_from_slice(v.as_array());
        }
        smooth(&mut error);
        let mut face = [0.0; PIXELS];
        store(&self.best.picture, &mut face);
        libm::sqrtf(worst_patch(&error)) / (deviation(&face) + CONTRAST_FLOOR)
    }
}

/// The equations of one step: (matrix + damping) step = gradient; only the lower triangle is kept.
struct Normal {
    matrix: [[f64; PARAMETERS]; PARAMETERS],
    gradient: [f64; PARAMETERS],
}

impl Normal {
    fn new() -> Self {
        Self { matrix: [[0.0; PARAMETERS]; PARAMETERS], gradient: [0.0; PARAMETERS] }
    }

    /// Solves for the step by Cholesky's method; parameters that would leave the box stay where they are.
    fn step(&self, z: &Parameters, damping: f64) -> Parameters {
        let held: [bool; PARAMETERS] = core::array::from_fn(|i| {
            let (low, high) = TABLE[i].fit;
            (z[i] <= low && self.gradient[i] < 0.0) || (z[i] >= high && self.gradient[i] > 0.0)
        });
        let mut root = [[0.0_f64; PARAMETERS]; PARAMETERS];
        let mut step = [0.0_f64; PARAMETERS];
        for i in 0..PARAMETERS {
            for j in 0..=i {
                let mut sum = if held[i] || held[j] { 0.0 } else { self.matrix[i][j] };
                if i == j {
                    sum += DAMPING_FLOOR + damping * sum;
                }
                for (a, b) in root[i].iter().zip(&root[j]).take(j) {
                    sum -= a * b;
                }
                // The floor keeps the pivot positive where rounding would not.
                root[i][j] = if i != j {
                    sum / root[j][j]
                } else if sum > 0.1 * DAMPING_FLOOR {
                    sum.sqrt()
                } else {
                    (0.1 * DAMPING_FLOOR).sqrt()
                };
            }
            let mut sum = if held[i] { 0.0 } else { self.gradient[i] };
            for (a, b) in root[i].iter().zip(&step).take(i) {
                sum -= a * b;
            }
            step[i] = sum / root[i][i];
        }
        for i in (0..PARAMETERS).rev() {
            let mut sum = step[i];
            for (row, b) in root.iter().zip(&step).skip(i + 1) {
                sum -= row[i] * b;
            }
            step[i] = sum / root[i][i];
        }
        step.map(|v| v as f32)
    }
}

/// Added to the matrix's diagonal, so that a parameter that shows nowhere (the gaze of hidden eyes) stays put.
const DAMPING_FLOOR: f64 = 1e-3;

/// `x` brought between the bounds, or 0, which every pair of bounds here holds, if it is not a number.
fn bounded(x: f32, (low, high): (f32, f32)) -> f32 {
    if x >= high {
        high
    } else if x > low {
        x
    } else if x <= low {
        low
    } else {
        0.0
    }
}

/// Sum of products over the rows given.
fn dot(a: &Plane, b: &Plane, rows: (usize, usize)) -> f32 {
    let mut sums = [f32x4::ZERO; 2];
    if rows.0 < rows.1 {
        let at = rows.0 * GROUPS..rows.1 * GROUPS;
        for (a, b) in a[at.clone()].chunks_exact(2).zip(b[at].chunks_exact(2)) {
            sums[0] += a[0] * b[0];
            sums[1] += a[1] * b[1];
        }
    }
    total(sums[0] + sums[1])
}

fn squares(a: &Plane, b: &Plane) -> f32 {
    let mut sums = [f32x4::ZERO; 2];
    for (a, b) in a.chunks_exact(2).zip(b.chunks_exact(2)) {
        let (d0, d1) = (a[0] - b[0], a[1] - b[1]);
        sums[0] += d0 * d0;
        sums[1] += d1 * d1;
    }
    total(sums[0] + sums[1])
}

fn total(v: f32x4) -> f32 {
    let [a, b, c, d] = v.to_array();
    (a + b) + (c + d)
}

/// Blurs by [1 2 1] / 4 along both axes, the edge repeated outwards.
fn smooth(image: &mut [f32; PIXELS]) {
    for row in image.chunks_exact_mut(SIDE) {
        let mut left = row[0];
        for x in 0..SIDE {
            let right = if x + 1 < SIDE { row[x + 1] } else { row[x] };
            let middle = row[x];
            row[x] = 0.25 * (left + right) + 0.5 * middle;
            left = middle;
        }
    }
    let mut above = [0.0; SIDE];
    above.copy_from_slice(&image[..SIDE]);
    for y in 0..SIDE {
        let (head, below) = image.split_at_mut((y + 1) * SIDE);
        let row = &mut head[y * SIDE..];
        for x in 0..SIDE {
            let middle = row[x];
            let under = if y + 1 < SIDE { below[x] } else { middle };
            row[x] = 0.25 * (above[x] + under) + 0.5 * middle;
            above[x] = middle;
        }
    }
}

/// Largest mean square over the patches that lie inside the image.
fn worst_patch(error: &[f32; PIXELS]) -> f32 {
    const ACROSS: usize = SIDE - PATCH + 1;
    let mut columns = [[0.0_f32; SIDE]; ACROSS];
    for (y, sums) in columns.iter_mut().enumerate() {
        for row in error[y * SIDE..(y + PATCH) * SIDE].chunks_exact(SIDE) {
            for (sum, v) in sums.iter_mut().zip(row) {
                *sum += v * v;
            }
        }
    }
    let mut worst = 0.0;
    for sums in &columns {
        for window in sums.windows(PATCH) {
            let sum: f32 = window.iter().sum();
            worst = if sum > worst { sum } else { worst };
        }
    }
    worst / (PATCH * PATCH) as f32
}

fn deviation(image: &[f32; PIXELS]) -> f32 {
    let n = PIXELS as f32;
    let mean = image.iter().sum::<f32>() / n;
    libm::sqrtf(image.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / n)
}
