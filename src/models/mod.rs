//! Nets that experiments share.

pub mod classifier;
pub mod prior;
