package dev.jacobian.nn;

import dev.jacobian.op.RecurrentCell;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * One step of a {@link GRU}. Shapes and parameters: {@link RecurrentCellLayer}. PyTorch equivalent:
 * {@code torch.nn.GRUCell}.
 */
public final class GRUCell extends RecurrentCellLayer {
  /** Makes a layer with bias, initialised from the thread's default generator. */
  public GRUCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, LinearOptions.defaults(), Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @throws dev.jacobian.shape.OptionException if a number of features is below 1
   */
  public GRUCell(int inputSize, int hiddenSize, LinearOptions options, Generator generator) {
    super("GRUCell", RecurrentCell.GRU, inputSize, hiddenSize, options, generator);
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
