package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.TensorSpec;

/**
 * The solution X of {@code A X = B}, by LU factors with partial pivoting; {@code dB = A^-T dX} and
 * {@code dA = -dB X^T}. Inputs: A {@code [..., n, n]} and B {@code [..., n, k]}. PyTorch
 * equivalent: {@code torch.linalg.solve}.
 */
public record Solve() implements MatrixOp {
  @Override
  public String name() {
    return "solve";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.SOLVE;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.requireSystem(name(), inputs[0], inputs[1]);
    return inputs[1];
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input == 0;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return gradient == 0;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value right =
        context.once(() -> b.apply(this, Matrices.turned(b, context.input(0)), context.gradient()));
    return index == 1 ? right : b.neg(Matrices.product(b, right, false, context.output(), true));
  }
}
