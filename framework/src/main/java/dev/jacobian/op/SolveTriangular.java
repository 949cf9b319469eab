package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.TensorSpec;

/**
 * The solution X of {@code A X = B} for a triangular A, whose other elements are not read; {@code
 * dB = A^-T dX} and {@code dA = -dB X^T} in the triangle. Inputs: A {@code [..., n, n]} and B
 * {@code [..., n, k]}. PyTorch equivalent: {@code torch.linalg.solve_triangular}.
 *
 * @param isUpper whether the upper triangle is read
 */
public record SolveTriangular(boolean isUpper) implements MatrixOp {
  @Override
  public String name() {
    return "solveTriangular";
  }

  @Override
  public String settings() {
    return isUpper ? "upper" : "lower";
  }

  @Override
  public MatrixFunction function() {
    return isUpper ? MatrixFunction.SOLVE_UPPER : MatrixFunction.SOLVE_LOWER;
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
        context.once(
            () ->
                b.apply(
                    new SolveTriangular(!isUpper),
                    Matrices.turned(b, context.input(0)),
                    context.gradient()));
    if (index == 1) {
      return right;
    }
    Value all = b.neg(Matrices.product(b, right, false, context.output(), true));
    return Matrices.triangle(b, all, isUpper);
  }
}
