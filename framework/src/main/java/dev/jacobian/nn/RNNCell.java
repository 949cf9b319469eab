package dev.jacobian.nn;

import dev.jacobian.op.RecurrentCell;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * One step of an {@link RNN}. Shapes and parameters: {@link RecurrentCellLayer}. PyTorch
 * equivalent: {@code torch.nn.RNNCell}.
 */
public final class RNNCell extends RecurrentCellLayer {
  /** Makes a layer with bias and tanh, initialised from the thread's default generator. */
  public RNNCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, LinearOptions.defaults(), false, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param relu whether the function of a step is ReLU instead of tanh. PyTorch: {@code
   *     nonlinearity}
   * @throws dev.jacobian.shape.OptionException if a number of features is below 1
   */
  public RNNCell(
      int inputSize, int hiddenSize, LinearOptions options, boolean relu, Generator generator) {
    super(
        "RNNCell",
        relu ? RecurrentCell.RELU : RecurrentCell.TANH,
        inputSize,
        hiddenSize,
        options,
        generator);
  }

  /** Returns the state after a step from zeros. */
  @Override
  public Tensor forward(Tensor input) {
    return step(input, null).hidden();
  }

  /**
   * Returns the state after a step.
   *
   * @throws dev.jacobian.shape.ShapeException if input or state do not fit
   */
  @Override
  public Tensor forward(Tensor input, Tensor hidden) {
    return step(input, new RecurrentState(hidden)).hidden();
  }
}
