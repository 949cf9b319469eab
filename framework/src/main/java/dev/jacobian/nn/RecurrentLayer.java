package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.op.RecurrentCell;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.OutsideRange;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What recurrent layers have in common. Input {@code [t, n, features]}, or {@code [n, t, features]}
 * if {@code batchFirst}, or {@code [t, features]}; output of the same form with {@code directions *
 * hidden} features: the states of the last layer. Parameters have PyTorch's names: {@code
 * weight_ih_l0 [gates * hidden, features]}, {@code weight_hh_l0 [gates * hidden, hidden]}, {@code
 * bias_ih_l0} and {@code bias_hh_l0 [gates * hidden]} for layer 0, and so on; those of networks
 * that read from the end, with {@code _reverse} behind; all drawn from {@code U(-1/sqrt(hidden),
 * 1/sqrt(hidden))}.
 */
public abstract sealed class RecurrentLayer extends Module permits RNN, LSTM, GRU {
  private final RecurrentCell cell;
  private final int inputSize;
  private final int hiddenSize;
  private final RecurrentOptions options;
  private final List<RecurrentWeights> networks = new ArrayList<>();
  private final List<Dropout> dropouts = new ArrayList<>();

  RecurrentLayer(
      RecurrentCell cell,
      int inputSize,
      int hiddenSize,
      RecurrentOptions options,
      Generator generator) {
    super(
        cell.hasCell()
            ? "LSTM(" + inputSize + ", " + hiddenSize + ")"
            : (cell.hasInnerBias() ? "GRU(" : "RNN(") + inputSize + ", " + hiddenSize + ")");
    if (inputSize < 1 || hiddenSize < 1) {
      throw named(
          new OptionException("a layer without features", "at least 1 input and 1 hidden feature"));
    }
    this.cell = cell;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.options = options;
    for (int layer = 0; layer < options.layers(); layer++) {
      long features = layer == 0 ? inputSize : (long) directions() * hiddenSize;
      for (int direction = 0; direction < directions(); direction++) {
        String end = "_l" + layer + (direction == 0 ? "" : "_reverse");
        networks.add(network(end, features, generator));
      }
      if (layer + 1 < options.layers() && options.dropout() > 0) {
        dropouts.add(register("dropout" + layer, new Dropout(options.dropout(), generator)));
      }
    }
  }

  private RecurrentWeights network(String end, long features, Generator generator) {
    long gates = (long) cell.gates() * hiddenSize;
    return new RecurrentWeights(
        cell,
        drawn("weight_ih" + end, generator, gates, features),
        drawn("weight_hh" + end, generator, gates, hiddenSize),
        options.bias() ? drawn("bias_ih" + end, generator, gates) : null,
        options.bias() ? drawn("bias_hh" + end, generator, gates) : null);
  }

  private Parameter drawn(String name, Generator generator, long... dims) {
    Tensor zeros = Tensor.full(Shape.of(dims), 0, options.dtype(), Device.cpu());
    Parameter parameter = registerParameter(name, zeros);
    double bound = 1 / Math.sqrt(hiddenSize);
    Init.uniform(parameter.tensor(), -bound, bound, generator);
    return parameter;
  }

  /** Returns the number of features of the input. */
  public final int inputSize() {
    return inputSize;
  }

  /** Returns the number of features of a state. */
  public final int hiddenSize() {
    return hiddenSize;
  }

  private int directions() {
    return options.bidirectional() ? 2 : 1;
  }

  /** Returns the states of the last layer, from a first state of zeros. */
  @Override
  public final Tensor forward(Tensor input) {
    return run(input, null, null).output();
  }

  /**
   * Returns what the layer gives from a first state on.
   *
   * @param state the first one, or null for zeros
   */
  public final RecurrentOutput forward(Tensor input, @Nullable RecurrentState state) {
    return run(input, state, null);
  }

