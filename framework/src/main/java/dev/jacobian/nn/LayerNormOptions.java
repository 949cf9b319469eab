package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;

/**
 * What a {@link LayerNorm} or {@link GroupNorm} layer may be asked for.
 *
 * @param epsilon added to the variance, not negative
 * @param affine whether the result is multiplied by a weight and a bias is added
 * @param dtype type of weight and bias, floating point
 */
public record LayerNormOptions(double epsilon, boolean affine, DType dtype) {
  /** Checks the range of epsilon. */
  public LayerNormOptions {
    if (!(epsilon >= 0)) {
      throw new OptionException("LayerNorm: epsilon " + epsilon, "0 or more");
    }
  }

  /** Returns PyTorch's defaults: epsilon 1e-5, with weight and bias, float32. */
  public static LayerNormOptions defaults() {
    return new LayerNormOptions(1e-5, true, DType.FLOAT32);
  }

  /** Returns these options with another epsilon. */
  public LayerNormOptions withEpsilon(double value) {
    return new LayerNormOptions(value, affine, dtype);
  }

  /** Returns these options with or without weight and bias. */
  public LayerNormOptions withAffine(boolean value) {
    return new LayerNormOptions(epsilon, value, dtype);
  }

  /** Returns these options with another type. */
  public LayerNormOptions withDtype(DType value) {
    return new LayerNormOptions(epsilon, affine, value);
  }
}
