//! Nets shared by experiments.

pub mod encoder;
#[cfg(test)]
mod sanity;
