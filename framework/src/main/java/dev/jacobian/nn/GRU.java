package dev.jacobian.nn;

import dev.jacobian.op.RecurrentCell;
import dev.jacobian.tensor.Generator;

/**
 * Gated recurrent units: with gates r and z, {@code n = tanh(W x + b + r (U h + d))} and {@code h'
 * = (1 - z) n + z h}. Source: Cho et al., 2014. Shapes and parameters: {@link RecurrentLayer}.
 * PyTorch equivalent: {@code torch.nn.GRU}.
 */
public final class GRU extends RecurrentLayer {
  /** Makes a layer with PyTorch's defaults. */
  public GRU(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, RecurrentOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public GRU(int inputSize, int hiddenSize, RecurrentOptions options) {
    this(inputSize, hiddenSize, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param inputSize features of the input
   * @param hiddenSize features of a state
   * @throws dev.jacobian.shape.OptionException if one is below 1
   */
  public GRU(int inputSize, int hiddenSize, RecurrentOptions options, Generator generator) {
    super(RecurrentCell.GRU, inputSize, hiddenSize, options, generator);
  }
}
