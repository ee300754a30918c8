//! Worlds that know the truth; one file a world.

pub mod faces;
pub mod ring;
