package dev.jacobian.nn;

import dev.jacobian.op.RecurrentCell;
import dev.jacobian.tensor.Generator;

/**
 * Long short-term memory: with gates i, f, g and o of the input and the state before, {@code c' = f
 * c + i g} and {@code h' = o tanh(c')}. Sources: Hochreiter and Schmidhuber, 1997; Gers,
 * Schmidhuber and Cummins, 2000. Shapes and parameters: {@link RecurrentLayer}. PyTorch equivalent:
 * {@code torch.nn.LSTM}.
 */
public final class LSTM extends RecurrentLayer {
  /** Makes a layer with PyTorch's defaults. */
  public LSTM(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, RecurrentOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public LSTM(int inputSize, int hiddenSize, RecurrentOptions options) {
    this(inputSize, hiddenSize, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param inputSize features of the input
   * @param hiddenSize features of a state
   * @throws dev.jacobian.shape.OptionException if one is below 1
   */
  public LSTM(int inputSize, int hiddenSize, RecurrentOptions options, Generator generator) {
    super(RecurrentCell.LSTM, inputSize, hiddenSize, options, generator);
  }
}
