//! facelike: an argument about AI risk that you can run.
//!
//! Every experiment wires together a **world** that knows the truth, a **model** (a small net trained live
//! on samples of that world) and a **search** (the optimisation pressure put on the model), and plots what
//! the model believes against what the world says.
//!
//! Conventions, stated once:
//! - matrices are row-major `f32`, a row an example; dimension letters: `B` batch, `I` inputs, `O` outputs;
//! - gradients are named `d` + the name of what they are the gradient of;
//! - images are grey, row by row from the top left, 0 black to 1 white; x points right, y points down;
//! - angles are in radians; measured times never enter a figure;
//! - one seed a run, split into named streams ([`rng`]); transcendental functions come from `libm`, sums run
//!   in a fixed order, nothing contracts to a fused multiply-add: the same seed gives the same bits in every
//!   browser and natively.

pub mod experiments;
pub mod lab;
pub mod models;
pub mod nn;
#[cfg(not(target_arch = "wasm32"))]
pub mod parallel;
pub mod plot;
pub mod rng;
pub mod search;
pub mod session;
#[cfg(not(target_arch = "wasm32"))]
pub mod site;
pub mod stats;
#[cfg(target_arch = "wasm32")]
pub mod web;
pub mod worlds;