  /**
   * Returns what the layer gives of sequences that end before the last step. Behind the end of one
   * its states stay as they are and its output is 0. PyTorch: {@code pack_padded_sequence} before,
   * and {@code pad_packed_sequence} after the layer.
   *
   * @param state the first one, or null for zeros
   * @param lengths int64 {@code [n]}, in any order; or null if all end with the last step
   * @throws ShapeException if the input, the state or the lengths do not fit
   * @throws DataException if a length is negative, or larger than the number of steps
   */
  public final RecurrentOutput run(
      Tensor input, @Nullable RecurrentState state, @Nullable Tensor lengths) {
    int batch = options.batchFirst() ? 0 : 1;
    if (input.shape().rank() == 2) {
      RecurrentState given = state == null ? null : state.map(x -> x.unsqueeze(1));
      RecurrentOutput single = run(input.unsqueeze(batch), given, lengths);
      return new RecurrentOutput(
          single.output().squeeze(batch), single.state().map(x -> x.squeeze(1)));
    }
    requireFit(input, state, lengths);
    try (Autograd.Guard layer = enter()) {
      Tensor x = options.batchFirst() ? input.transpose(0, 1) : input;
      Tensor mask = lengths == null ? null : mask(x, lengths);
      Tensor zeros = null;
      if (state == null) {
        Shape first = Shape.of(x.size(1), hiddenSize);
        zeros = Tensor.full(first, 0, x.dtype(), x.device());
      }
      List<Tensor> hidden = new ArrayList<>();
      List<Tensor> cells = new ArrayList<>();
      for (int i = 0; i < options.layers(); i++) {
        Tensor[] outputs = new Tensor[directions()];
        for (int direction = 0; direction < outputs.length; direction++) {
          int index = i * outputs.length + direction;
          Tensor h = zeros != null ? zeros : state(state, index, false);
          Tensor c = !cell.hasCell() ? null : zeros != null ? zeros : state(state, index, true);
          RecurrentWeights.Run run = networks.get(index).run(x, h, c, mask, direction == 1);
          long last = direction == 1 ? 0 : x.size(0) - 1;
          hidden.add(run.hidden().select(0, last));
          if (run.cells() != null) {
            cells.add(run.cells().select(0, last));
          }
          outputs[direction] = mask == null ? run.hidden() : run.hidden().mul(mask);
        }
        x = outputs.length == 1 ? outputs[0] : Tensor.concat(2, outputs);
        if (i < dropouts.size()) {
          x = dropouts.get(i).forward(x);
        }
      }
      return new RecurrentOutput(
          options.batchFirst() ? x.transpose(0, 1) : x,
          new RecurrentState(stacked(hidden), cells.isEmpty() ? null : stacked(cells)));
    }
  }

  private static Tensor stacked(List<Tensor> states) {
    return Tensor.stack(0, states.toArray(Tensor[]::new));
  }

  private static Tensor state(@Nullable RecurrentState state, int index, boolean isCell) {
    RecurrentState given = Objects.requireNonNull(state);
    return (isCell ? Objects.requireNonNull(given.cell()) : given.hidden()).select(0, index);
  }

  /** Returns 1 where a sequence has a step, {@code [t, n, 1]}. */
  private Tensor mask(Tensor x, Tensor lengths) {
    long most = x.size(0);
    Tensor checked =
        OutsideRange.check(
            lengths,
            most + 1,
            outside ->
                named(
                    new DataException(
                        outside.place("length"),
                        "lengths from 0 to " + most,
                        null,
                        outside.seen())));
    Tensor steps = Tensor.arange(most).to(x.device()).unsqueeze(1);
    return steps.lt(checked.unsqueeze(0)).to(x.dtype()).unsqueeze(2);
  }

  private void requireFit(Tensor input, @Nullable RecurrentState state, @Nullable Tensor lengths) {
    int batch = options.batchFirst() ? 0 : 1;
    if (input.shape().rank() != 3 || input.size(2) != inputSize || input.size(1 - batch) == 0) {
      String form = batch == 0 ? "[n, t, " : "[t, n, ";
      throw named(
          new ShapeException(
              "input " + input.shape(),
              form + inputSize + "] or [t, " + inputSize + "], with at least one step"));
    }
    DType dtype = networks.get(0).inputWeight().tensor().dtype();
    if (input.dtype() != dtype) {
      throw named(
          new DTypeException(
              "input " + input.value().spec() + ", weights " + dtype,
              "an input of the weights' dtype",
              "input.to(DType." + dtype.name() + ")"));
    }
    long n = input.size(batch);
    if (state != null) {
      Shape expected = Shape.of((long) options.layers() * directions(), n, hiddenSize);
      Tensor c = state.cell();
      boolean hasCell = c != null;
      if (!state.hidden().shape().equals(expected)
          || hasCell != cell.hasCell()
          || (c != null && !c.shape().equals(expected))) {
        throw named(
            new ShapeException(
                "state " + state.hidden().shape() + (c == null ? "" : " and " + c.shape()),
                expected + (cell.hasCell() ? " for h, and for c" : " for h, and no c")));
      }
    }
    if (lengths != null
        && (!lengths.shape().equals(Shape.of(n)) || lengths.dtype() != DType.INT64)) {
      throw named(new ShapeException("lengths " + lengths.value().spec(), "int64[" + n + "]"));
    }
  }
}
