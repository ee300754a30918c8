//! A sequential net: layers y = f(x W + b), one after another (Rumelhart, Hinton & Williams 1986).
//!
//! Shapes, per layer: x [B, I], W [I, O], b [O], y [B, O]. The batch may change from call to call up to the
//! workspace's largest.

use super::NnError;
use super::activation::Activation;
use super::matmul::{Operand, Packing, product};
use crate::rng::Rng;
use ndarray::{ArrayView1, ArrayView2};
use std::ops::Range;

/// A multi-layer perceptron. All parameters lie in one buffer: per layer W [I, O] row by row, then b [O].
#[derive(Clone, Debug)]
pub struct Net {
    sizes: Vec<usize>,
    hidden: Activation,
    output: Activation,
    parameters: Vec<f32>,
}

/// How many parameters a net of these sizes has.
fn count(sizes: &[usize]) -> usize {
    sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
}

fn check_sizes(sizes: &[usize]) -> Result<(), NnError> {
    if sizes.len() < 2 || sizes.contains(&0) { Err(NnError::Sizes(sizes.to_vec())) } else { Ok(()) }
}

impl Net {
    /// A net with random weights, scaled by layer (He et al. 2015; Glorot & Bengio 2010), and biases 0.
    ///
    /// `sizes` from inputs to outputs, at least two, none of them zero.
    pub fn new(sizes: &[usize], hidden: Activation, output: Activation, rng: &mut Rng) -> Self {
        if let Err(error) = check_sizes(sizes) {
            panic!("{error}");
        }
        let mut net = Self { sizes: sizes.to_vec(), hidden, output, parameters: vec![0.0; count(sizes)] };
        for layer in 0..net.layers() {
            let [inputs, outputs] = net.shape(layer);
            let deviation = libm::sqrtf(net.activation(layer).initial_variance(inputs, outputs));
            let weights = net.range(layer).0;
            net.parameters[weights].fill_with(|| deviation * rng.normal());
        }
        net
    }

    /// A net with the given parameters, in the order of [`Self::parameters`].
    ///
    /// # Errors
    /// If the sizes make no net, or the parameters are not as many as they need or not finite.
    pub fn from_parameters(
        sizes: &[usize],
        hidden: Activation,
        output: Activation,
        parameters: Vec<f32>,
    ) -> Result<Self, NnError> {
        check_sizes(sizes)?;
        let expected = count(sizes);
        if parameters.len() != expected {
            return Err(NnError::ParameterCount { sizes: sizes.to_vec(), expected, given: parameters.len() });
        }
        if let Some(index) = parameters.iter().position(|p| !p.is_finite()) {
            return Err(NnError::NotFinite { index });
        }
        Ok(Self { sizes: sizes.to_vec(), hidden, output, parameters })
    }

    /// Elements per example, from inputs to outputs.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// Elements of an input.
    pub fn inputs(&self) -> usize {
        self.sizes[0]
    }

    /// Elements of an output.
    pub fn outputs(&self) -> usize {
        self.sizes[self.layers()]
    }

    /// Number of layers, one fewer than sizes.
    pub fn layers(&self) -> usize {
        self.sizes.len() - 1
    }

    /// Multiply-adds of a forward pass, an example: one a weight.
    pub fn multiply_adds(&self) -> u64 {
        self.sizes.windows(2).map(|pair| (pair[0] * pair[1]) as u64).sum()
    }

    /// Multiply-adds of a forward and a backward pass, an example: as many again for d W, and as many for d x in all layers
    /// but the first.
    pub fn training_multiply_adds(&self) -> u64 {
        3 * self.multiply_adds() - (self.sizes[0] * self.sizes[1]) as u64
    }

