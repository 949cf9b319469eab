package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * What {@link TransformerEncoderLayer} and {@link TransformerDecoderLayer} may be asked for.
 *
 * @param feedforwardDim features between the two linear maps. PyTorch: {@code dim_feedforward}
 * @param dropout the probability of dropout in training, in [0, 1)
 * @param activation between the two linear maps, such as {@code Tensor::gelu}
 * @param epsilon added to the variances of the layer norms
 * @param batchFirst whether sequences are {@code [n, t, e]} instead of {@code [t, n, e]}
 * @param normFirst whether a block normalises its input instead of its sum
 * @param dtype type of the parameters, floating point
 */
public record TransformerOptions(
    int feedforwardDim,
    double dropout,
    UnaryOperator<Tensor> activation,
    double epsilon,
    boolean batchFirst,
    boolean normFirst,
    DType dtype) {
  /**
   * Returns PyTorch's defaults: 2048 features, dropout 0.1, ReLU, epsilon 1e-5, {@code [t, n, e]},
   * norms last, float32.
   */
  public static TransformerOptions defaults() {
    return new TransformerOptions(2048, 0.1, Tensor::relu, 1e-5, false, false, DType.FLOAT32);
  }

  /** Returns these options with another number of features between the linear maps. */
  public TransformerOptions withFeedforwardDim(int value) {
    return new TransformerOptions(
        value, dropout, activation, epsilon, batchFirst, normFirst, dtype);
  }

  /** Returns these options with another probability of dropout. */
  public TransformerOptions withDropout(double value) {
    return new TransformerOptions(
        feedforwardDim, value, activation, epsilon, batchFirst, normFirst, dtype);
  }

  /** Returns these options with another activation. */
  public TransformerOptions withActivation(UnaryOperator<Tensor> value) {
    return new TransformerOptions(
        feedforwardDim, dropout, value, epsilon, batchFirst, normFirst, dtype);
  }

  /** Returns these options with another epsilon. */
  public TransformerOptions withEpsilon(double value) {
    return new TransformerOptions(
        feedforwardDim, dropout, activation, value, batchFirst, normFirst, dtype);
  }

  /** Returns these options with sequences {@code [n, t, e]} or {@code [t, n, e]}. */
  public TransformerOptions withBatchFirst(boolean value) {
    return new TransformerOptions(
        feedforwardDim, dropout, activation, epsilon, value, normFirst, dtype);
  }

  /** Returns these options with norms before the blocks or after them. */
  public TransformerOptions withNormFirst(boolean value) {
    return new TransformerOptions(
        feedforwardDim, dropout, activation, epsilon, batchFirst, value, dtype);
  }

  /** Returns these options with another type. */
  public TransformerOptions withDtype(DType value) {
    return new TransformerOptions(
        feedforwardDim, dropout, activation, epsilon, batchFirst, normFirst, value);
  }

  /** Returns those of the attention. */
  MultiheadAttentionOptions attention() {
    return MultiheadAttentionOptions.defaults()
        .withDropout(dropout)
        .withBatchFirst(batchFirst)
        .withDtype(dtype);
  }

  /** Returns those of the linear maps. */
  LinearOptions linear() {
    return LinearOptions.defaults().withDtype(dtype);
  }

  /** Returns those of the norms. */
  LayerNormOptions norm() {
    return LayerNormOptions.defaults().withEpsilon(epsilon).withDtype(dtype);
  }
}
