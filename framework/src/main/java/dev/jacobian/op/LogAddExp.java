package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.TensorSpec;

/**
 * Logarithm of a sum of two exponentials: {@code y = ln(e^a + e^b)}; {@code da = dy sigmoid(a -
 * b)}, {@code db = dy sigmoid(b - a)}. Nothing overflows; equal infinities count as equal numbers.
 * Inputs: floating point, of one type; they broadcast. PyTorch equivalent: {@code torch.logaddexp}.
 */
public record LogAddExp() implements ElementwiseOp {
  @Override
  public String name() {
    return "logAddExp";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.floating(name(), inputs[0]);
    return new Binary(BinaryFunction.ADD).infer(inputs);
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr apart = distance(inputs[0], inputs[1]).apply(UnaryFunction.ABS);
    return inputs[0]
        .apply(BinaryFunction.MAXIMUM, inputs[1])
        .add(apart.apply(UnaryFunction.NEG).apply(UnaryFunction.EXP).apply(UnaryFunction.LOG1P));
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    return gradient.mul(distance(inputs[index], inputs[1 - index]).apply(UnaryFunction.SIGMOID));
  }

  private static Expr distance(Expr a, Expr b) {
    return a.apply(BinaryFunction.EQ, b).where(a.number(0), a.sub(b));
  }
}
