//! Losses: each returns its mean over the batch and writes the gradient of that mean.
//!
//! Sums run in `f64` in row order, so that a large batch loses nothing.

use ndarray::{ArrayView2, ArrayViewMut2};

/// 1 / (1 + e^-x) without overflow.
#[inline]
pub fn sigmoid(x: f32) -> f32 {
    // Both branches take e to a power that is not positive.
    if x >= 0.0 {
        1.0 / (1.0 + libm::expf(-x))
    } else {
        let e = libm::expf(x);
        e / (1.0 + e)
    }
}

/// Binary cross-entropy of sigmoid(`logits`), mean over all B x O elements:
/// max(z, 0) - z y + ln(1 + e^-|z|).
///
/// `logits` [B, O], `labels` [B O] in 0..=1 row by row, `d_logits` [B, O].
pub fn bce_with_logits(logits: ArrayView2<f32>, labels: &[f32], mut d_logits: ArrayViewMut2<f32>) -> f32 {
    assert_eq!(logits.len(), labels.len(), "bce_with_logits: logits {:?}, labels {}", logits.dim(), labels.len());
    assert_eq!(logits.dim(), d_logits.dim(), "bce_with_logits: the gradient has another shape than the logits");
    let scale = 1.0 / logits.len() as f32;
    let mut sum = 0.0_f64;
    for ((z, label), d) in logits.iter().zip(labels).zip(d_logits.iter_mut()) {
        let positive = if *z > 0.0 { *z } else { 0.0 };
        sum += f64::from(positive - z * label + libm::log1pf(libm::expf(-z.abs())));
        *d = (sigmoid(*z) - label) * scale;
    }
    (sum / logits.len() as f64) as f32
}

/// Squared error, mean over all B x O elements.
///
/// `prediction` [B, O], `target` [B, O], `d_prediction` [B, O].
pub fn mse(prediction: ArrayView2<f32>, target: ArrayView2<f32>, mut d_prediction: ArrayViewMut2<f32>) -> f32 {
    assert_eq!(prediction.dim(), target.dim(), "mse: the target has another shape than the prediction");
    assert_eq!(prediction.dim(), d_prediction.dim(), "mse: the gradient has another shape than the prediction");
    let scale = 2.0 / prediction.len() as f32;
    let mut sum = 0.0_f64;
    for ((y, target), d) in prediction.iter().zip(target.iter()).zip(d_prediction.iter_mut()) {
        let error = y - target;
        sum += f64::from(error * error);
        *d = error * scale;
    }
    (sum / prediction.len() as f64) as f32
}

/// Cross-entropy of softmax(`logits`), mean over the B rows: ln(sum of e^z) - z of the right class.
///
/// `logits` [B, O], `classes` [B] in 0..O, `d_logits` [B, O].
pub fn softmax_cross_entropy(logits: ArrayView2<f32>, classes: &[usize], mut d_logits: ArrayViewMut2<f32>) -> f32 {
    let (rows, columns) = logits.dim();
    assert_eq!(rows, classes.len(), "softmax_cross_entropy: {rows} rows, {} classes", classes.len());
    assert_eq!(logits.dim(), d_logits.dim(), "softmax_cross_entropy: the gradient has another shape than the logits");
    let scale = 1.0 / rows as f32;
    let mut sum = 0.0_f64;
    for ((z, mut d), &class) in logits.rows().into_iter().zip(d_logits.rows_mut()).zip(classes) {
        assert!(class < columns, "softmax_cross_entropy: class {class} of {columns}");
        // The largest is taken off first, so that no exponential overflows.
        let largest = z.iter().fold(f32::NEG_INFINITY, |largest, &z| if z > largest { z } else { largest });
        let mut total = 0.0;
        for (d, z) in d.iter_mut().zip(z) {
            *d = libm::expf(z - largest);
            total += *d;
        }
        sum += f64::from(libm::logf(total) - (z[class] - largest));
        d.mapv_inplace(|e| e / total * scale);
        d[class] -= scale;
    }
    (sum / rows as f64) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use ndarray::Array2;

    fn random(rows: usize, columns: usize, spread: f32, name: &str) -> Array2<f32> {
        let mut rng = Rng::stream(3, name);
        Array2::from_shape_simple_fn((rows, columns), || spread * rng.normal())
    }

    /// Holds `loss(z, d z)` and its gradient against `reference`, the same loss in f64.
    fn check(z: &Array2<f32>, loss: impl Fn(&Array2<f32>, &mut Array2<f32>) -> f32, reference: impl Fn(&[f64]) -> f64) {
        let mut d = Array2::zeros(z.dim());
        let value = loss(z, &mut d);
        let exact: Vec<f64> = z.iter().map(|z| f64::from(*z)).collect();
        assert!((f64::from(value) - reference(&exact)).abs() < 1e-6, "{value} {}", reference(&exact));
        for (i, d) in d.iter().enumerate() {
            let at = |h| {
                let mut moved = exact.clone();
                moved[i] += h;
                reference(&moved)
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((f64::from(*d) - slope).abs() < 1e-6, "element {i}: {d} {slope}");
        }
    }

    #[test]
    fn bce_agrees_with_double_precision() {
        let z = random(5, 2, 2.0, "logits");
        let labels = [0.0, 1.0, 1.0, 0.0, 0.5, 0.9, 0.1, 1.0, 0.0, 1.0];
        check(
            &z,
            |z, d| bce_with_logits(z.view(), &labels, d.view_mut()),
            |z| {
                let one = |(z, y): (&f64, &f32)| {
                    let p = 1.0 / (1.0 + libm::exp(-z));
                    -f64::from(*y) * libm::log(p) - (1.0 - f64::from(*y)) * libm::log(1.0 - p)
                };
                z.iter().zip(&labels).map(one).sum::<f64>() / 10.0
            },
        );
    }

    #[test]
    fn mse_agrees_with_double_precision() {
        let target = random(4, 3, 1.0, "target");
        check(
            &random(4, 3, 1.0, "prediction"),
            |y, d| mse(y.view(), target.view(), d.view_mut()),
            |y| y.iter().zip(&target).map(|(y, t)| libm::pow(y - f64::from(*t), 2.0)).sum::<f64>() / 12.0,
        );
    }

    #[test]
    fn softmax_cross_entropy_agrees_with_double_precision() {
        let classes = [2, 0, 1, 2];
        check(
            &random(4, 3, 2.0, "logits"),
            |z, d| softmax_cross_entropy(z.view(), &classes, d.view_mut()),
            |z| {
                let one = |(row, class): (&[f64], &usize)| {
                    libm::log(row.iter().map(|z| libm::exp(*z)).sum::<f64>()) - row[*class]
                };
                z.chunks(3).zip(&classes).map(one).sum::<f64>() / 4.0
            },
        );
    }

    #[test]
    fn losses_stay_finite_far_out() {
        let z = ndarray::array![[1000.0, -1000.0], [-1e30, 1e30]];
        let mut d = Array2::zeros((2, 2));
        assert!(bce_with_logits(z.view(), &[0.0, 1.0, 1.0, 0.0], d.view_mut()).is_finite());
        assert!(d.iter().all(|d: &f32| d.is_finite()));
        assert!(softmax_cross_entropy(z.view(), &[1, 0], d.view_mut()).is_finite());
        assert!(d.iter().all(|d: &f32| d.is_finite()));
    }
}