    /// All parameters: per layer W [I, O] row by row, then b [O].
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// The same, to change.
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    /// W [I, O] of a layer.
    pub fn weights(&self, layer: usize) -> ArrayView2<'_, f32> {
        view(&self.parameters[self.range(layer).0], self.shape(layer))
    }

    /// b [O] of a layer.
    pub fn bias(&self, layer: usize) -> ArrayView1<'_, f32> {
        ArrayView1::from(&self.parameters[self.range(layer).1])
    }

    /// The function after a layer's product.
    pub fn activation(&self, layer: usize) -> Activation {
        if layer + 1 == self.layers() { self.output } else { self.hidden }
    }

    /// [I, O] of a layer.
    fn shape(&self, layer: usize) -> [usize; 2] {
        [self.sizes[layer], self.sizes[layer + 1]]
    }

    /// Where a layer's W and b lie among the parameters.
    fn range(&self, layer: usize) -> (Range<usize>, Range<usize>) {
        let start = count(&self.sizes[..=layer]);
        let [inputs, outputs] = self.shape(layer);
        let middle = start + inputs * outputs;
        (start..middle, middle..middle + outputs)
    }

    /// x [B, inputs] to [B, outputs], with B at most the workspace's batch.
    pub fn forward<'w>(&self, x: ArrayView2<f32>, ws: &'w mut Workspace) -> ArrayView2<'w, f32> {
        let batch = x.nrows();
        assert_eq!(self.sizes, ws.sizes, "forward: the workspace was made for another net");
        assert!(
            x.ncols() == self.inputs() && batch <= ws.max_batch,
            "forward: x {:?} into {} inputs, batch at most {}",
            x.dim(),
            self.inputs(),
            ws.max_batch
        );
        ws.batch = batch;
        ws.has_d_input = false;
        copy(x, &mut ws.x);
        for layer in 0..self.layers() {
            let [inputs, outputs] = self.shape(layer);
            let (weights, bias) = self.range(layer);
            let (before, after) = ws.layers.split_at_mut(layer);
            let x = before.last().map_or(&ws.x, |layer| &layer.y);
            let Layer { y, slope } = &mut after[0];
            let (y, slope) = (&mut y[..batch * outputs], &mut slope[..batch * outputs]);
            product(
                Operand { data: &x[..batch * inputs], transposed: false },
                Operand { data: &self.parameters[weights], transposed: false },
                Some(&self.parameters[bias]),
                y,
                [batch, inputs, outputs],
                &mut ws.packing,
            );
            self.activation(layer).apply(y, slope);
        }
        ws.output()
    }

    /// d parameters into [`Workspace::gradient`] (overwritten, not added to), given d output [B, outputs] and
    /// the workspace as [`Self::forward`] left it; d x too if [`Workspace::with_d_input`] asked for it.
    pub fn backward(&self, d_output: ArrayView2<f32>, ws: &mut Workspace) {
        self.backpropagate(d_output, ws, true, ws.wants_d_input);
    }

    /// d x [B, inputs] alone, given d output [B, outputs] and the workspace as [`Self::forward`] left it.
    /// Leaves [`Workspace::gradient`] as it was.
    pub fn input_gradient<'w>(&self, d_output: ArrayView2<f32>, ws: &'w mut Workspace) -> ArrayView2<'w, f32> {
        self.backpropagate(d_output, ws, false, true);
        ws.d_input()
    }

    fn backpropagate(&self, d_output: ArrayView2<f32>, ws: &mut Workspace, parameters: bool, input: bool) {
        assert_eq!(self.sizes, ws.sizes, "backward: the workspace was made for another net");
        assert_eq!(d_output.dim(), (ws.batch, self.outputs()), "backward: d output has not the last output's shape");
        let batch = ws.batch;
        copy(d_output, &mut ws.d);
        ws.has_d_input = input;
        for layer in (0..self.layers()).rev() {
            let [inputs, outputs] = self.shape(layer);
            let (weights, bias) = self.range(layer);
            // d y becomes d z in place.
            let d = &mut ws.d[..batch * outputs];
            self.activation(layer).backward(d, &ws.layers[layer].slope);
            if parameters {
                let x = if layer == 0 { &ws.x } else { &ws.layers[layer - 1].y };
                // d W = x^T d z
                product(
                    Operand { data: &x[..batch * inputs], transposed: true },
                    Operand { data: d, transposed: false },
                    None,
                    &mut ws.gradient[weights.clone()],
                    [inputs, batch, outputs],
                    &mut ws.packing,
                );
                // d b = sum of d z over the batch
                let d_bias = &mut ws.gradient[bias];
                d_bias.fill(0.0);
                for row in d.chunks_exact(outputs) {
                    for (d_bias, d) in d_bias.iter_mut().zip(row) {
                        *d_bias += d;
                    }
                }
            }
            if layer > 0 || input {
                // d x = d z W^T
                product(
                    Operand { data: d, transposed: false },
                    Operand { data: &self.parameters[weights], transposed: true },
                    None,
                    &mut ws.d_x[..batch * inputs],
                    [batch, outputs, inputs],
                    &mut ws.packing,
                );
                std::mem::swap(&mut ws.d, &mut ws.d_x);
            }
        }
    }
}

