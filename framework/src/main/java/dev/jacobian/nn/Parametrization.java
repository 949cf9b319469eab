package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/** A module that computes a parameter of another from parameters of its own. */
abstract sealed class Parametrization extends Module permits Registered, SpectralNorm, WeightNorm {
  Parametrization(String description) {
    super(description);
  }

  /** Returns the parameter's value. */
  abstract Tensor value();
}
