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
    TensorSpec scaled = new Binary(BinaryFunction.MUL).infer(inputs[1], inputs[2]);
    return new Binary(BinaryFunction.ADD).infer(inputs[0], scaled);
  }

  @Override
  public Expr expression(Expr... inputs) {
    return inputs[0].add(inputs[1].mul(inputs[2]));
  }
}
