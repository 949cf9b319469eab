package dev.jacobian.nn;

import dev.jacobian.op.RecurrentCell;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * One step of an {@link LSTM}. Shapes and parameters: {@link RecurrentCellLayer}. PyTorch
 * equivalent: {@code torch.nn.LSTMCell}.
 */
public final class LSTMCell extends RecurrentCellLayer {
  /** Makes a layer with bias, initialised from the thread's default generator. */
  public LSTMCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, LinearOptions.defaults(), Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @throws dev.jacobian.shape.OptionException if a number of features is below 1
   */
  public LSTMCell(int inputSize, int hiddenSize, LinearOptions options, Generator generator) {
    super("LSTMCell", RecurrentCell.LSTM, inputSize, hiddenSize, options, generator);
  }

  /** Returns h and c after a step from a state of zeros. */
  public RecurrentState start(Tensor input) {
    return step(input, null);
  }

  /**
   * Returns h and c after a step.
   *
   * @throws dev.jacobian.shape.ShapeException if input or state do not fit
   */
  public RecurrentState forward(Tensor input, RecurrentState state) {
    return step(input, state);
  }
}
