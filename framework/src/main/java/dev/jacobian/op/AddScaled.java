package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.TensorSpec;

/**
 * A sum with a multiple in one pass: {@code y = a + c * b}, rounded twice as two ops would; {@code
 * da = dy}, {@code db = c * dy}, {@code dc = b * dy}. The operands a, b and c broadcast. PyTorch
 * equivalent: {@code torch.add} with {@code alpha}.
 */
public record AddScaled() implements ElementwiseOp {
  @Override
  public String name() {
    return "addScaled";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec scaled = new Mul().infer(inputs[1], inputs[2]);
    return new Add().infer(inputs[0], scaled);
  }

  @Override
  public Expr expression(Expr... inputs) {
    return new Expr.Binary(
        BinaryFunction.ADD, inputs[0], new Expr.Binary(BinaryFunction.MUL, inputs[1], inputs[2]));
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input + gradient == 3 && input > 0;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return index == 0
        ? context.gradient()
        : context.builder().mul(context.gradient(), context.input(3 - index));
  }
}
