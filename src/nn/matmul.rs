//! Matrix product in a register-blocked kernel whose bits are those of the plain triple loop.
//!
//! out[i, j] is the sum over k, in increasing order and from 0.0, of a[i, k] b[k, j], one multiplication and
//! one addition each, never fused. Blocking is over i and j alone (after Goto & van de Geijn 2008, less the
//! blocking over k, which changes no bits but needs none at our sizes), so the order stays.
//!
//! Both operands are first copied into panels, in the order the kernel reads them: 4 rows of A side by side
//! and 8 columns of B. All three products (A B, A B^T, A^T B) differ in that copy only.

use ndarray::{ArrayView2, ArrayViewMut2};
use wide::f32x4;

/// Rows of A in a panel.
const ROWS: usize = 4;
/// Columns of B in a panel.
const COLUMNS: usize = 8;

/// Room for the panels, kept by the caller so that no product allocates once it has grown.
#[derive(Clone, Debug, Default)]
pub struct Packing {
    /// A: per 4 rows, [K][4].
    a: Vec<[f32; ROWS]>,
    /// B: per 8 columns, [K][8].
    b: Vec<[f32x4; 2]>,
}

impl Packing {
    /// Room that grows when first used.
    pub fn new() -> Self {
        Self::default()
    }

    /// Grows, if need be, to what a product [M, K] [K, N] takes.
    pub fn reserve(&mut self, [m, k, n]: [usize; 3]) {
        let (a, b) = (m.div_ceil(ROWS) * k, n.div_ceil(COLUMNS) * k);
        if self.a.len() < a {
            self.a.resize(a, [0.0; ROWS]);
        }
        if self.b.len() < b {
            self.b.resize(b, [f32x4::ZERO; 2]);
        }
    }
}

/// A slice that is a row-major matrix, or, if `transposed`, its transpose.
#[derive(Clone, Copy)]
pub(super) struct Operand<'a> {
    pub data: &'a [f32],
    pub transposed: bool,
}

/// out [M, N] = a [M, K] b [K, N].
pub fn matmul(a: ArrayView2<f32>, b: ArrayView2<f32>, out: ArrayViewMut2<f32>, packing: &mut Packing) {
    let ((m, k), (k_b, n)) = (a.dim(), b.dim());
    assert!(k == k_b && out.dim() == (m, n), "matmul: {:?} {:?} into {:?}", a.dim(), b.dim(), out.dim());
    product(plain(&a), plain(&b), None, target(out), [m, k, n], packing);
}

/// out [M, N] = a [M, K] b^T, b [N, K].
pub fn matmul_bt(a: ArrayView2<f32>, b: ArrayView2<f32>, out: ArrayViewMut2<f32>, packing: &mut Packing) {
    let ((m, k), (n, k_b)) = (a.dim(), b.dim());
    assert!(k == k_b && out.dim() == (m, n), "matmul_bt: {:?} {:?}^T into {:?}", a.dim(), b.dim(), out.dim());
    product(plain(&a), turned(&b), None, target(out), [m, k, n], packing);
}

/// out [M, N] = a^T b, a [K, M], b [K, N].
pub fn matmul_at(a: ArrayView2<f32>, b: ArrayView2<f32>, out: ArrayViewMut2<f32>, packing: &mut Packing) {
    let ((k, m), (k_b, n)) = (a.dim(), b.dim());
    assert!(k == k_b && out.dim() == (m, n), "matmul_at: {:?}^T {:?} into {:?}", a.dim(), b.dim(), out.dim());
    product(turned(&a), plain(&b), None, target(out), [m, k, n], packing);
}

/// The triple loop the others are held to: out [M, N] = a [M, K] b [K, N].
pub fn matmul_naive(a: ArrayView2<f32>, b: ArrayView2<f32>, mut out: ArrayViewMut2<f32>) {
    let ((m, k), (k_b, n)) = (a.dim(), b.dim());
    assert!(k == k_b && out.dim() == (m, n), "matmul_naive: {:?} {:?} into {:?}", a.dim(), b.dim(), out.dim());
    for i in 0..m {
        for j in 0..n {
            let mut sum = 0.0;
            for l in 0..k {
                sum += a[[i, l]] * b[[l, j]];
            }
            out[[i, j]] = sum;
        }
    }
}

fn plain<'a>(view: &'a ArrayView2<f32>) -> Operand<'a> {
    Operand { data: view.as_slice().expect("matmul: an operand is not contiguous and row-major"), transposed: false }
}

fn turned<'a>(view: &'a ArrayView2<f32>) -> Operand<'a> {
    Operand { transposed: true, ..plain(view) }
}

fn target(view: ArrayViewMut2<'_, f32>) -> &mut [f32] {
    view.into_slice().expect("matmul: the result is not contiguous and row-major")
}

