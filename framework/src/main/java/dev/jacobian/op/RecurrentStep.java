package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;

/**
 * One result of a step of a {@link Recurrence}, forward or backward: what the gradients of its
 * gradients are composed of.
 *
 * @param cell what a step does
 * @param masked whether the last input is a mask
 * @param backward whether it is one of the gradients
 * @param result which one
 */
public record RecurrentStep(RecurrentCell cell, boolean masked, boolean backward, int result)
    implements ElementwiseOp {
  @Override
  public String name() {
    return "recurrentStep";
  }

  @Override
  public String settings() {
    return cell + (backward ? ", backward" : "") + ", result=" + result;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return inputs[0];
  }

  @Override
  public boolean isDifferentiable(int index) {
    return !masked || index != (backward ? cell.backwardInputs() : cell.forwardInputs());
  }

  @Override
  public Expr expression(Expr... inputs) {
    int own = backward ? cell.backwardInputs() : cell.forwardInputs();
    // Whoever asks for the inputs that are read passes more of them.
    Expr[] in = Arrays.copyOf(inputs, own + (masked ? 1 : 0));
    return cell.results(backward, masked, in).get(result);
  }
}
