//! Nets shared by experiments.

pub mod encoder;
