//! The registry: two lines an experiment, its module and its entry.
//!
//! A page fetches the experiments in several programs ([`crate::lab::Program`]), each a wasm module built with the
//! feature of its name; natively all are there.

#[cfg(feature = "chapter2")]
mod adversarial;
#[cfg(feature = "chapter5")]
mod boredom;
#[cfg(feature = "chapter6")]
mod deceive;
#[cfg(feature = "chapter1")]
mod face_gan;
#[cfg(feature = "faceless")]
mod filter;
#[cfg(feature = "chapter2")]
mod frozen_critic;
#[cfg(feature = "chapter6")]
mod goodhart;
#[cfg(feature = "opening")]
mod max_face;
#[cfg(feature = "faceless")]
mod protein;
#[cfg(feature = "chapter6")]
mod quantilizer;
#[cfg(feature = "faceless")]
mod stakes;
#[cfg(feature = "chapter1")]
mod tail_risk;
#[cfg(test)]
mod testing;
#[cfg(feature = "chapter5")]
mod unsure;
#[cfg(feature = "chapter5")]
mod value_distance;
#[cfg(feature = "chapter6")]
mod vault;

use crate::lab::{LabError, Spec};

/// Every experiment that was built in, in the order of the essay.
pub static ALL: &[&Spec] = &[
    #[cfg(feature = "chapter1")]
    &face_gan::SPEC,
    #[cfg(feature = "chapter1")]
    &tail_risk::SPEC,
    #[cfg(feature = "opening")]
    &max_face::SPEC,
    #[cfg(feature = "chapter2")]
    &adversarial::SPEC,
    #[cfg(feature = "chapter2")]
    &frozen_critic::SPEC,
    #[cfg(feature = "faceless")]
    &protein::SPEC,
    #[cfg(feature = "faceless")]
    &stakes::SPEC,
    #[cfg(feature = "faceless")]
    &filter::SPEC,
    #[cfg(feature = "chapter5")]
    &boredom::SPEC,
    #[cfg(feature = "chapter5")]
    &value_distance::SPEC,
    #[cfg(feature = "chapter5")]
    &unsure::SPEC,
    #[cfg(feature = "chapter6")]
    &goodhart::SPEC,
    #[cfg(feature = "chapter6")]
    &vault::SPEC,
    #[cfg(feature = "chapter6")]
    &deceive::SPEC,
    #[cfg(feature = "chapter6")]
    &quantilizer::SPEC,
];

/// The experiment called `id`.
///
/// # Errors
/// [`LabError::Experiment`] names the id and those there are.
pub fn find(id: &str) -> Result<&'static Spec, LabError> {
    ALL.iter().copied().find(|spec| spec.id == id).ok_or_else(|| LabError::Experiment {
        id: crate::lab::short(id),
        known: ALL.iter().map(|spec| spec.id).collect::<Vec<_>>().join(", "),
    })
}
