package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link RMSNorm} layer may be asked for.
 *
 * @param epsilon added to the mean square, not negative; null for the distance of 1 to the next
 *     number of the input's type
 * @param affine whether the result is multiplied by a weight
 * @param dtype type of the weight, floating point
 */
public record RMSNormOptions(@Nullable Double epsilon, boolean affine, DType dtype) {
  /** Checks the range of epsilon. */
  public RMSNormOptions {
    if (epsilon != null && !(epsilon >= 0)) {
      throw new OptionException("RMSNorm: epsilon " + epsilon, "0 or more");
    }
  }

  /** Returns PyTorch's defaults: epsilon by the type, with weight, float32. */
  public static RMSNormOptions defaults() {
    return new RMSNormOptions(null, true, DType.FLOAT32);
  }

  /** Returns these options with another epsilon. */
  public RMSNormOptions withEpsilon(@Nullable Double value) {
    return new RMSNormOptions(value, affine, dtype);
  }

  /** Returns these options with or without a weight. */
  public RMSNormOptions withAffine(boolean value) {
    return new RMSNormOptions(epsilon, value, dtype);
  }

  /** Returns these options with another type. */
  public RMSNormOptions withDtype(DType value) {
    return new RMSNormOptions(epsilon, affine, value);
  }
}
