//! Nets shared by experiments.

pub mod classifier;
pub mod encoder;
pub mod gan;
pub mod live_gan;
pub mod predictor;
pub mod prepared;
pub mod prior;
#[cfg(test)]
mod sanity;
