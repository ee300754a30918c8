//! Worlds that know the truth; one file or folder a world.

pub mod clouds;
pub mod extremes;
pub mod faces;
pub mod ring;
pub mod sequences;
