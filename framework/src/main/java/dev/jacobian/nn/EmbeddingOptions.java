package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import java.util.OptionalInt;

/**
 * What an {@link Embedding} layer may be asked for.
 *
 * @param paddingIdx the index of a row that is zeros at first and has no gradient, as what fills up
 *     short sequences has; from the end if it is negative; empty for none
 * @param maxNorm the greatest length of a row: a longer one that is looked up is made that long, in
 *     the weight itself; infinity for any length. PyTorch: {@code max_norm}
 * @param normType the exponent of that length, above 0
 * @param dtype type of the weight, floating point
 */
public record EmbeddingOptions(
    OptionalInt paddingIdx, double maxNorm, @Option(above = 0) double normType, DType dtype) {
  /** Checks the type and the lengths. */
  public EmbeddingOptions {
    if (!dtype.isFloating()) {
      throw new DTypeException("Embedding: dtype " + dtype, "float32 or float64");
    }
    if (!(maxNorm > 0)) {
      throw new OptionException("Embedding: max norm " + maxNorm, "a number above 0, or infinity");
    }
    OptionRanges.require(EmbeddingOptions.class, paddingIdx, maxNorm, normType, dtype);
  }

  /** Returns PyTorch's defaults: no padding, rows of any length, float32. */
  public static EmbeddingOptions defaults() {
    return new EmbeddingOptions(OptionalInt.empty(), Double.POSITIVE_INFINITY, 2, DType.FLOAT32);
  }

  /** Returns these options with a row for padding. */
  public EmbeddingOptions withPaddingIdx(int index) {
    return new EmbeddingOptions(OptionalInt.of(index), maxNorm, normType, dtype);
  }

  /** Returns these options with another greatest length of rows. */
  public EmbeddingOptions withMaxNorm(double value) {
    return new EmbeddingOptions(paddingIdx, value, normType, dtype);
  }

  /** Returns these options with another exponent of that length. */
  public EmbeddingOptions withNormType(double value) {
    return new EmbeddingOptions(paddingIdx, maxNorm, value, dtype);
  }

  /** Returns these options with another type. */
  public EmbeddingOptions withDtype(DType value) {
    return new EmbeddingOptions(paddingIdx, maxNorm, normType, value);
  }
}
