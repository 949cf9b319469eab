package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import java.util.OptionalInt;

/**
 * What an {@link Embedding} layer may be asked for.
 *
 * @param paddingIdx the index of a row that is zeros at first and has no gradient, as what fills up
 *     short sequences has; from the end if it is negative; empty for none
 * @param dtype type of the weight, floating point
 */
public record EmbeddingOptions(OptionalInt paddingIdx, DType dtype) {
  /** Checks the type. */
  public EmbeddingOptions {
    if (!dtype.isFloating()) {
      throw new DTypeException("Embedding: dtype " + dtype, "float32 or float64");
    }
  }

  /** Returns PyTorch's defaults: no padding, float32. */
  public static EmbeddingOptions defaults() {
    return new EmbeddingOptions(OptionalInt.empty(), DType.FLOAT32);
  }

  /** Returns these options with a row for padding. */
  public EmbeddingOptions withPaddingIdx(int index) {
    return new EmbeddingOptions(OptionalInt.of(index), dtype);
  }

  /** Returns these options with another type. */
  public EmbeddingOptions withDtype(DType value) {
    return new EmbeddingOptions(paddingIdx, value);
  }
}
