package dev.jacobian.tensor;

/** What the families of tensor methods share: the tensor they are methods of. */
sealed interface Family
    permits Activations,
        Convolutions,
        Distances,
        Elementwise,
        Indexing,
        InPlace,
        LinearAlgebra,
        Logic,
        Pooling,
        Reductions,
        Shaping,
        Special,
        Statistics,
        Trigonometry {
  /** Returns this tensor. */
  Tensor self();
}