/// out [M, N] = a [M, K] b [K, N] + bias [N], the bias added last.
pub(super) fn product(
    a: Operand,
    b: Operand,
    bias: Option<&[f32]>,
    out: &mut [f32],
    [m, k, n]: [usize; 3],
    packing: &mut Packing,
) {
    debug_assert!(a.data.len() == m * k && b.data.len() == k * n && out.len() == m * n);
    if m == 0 || n == 0 {
        return;
    }
    if k == 0 || (m < ROWS && !b.transposed) {
        return few_rows(a, b.data, bias, out, [m, k, n]);
    }
    packing.reserve([m, k, n]);
    pack_a(a, m, k, &mut packing.a);
    pack_b(b, k, n, &mut packing.b);
    // A panel of B stays in the first-level cache while those of A, half as wide, stream past it.
    for (b, j) in packing.b.chunks_exact(k).zip((0..n).step_by(COLUMNS)) {
        let bias: [f32; COLUMNS] = std::array::from_fn(|c| bias.and_then(|bias| bias.get(j + c)).map_or(0.0, |b| *b));
        for (a, out) in packing.a.chunks_exact(k).zip(out.chunks_mut(ROWS * n)) {
            tile(a, b, &bias, &mut out[j..], n, COLUMNS.min(n - j));
        }
    }
}

/// 4 x 8 sums over k, and the bias [8] last, into `columns` columns of `out`, whose rows are `n` apart; `a` [K][4],
/// `b` [K][8].
///
/// Never inlined: an engine compiles a function well once it has been called often, and one long call of a
/// larger function would stay in its baseline compiler. 8 accumulators, 2 vectors of B and one or two of A
/// fit the 16 registers of SSE and of engines' wasm; 12 accumulators do not.
#[inline(never)]
fn tile(a: &[[f32; ROWS]], b: &[[f32x4; 2]], bias: &[f32; COLUMNS], out: &mut [f32], n: usize, columns: usize) {
    let mut sums = [[f32x4::ZERO; 2]; ROWS];
    for (a, b) in a.iter().zip(b) {
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = f32x4::splat(a);
            sums[0] += a * b[0];
            sums[1] += a * b[1];
        }
    }
    let (bias_low, bias_high) = bias.split_at(4);
    let (bias_low, bias_high): (f32x4, f32x4) = (padded(bias_low).into(), padded(bias_high).into());
    for (row, [low, high]) in out.chunks_mut(n).zip(sums) {
        let (low, high) = ((low + bias_low).to_array(), (high + bias_high).to_array());
        // A length that the compiler knows is a few stores, any other a call, which for a short sum costs as much as
        // the sum.
        if columns == COLUMNS
            && let Some(row) = row.first_chunk_mut::<COLUMNS>()
        {
            row[..4].copy_from_slice(&low);
            row[4..].copy_from_slice(&high);
        } else {
            row[..columns].copy_from_slice(&[low, high].as_flattened()[..columns]);
        }
    }
}

/// Copies a [M, K] (or its transpose [K, M]) into panels of 4 rows; what lies beyond M is 0.
#[inline(never)]
fn pack_a(a: Operand, m: usize, k: usize, panels: &mut [[f32; ROWS]]) {
    for (panel, i) in panels.chunks_exact_mut(k).zip((0..m).step_by(ROWS)) {
        let rows = ROWS.min(m - i);
        if a.transposed {
            for (row, out) in a.data.chunks_exact(m).zip(panel) {
                *out = padded(&row[i..i + rows]);
            }
        } else {
            let rows = &a.data[i * k..(i + rows) * k];
            turn(rows, k, panel, |out, column| *out = column.into());
        }
    }
}

/// Copies b [K, N] (or its transpose [N, K]) into panels of 8 columns; what lies beyond N is 0.
#[inline(never)]
fn pack_b(b: Operand, k: usize, n: usize, panels: &mut [[f32x4; 2]]) {
    for (panel, j) in panels.chunks_exact_mut(k).zip((0..n).step_by(COLUMNS)) {
        let columns = COLUMNS.min(n - j);
        if b.transposed {
            let (low, high) = b.data[j * k..(j + columns) * k].split_at(columns.min(4) * k);
            turn(low, k, panel, |out, column| out[0] = column);
            turn(high, k, panel, |out, column| out[1] = column);
        } else {
            for (row, out) in b.data.chunks_exact(n).zip(panel) {
                let (low, high) = row[j..j + columns].split_at(columns.min(4));
                *out = [padded(low).into(), padded(high).into()];
            }
        }
    }
}

/// At most 4 values, then zeros.
#[inline]
fn padded(values: &[f32]) -> [f32; 4] {
    // The common case apart: four at once, not one by one.
    values.try_into().unwrap_or_else(|_| std::array::from_fn(|i| values.get(i).copied().unwrap_or(0.0)))
}

