package dev.jacobian.nn;

import dev.jacobian.op.RecurrentCell;
import dev.jacobian.tensor.Generator;

/**
 * Recurrent network: {@code h' = tanh(W x + b + U h + d)}, or with ReLU. Source: Elman, 1990.
 * Shapes and parameters: {@link RecurrentLayer}. PyTorch equivalent: {@code torch.nn.RNN}.
 */
public final class RNN extends RecurrentLayer {
  /** Makes a layer with PyTorch's defaults. */
  public RNN(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, RecurrentOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public RNN(int inputSize, int hiddenSize, RecurrentOptions options) {
    this(inputSize, hiddenSize, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param inputSize features of the input
   * @param hiddenSize features of a state
   * @throws dev.jacobian.shape.OptionException if one is below 1
   */
  public RNN(int inputSize, int hiddenSize, RecurrentOptions options, Generator generator) {
    this(inputSize, hiddenSize, options, false, generator);
  }

  /**
   * Makes a layer.
   *
   * @param relu whether the function of a step is ReLU instead of tanh. PyTorch: {@code
   *     nonlinearity}
   * @throws dev.jacobian.shape.OptionException if a number of features is below 1
   */
  public RNN(
      int inputSize, int hiddenSize, RecurrentOptions options, boolean relu, Generator generator) {
    super(
        relu ? RecurrentCell.RELU : RecurrentCell.TANH, inputSize, hiddenSize, options, generator);
  }
}
