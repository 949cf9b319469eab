package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.op.Recurrence;
import dev.jacobian.op.RecurrentCell;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one recurrent network, which reads in one direction.
 *
 * @param cell what a step does
 * @param inputWeight {@code [gates * h, features]}
 * @param stateWeight {@code [gates * h, h]}
 * @param inputBias {@code [gates * h]}, or null
 * @param stateBias {@code [gates * h]}, or null
 */
record RecurrentWeights(
    RecurrentCell cell,
    Parameter inputWeight,
    Parameter stateWeight,
    @Nullable Parameter inputBias,
    @Nullable Parameter stateBias) {

  /**
   * The states of all steps.
   *
   * @param hidden {@code [t, n, h]}
   * @param cells of the same shape, or null
   */
  record Run(Tensor hidden, @Nullable Tensor cells) {}

  /**
   * Runs over a sequence. The products of the input are one for all steps.
   *
   * @param input {@code [t, n, features]}
   * @param hidden the first state {@code [n, h]}; {@code first} the first c, or null
   * @param mask {@code [t, n, 1]}, 0 behind the end of a sequence, or null
   */
  Run run(
      Tensor input, Tensor hidden, @Nullable Tensor first, @Nullable Tensor mask, boolean reverse) {
    Tensor products = input.matmulTransposed(inputWeight.tensor());
    long h = hidden.size(1);
    if (inputBias != null && stateBias != null) {
      Tensor bias = stateBias.tensor();
      Tensor outer = cell.hasInnerBias() ? bias.slice(0, 0, 2 * h).pad(0, 0, h) : bias;
      products = products.add(inputBias.tensor().add(outer));
    }
    List<Tensor> inputs = new ArrayList<>(List.of(products, stateWeight.tensor(), hidden));
    if (cell.hasCell()) {
      inputs.add(Objects.requireNonNull(first));
    }
    if (cell.hasInnerBias()) {
      inputs.add(
          stateBias == null
              ? Tensor.full(Shape.of(h), 0, hidden.dtype(), hidden.device())
              : stateBias.tensor().slice(0, 2 * h, 3 * h));
    }
    boolean forBackward =
        Autograd.isGradEnabled() && inputs.stream().anyMatch(Tensor::requiresGrad);
    if (mask != null) {
      inputs.add(mask);
    }
    Recurrence op = new Recurrence(cell, reverse, mask != null, forBackward);
    Tensor result = Tensor.apply(op, inputs.toArray(Tensor[]::new));
    long[] shape = {input.size(0), input.size(1), h};
    long size = Shape.of(shape).size();
    // Of what backward reads there is no gradient, so it is left aside once.
    Tensor states = result.slice(0, 0, cell.hasCell() ? 2 * size : size);
    return new Run(
        states.slice(0, 0, size).reshape(shape),
        cell.hasCell() ? states.slice(0, size, 2 * size).reshape(shape) : null);
  }
}
