package dev.jacobian.op;

import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * The gradients of a {@link Recurrence} one after another: of the gates' products of the input
 * {@code [t, n, gates * h]}; of a cell with an inner bias, of those of the state, which are others,
 * {@code [t, n, gates * h]}; of the first state {@code [n, h]}, and of the first c. It has no
 * gradient, so it is not used where one is wanted. Inputs: those of the recurrence but for the
 * first, its result, and the gradient of the states in that, which begins as the result does.
 *
 * @param of the recurrence, with what backward reads
 */
public record RecurrenceGradient(Recurrence of) implements Op {
  @Override
  public String name() {
    return "recurrenceGradient";
  }

  @Override
  public String settings() {
    return of.settings();
  }

  /** Returns the number of steps. */
  long steps(List<TensorSpec> inputs) {
    RecurrentCell cell = of.cell();
    long parts = 1L + (cell.hasCell() ? 1 : 0) + cell.kept();
    long state = inputs.get(1).shape().size();
    return state == 0 ? 0 : inputs.get(inputs.size() - 2).shape().size() / parts / state;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    RecurrentCell cell = of.cell();
    long state = inputs[1].shape().size();
    long sequences = (cell.hasInnerBias() ? 2L : 1L) * cell.gates() * steps(List.of(inputs));
    long size = state * (sequences + (cell.hasCell() ? 2 : 1));
    return new TensorSpec(Shape.of(size), inputs[0].dtype());
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return new RecurrenceBackward(of, steps(inputs), new DeviceCalls());
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("recurrenceGradient has no gradient");
  }
}
