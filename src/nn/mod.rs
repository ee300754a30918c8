//! Small nets: matrix product, layers, losses, optimisers.
//!
//! A training step is [`Net::forward`], a [`loss`], [`Net::backward`], [`Adam::step`]; a search over inputs
//! is [`Net::forward`], a gradient of the output, [`Net::input_gradient`]. All buffers live in a
//! [`Workspace`], so that nothing here touches the heap once training has begun.

#![allow(clippy::needless_pass_by_value, reason = "an ndarray view is passed by value, as a slice is")]

pub mod activation;
pub mod loss;
pub mod matmul;
pub mod net;
pub mod optim;
#[cfg(test)]
mod tests;

pub use activation::Activation;
pub use net::{Net, Workspace};
pub use optim::{Adam, AdamConfig, Sgd, SgdConfig};

use std::fmt;

/// Why a net could not be made from what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NnError {
    /// Fewer than two sizes, or a size of zero.
    Sizes(Vec<usize>),
    /// As many parameters as the sizes do not need.
    ParameterCount {
        /// The sizes asked for.
        sizes: Vec<usize>,
        /// How many parameters these take.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// A parameter is infinite or not a number.
    NotFinite {
        /// Its place in the buffer.
        index: usize,
    },
}

impl fmt::Display for NnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sizes(sizes) => write!(f, "a net needs at least two sizes, none of them zero, not {sizes:?}"),
            Self::ParameterCount { sizes, expected, given } => {
                write!(f, "a net of sizes {sizes:?} has {expected} parameters, not {given}")
            }
            Self::NotFinite { index } => write!(f, "parameter {index} is not a finite number"),
        }
    }
}

impl std::error::Error for NnError {}
