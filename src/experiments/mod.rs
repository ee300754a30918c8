//! The registry: two lines an experiment, its module and its entry.
//!
//! A page fetches the experiments in three programs ([`crate::lab::Program`]), each a wasm module built with the
//! feature of its name; natively all are there.

#[cfg(feature = "faces")]
mod adversarial;
#[cfg(feature = "faces")]
mod face_gan;
#[cfg(feature = "faces")]
mod frozen_critic;
#[cfg(feature = "opening")]
mod max_face;
#[cfg(feature = "faces")]
mod tail_risk;

use crate::lab::{LabError, Spec};

/// Every experiment that was built in, in the order of the essay.
pub static ALL: &[&Spec] = &[
    #[cfg(feature = "faces")]
    &face_gan::SPEC,
    #[cfg(feature = "faces")]
    &tail_risk::SPEC,
    #[cfg(feature = "opening")]
    &max_face::SPEC,
    #[cfg(feature = "faces")]
    &adversarial::SPEC,
    #[cfg(feature = "faces")]
    &frozen_critic::SPEC,
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
