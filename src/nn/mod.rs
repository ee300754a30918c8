//! Small nets: matrix product, layers, losses, optimisers.
