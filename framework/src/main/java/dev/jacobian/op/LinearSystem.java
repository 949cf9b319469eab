package dev.jacobian.op;

import dev.jacobian.shape.TensorSpec;

/**
 * The solution X of {@code A X = B}; {@code dB = A^-T dX}, which is the solution of the transposed
 * system, and {@code dA = -dB X^T} where elements of A are read.
 */
public sealed interface LinearSystem extends MatrixOp permits Solve, SolveTriangular {
  /** Returns what solves systems of transposed matrices. */
  LinearSystem transposed();

  /** Returns the gradient of A, of which there may be more than what is read. */
  default Value ofRead(OpBuilder builder, Value gradient) {
    return gradient;
  }

  @Override
  default TensorSpec infer(TensorSpec... inputs) {
    Matrices.requireSystem(name(), inputs[0], inputs[1]);
    return inputs[1];
  }

  @Override
  default boolean usesInput(int input, int gradient) {
    return input == 0;
  }

  @Override
  default boolean usesOutput(int gradient) {
    return gradient == 0;
  }

  @Override
  default Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value right =
        context.once(
            () -> b.apply(transposed(), Matrices.turned(b, context.input(0)), context.gradient()));
    return index == 1
        ? right
        : ofRead(b, b.neg(Matrices.product(b, right, false, context.output(), true)));
  }
}
