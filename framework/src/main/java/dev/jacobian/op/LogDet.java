package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * The sign of the determinant of A {@code [..., n, n]}, 0 if A is singular, beside the logarithm of
 * its magnitude: {@code [..., 1, 2]}; {@code dA = A^-T dy} of the logarithm, and 0 of the sign.
 * PyTorch equivalent: {@code torch.linalg.slogdet}.
 */
public record LogDet() implements MatrixOp {
  @Override
  public String name() {
    return "slogdet";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.SLOGDET;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.requireSquare(name(), inputs[0]);
    Shape shape = Matrices.sized(inputs[0].shape(), 1, 2);
    return new TensorSpec(shape, inputs[0].dtype());
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value a = context.input(0);
    Value log = Matrices.part(b, context.gradient(), false, 1, 1);
    Value scaled = Matrices.withDiagonal(b, b.fillLike(a, 0), log);
    return b.apply(new Solve(), Matrices.turned(b, a), scaled);
  }
}