/// Hands the columns of `rows` [R, K], R at most 4, one after another and filled up with zeros, to `put`.
#[inline]
fn turn<T>(rows: &[f32], k: usize, panel: &mut [T], put: impl Fn(&mut T, f32x4)) {
    let row = |r: usize| rows.get(r * k..(r + 1) * k).unwrap_or(&[]).as_chunks::<4>();
    let ((a, a_rest), (b, b_rest), (c, c_rest), (d, d_rest)) = (row(0), row(1), row(2), row(3));
    let (blocks, rest) = panel.as_chunks_mut::<4>();
    // Spelt out rather than mapped over arrays, which is not inlined in test builds and there costs more than
    // a small product.
    for (l, [out_0, out_1, out_2, out_3]) in blocks.iter_mut().enumerate() {
        let four = |row: &[[f32; 4]]| row.get(l).map_or(f32x4::ZERO, |four| f32x4::from(*four));
        let [column_0, column_1, column_2, column_3] = f32x4::transpose([four(a), four(b), four(c), four(d)]);
        put(out_0, column_0);
        put(out_1, column_1);
        put(out_2, column_2);
        put(out_3, column_3);
    }
    for (l, out) in rest.iter_mut().enumerate() {
        let one = |row: &[f32]| row.get(l).copied().unwrap_or(0.0);
        put(out, f32x4::from([one(a_rest), one(b_rest), one(c_rest), one(d_rest)]));
    }
}

/// [`product`] for fewer rows than a panel of A: packing B, as much work as the product itself, is saved by
/// adding up rows of b, in the same order over k.
#[inline(never)]
fn few_rows(a: Operand, b: &[f32], bias: Option<&[f32]>, out: &mut [f32], [m, k, n]: [usize; 3]) {
    for (i, out) in out.chunks_exact_mut(n).enumerate() {
        out.fill(0.0);
        for (l, b) in b.chunks_exact(n).enumerate() {
            let a = if a.transposed { a.data[l * m + i] } else { a.data[i * k + l] };
            for (out, b) in out.iter_mut().zip(b) {
                *out += a * b;
            }
        }
        for (out, bias) in out.iter_mut().zip(bias.unwrap_or(&[])) {
            *out += bias;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use ndarray::Array2;

    fn random(rows: usize, columns: usize, rng: &mut Rng) -> Array2<f32> {
        Array2::from_shape_simple_fn((rows, columns), || rng.normal())
    }

    /// Holds all three products at one shape against the triple loop, bit by bit.
    fn check([m, k, n]: [usize; 3], packing: &mut Packing, rng: &mut Rng) {
        let (a, b) = (random(m, k, rng), random(k, n, rng));
        let mut expected = Array2::zeros((m, n));
        matmul_naive(a.view(), b.view(), expected.view_mut());
        let same = |out: &Array2<f32>, name| {
            let differ = out.iter().zip(&expected).filter(|(x, y)| x.to_bits() != y.to_bits()).count();
            assert_eq!(differ, 0, "{name} at [{m}, {k}, {n}]");
        };
        let mut out = Array2::from_elem((m, n), f32::NAN);
        matmul(a.view(), b.view(), out.view_mut(), packing);
        same(&out, "matmul");
        out.fill(f32::NAN);
        let turned = b.t().as_standard_layout().into_owned();
        matmul_bt(a.view(), turned.view(), out.view_mut(), packing);
        same(&out, "matmul_bt");
        out.fill(f32::NAN);
        let turned = a.t().as_standard_layout().into_owned();
        matmul_at(turned.view(), b.view(), out.view_mut(), packing);
        same(&out, "matmul_at");
    }

    #[test]
    fn every_product_has_the_bits_of_the_triple_loop() {
        let mut rng = Rng::stream(1, "matmul");
        // One packing for all: what a larger product left in it must not show.
        let mut packing = Packing::new();
        for size in [[64, 576, 128], [65, 577, 129], [63, 100, 131]] {
            check(size, &mut packing, &mut rng);
        }
        for m in 1..40 {
            for k in [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 39, 40] {
                for n in 1..40 {
                    check([m, k, n], &mut packing, &mut rng);
                }
            }
        }
    }

    #[test]
    fn a_negative_zero_is_summed_from_positive_zero() {
        let (a, b) = (ndarray::array![[-0.0_f32]], ndarray::array![[1.0_f32]]);
        let mut out = ndarray::array![[9.0_f32]];
        matmul(a.view(), b.view(), out.view_mut(), &mut Packing::new());
        assert_eq!(out[[0, 0]].to_bits(), 0.0_f32.to_bits());
    }

    #[test]
    #[should_panic(expected = "matmul: (2, 3) (2, 3) into (2, 3)")]
    fn shapes_that_do_not_fit_are_refused() {
        let a = Array2::zeros((2, 3));
        matmul(a.view(), a.view(), a.clone().view_mut(), &mut Packing::new());
    }
}