/// What a layer keeps from forward for backward; both [max batch, O].
#[derive(Clone, Debug)]
struct Layer {
    y: Vec<f32>,
    /// f'(z), found beside f(z) for next to nothing.
    slope: Vec<f32>,
}

/// The buffers of a net's forward and backward passes, for batches up to a largest.
#[derive(Clone, Debug)]
pub struct Workspace {
    sizes: Vec<usize>,
    max_batch: usize,
    /// Rows of the last forward.
    batch: usize,
    /// [max batch, inputs]
    x: Vec<f32>,
    layers: Vec<Layer>,
    /// Gradient by the layer at hand's output, then the one to be written; both [max batch, widest].
    d: Vec<f32>,
    d_x: Vec<f32>,
    gradient: Vec<f32>,
    wants_d_input: bool,
    has_d_input: bool,
    packing: Packing,
}

impl Workspace {
    /// Buffers for `net` and batches of up to `max_batch`.
    pub fn new(net: &Net, max_batch: usize) -> Self {
        let sizes = net.sizes.clone();
        let zeros = |columns| vec![0.0; max_batch * columns];
        let widest = sizes.iter().fold(0, |widest, &size| widest.max(size));
        let mut packing = Packing::new();
        for layer in 0..net.layers() {
            let [inputs, outputs] = net.shape(layer);
            packing.reserve([max_batch, inputs, outputs]);
            packing.reserve([inputs, max_batch, outputs]);
            packing.reserve([max_batch, outputs, inputs]);
        }
        Self {
            max_batch,
            batch: 0,
            x: zeros(sizes[0]),
            layers: sizes[1..].iter().map(|&size| Layer { y: zeros(size), slope: zeros(size) }).collect(),
            d: zeros(widest),
            d_x: zeros(widest),
            gradient: vec![0.0; net.parameters.len()],
            wants_d_input: false,
            has_d_input: false,
            packing,
            sizes,
        }
    }

    /// Makes [`Net::backward`] find d x as well. Not so by default: it costs half as much again in a net whose
    /// first layer is the largest, and training has no use for it.
    #[must_use]
    pub fn with_d_input(mut self) -> Self {
        self.wants_d_input = true;
        self
    }

    /// The largest batch there is room for.
    pub fn max_batch(&self) -> usize {
        self.max_batch
    }

    /// The last [`Net::backward`]'s d parameters, in the order of [`Net::parameters`].
    pub fn gradient(&self) -> &[f32] {
        &self.gradient
    }

    /// The last [`Net::input_gradient`]'s, or [`Net::backward`]'s with [`Self::with_d_input`], d x [B, inputs].
    pub fn d_input(&self) -> ArrayView2<'_, f32> {
        assert!(self.has_d_input, "d_input: not found; ask for it by Workspace::with_d_input");
        view(&self.d, [self.batch, self.sizes[0]])
    }

    /// The last [`Net::forward`]'s result [B, outputs].
    pub fn output(&self) -> ArrayView2<'_, f32> {
        self.layer_output(self.layers.len() - 1)
    }

    /// The last [`Net::forward`]'s result after a layer [B, O].
    pub fn layer_output(&self, layer: usize) -> ArrayView2<'_, f32> {
        view(&self.layers[layer].y, [self.batch, self.sizes[layer + 1]])
    }
}

/// The first rows x columns elements of a buffer as a matrix.
fn view(buffer: &[f32], [rows, columns]: [usize; 2]) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows, columns), &buffer[..rows * columns]).expect("as many elements as the shape has")
}

/// Copies `from`, whatever its strides, row by row to the head of `to`.
fn copy(from: ArrayView2<f32>, to: &mut [f32]) {
    let to = &mut to[..from.len()];
    if let Some(from) = from.as_slice() {
        to.copy_from_slice(from);
    } else {
        for (to, from) in to.iter_mut().zip(from) {
            *to = *from;
        }
    }
}
