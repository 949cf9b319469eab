package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.op.RecurrentCell;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What layers of one step of a recurrent network have in common. Input {@code [n, features]}, state
 * {@code [n, hidden]}; parameters {@code weight_ih [gates * hidden, features]}, {@code weight_hh
 * [gates * hidden, hidden]}, {@code bias_ih} and {@code bias_hh [gates * hidden]}, drawn from
 * {@code U(-1/sqrt(hidden), 1/sqrt(hidden))}.
 */
public abstract sealed class RecurrentCellLayer extends Module permits GRUCell, LSTMCell, RNNCell {
  private final RecurrentCell cell;
  private final int inputSize;
  private final int hiddenSize;
  private final RecurrentWeights weights;

  RecurrentCellLayer(
      String name,
      RecurrentCell cell,
      int inputSize,
      int hiddenSize,
      LinearOptions options,
      Generator generator) {
    super(name + "(" + inputSize + ", " + hiddenSize + ")");
    if (inputSize < 1 || hiddenSize < 1) {
      throw named(
          new OptionException("a layer without features", "at least 1 input and 1 hidden feature"));
    }
    this.cell = cell;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    long gates = (long) cell.gates() * hiddenSize;
    weights =
        new RecurrentWeights(
            cell,
            drawn("weight_ih", options, generator, gates, inputSize),
            drawn("weight_hh", options, generator, gates, hiddenSize),
            options.bias() ? drawn("bias_ih", options, generator, gates) : null,
            options.bias() ? drawn("bias_hh", options, generator, gates) : null);
  }

  private Parameter drawn(String name, LinearOptions options, Generator generator, long... dims) {
    Tensor zeros = Tensor.full(Shape.of(dims), 0, options.dtype(), Device.cpu());
    Parameter parameter = registerParameter(name, zeros);
    double bound = 1 / Math.sqrt(hiddenSize);
    Init.uniform(parameter.tensor(), -bound, bound, generator);
    return parameter;
  }

  final RecurrentState step(Tensor input, @Nullable RecurrentState state) {
    Shape expected = Shape.of(input.shape().rank() == 2 ? input.size(0) : 0, hiddenSize);
    Tensor c = state == null ? null : state.cell();
    boolean fits =
        input.shape().rank() == 2
            && input.size(1) == inputSize
            && (state == null
                || (state.hidden().shape().equals(expected)
                    && (c != null) == cell.hasCell()
                    && (c == null || c.shape().equals(expected))));
    if (!fits) {
      throw named(
          new ShapeException(
              "input "
                  + input.shape()
                  + (state == null ? "" : ", state " + state.hidden().shape())
                  + (c == null ? "" : " and " + c.shape()),
              "[n, " + inputSize + "] and [n, " + hiddenSize + "]"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor zeros =
          state == null ? Tensor.full(expected, 0, input.dtype(), input.device()) : state.hidden();
      Tensor first = !cell.hasCell() ? null : c == null ? zeros : c;
      RecurrentWeights.Run run = weights.run(input.unsqueeze(0), zeros, first, null, false);
      Tensor cells = run.cells();
      return new RecurrentState(run.hidden().squeeze(0), cells == null ? null : cells.squeeze(0));
    }
  }
}
