package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;

/**
 * What {@link RNN}, {@link LSTM} and {@link GRU} may be asked for.
 *
 * @param layers number of networks, of which each reads the states of the one before. PyTorch:
 *     {@code num_layers}
 * @param bias whether there are biases
 * @param batchFirst whether sequences are {@code [n, t, features]} instead of {@code [t, n,
 *     features]}; states are {@code [.., n, hidden]} in any case
 * @param dropout the probability of dropout between layers in training, in [0, 1]
 * @param bidirectional whether each layer has a second network that reads from the end
 * @param dtype type of the parameters, floating point
 */
public record RecurrentOptions(
    int layers,
    boolean bias,
    boolean batchFirst,
    double dropout,
    boolean bidirectional,
    DType dtype) {
  /** Checks the ranges. */
  public RecurrentOptions {
    if (layers < 1) {
      throw new OptionException("a recurrent network of " + layers + " layers", "at least 1");
    }
    if (!(dropout >= 0 && dropout <= 1)) {
      throw new OptionException(
          "a recurrent network with dropout " + dropout, "a number in [0, 1]");
    }
  }

  /** Returns PyTorch's defaults: one layer with bias, {@code [t, n, features]}, float32. */
  public static RecurrentOptions defaults() {
    return new RecurrentOptions(1, true, false, 0, false, DType.FLOAT32);
  }

  /** Returns these options with another number of layers. */
  public RecurrentOptions withLayers(int value) {
    return new RecurrentOptions(value, bias, batchFirst, dropout, bidirectional, dtype);
  }

  /** Returns these options with or without biases. */
  public RecurrentOptions withBias(boolean value) {
    return new RecurrentOptions(layers, value, batchFirst, dropout, bidirectional, dtype);
  }

  /** Returns these options with sequences {@code [n, t, features]} or {@code [t, n, features]}. */
  public RecurrentOptions withBatchFirst(boolean value) {
    return new RecurrentOptions(layers, bias, value, dropout, bidirectional, dtype);
  }

  /** Returns these options with dropout between layers. */
  public RecurrentOptions withDropout(double value) {
    return new RecurrentOptions(layers, bias, batchFirst, value, bidirectional, dtype);
  }

  /** Returns these options with or without networks that read from the end. */
  public RecurrentOptions withBidirectional(boolean value) {
    return new RecurrentOptions(layers, bias, batchFirst, dropout, value, dtype);
  }

  /** Returns these options with another type. */
  public RecurrentOptions withDtype(DType value) {
    return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, value);
  }
}
