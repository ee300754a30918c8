//! Worlds that know the truth; one file a world.
