//! The registry: two lines an experiment, its module and its entry.

mod frozen_critic;
mod max_face;
mod tail_risk;

use crate::lab::{LabError, Spec};

/// Every experiment, in the order of the essay.
pub static ALL: &[&Spec] = &[&tail_risk::SPEC, &max_face::SPEC, &frozen_critic::SPEC];

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
