package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import java.util.OptionalInt;

/**
 * What a {@link MultiheadAttention} layer may be asked for.
 *
 * @param dropout the probability of a weight to become 0 in training, in [0, 1)
 * @param bias whether the projections have biases
 * @param keyDim features of the keys; empty for those of the queries. PyTorch: {@code kdim}
 * @param valueDim features of the values; empty for those of the queries. PyTorch: {@code vdim}
 * @param batchFirst whether sequences are {@code [n, t, e]} instead of {@code [t, n, e]}
 * @param dtype type of the parameters, floating point
 */
public record MultiheadAttentionOptions(
    double dropout,
    boolean bias,
    OptionalInt keyDim,
    OptionalInt valueDim,
    boolean batchFirst,
    DType dtype) {
  /** Returns PyTorch's defaults: no dropout, biases, {@code [t, n, e]}, float32. */
  public static MultiheadAttentionOptions defaults() {
    return new MultiheadAttentionOptions(
        0, true, OptionalInt.empty(), OptionalInt.empty(), false, DType.FLOAT32);
  }

  /** Returns these options with dropout. */
  public MultiheadAttentionOptions withDropout(double value) {
    return new MultiheadAttentionOptions(value, bias, keyDim, valueDim, batchFirst, dtype);
  }

  /** Returns these options with or without biases. */
  public MultiheadAttentionOptions withBias(boolean value) {
    return new MultiheadAttentionOptions(dropout, value, keyDim, valueDim, batchFirst, dtype);
  }

  /** Returns these options with keys and values of other numbers of features. */
  public MultiheadAttentionOptions withDims(int keys, int values) {
    return new MultiheadAttentionOptions(
        dropout, bias, OptionalInt.of(keys), OptionalInt.of(values), batchFirst, dtype);
  }

  /** Returns these options with sequences {@code [n, t, e]} or {@code [t, n, e]}. */
  public MultiheadAttentionOptions withBatchFirst(boolean value) {
    return new MultiheadAttentionOptions(dropout, bias, keyDim, valueDim, value, dtype);
  }

  /** Returns these options with another type. */
  public MultiheadAttentionOptions withDtype(DType value) {
    return new MultiheadAttentionOptions(dropout, bias, keyDim, valueDim, batchFirst, value);
  }
}
