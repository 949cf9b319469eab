package dev.jacobian.nn;

import dev.jacobian.shape.DType;

/**
 * What a {@link Linear} layer may be asked for.
 *
 * @param bias whether a bias is added
 * @param dtype type of weight and bias, floating point
 */
public record LinearOptions(boolean bias, DType dtype) {
  /** Returns PyTorch's defaults: with bias, float32. */
  public static LinearOptions defaults() {
    return new LinearOptions(true, DType.FLOAT32);
  }

  /** Returns these options with or without bias. */
  public LinearOptions withBias(boolean value) {
    return new LinearOptions(value, dtype);
  }

  /** Returns these options with another type. */
  public LinearOptions withDtype(DType value) {
    return new LinearOptions(bias, value);
  }
}
