//! Optimisers let loose on a model; one file a method.

pub mod ascent;
pub mod attack;
pub mod cbas;
pub mod latent;
pub mod relaxed;
