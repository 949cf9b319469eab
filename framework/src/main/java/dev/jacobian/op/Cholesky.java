package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.TensorSpec;

/**
 * The lower triangular L with {@code L L^T = A}, of the symmetric part of A {@code [..., n, n]};
 * {@code dA} is the symmetric part of {@code L^-T P L^-1}, where P is the lower triangle of {@code
 * L^T dL} with half its diagonal. Source: I. Murray, "Differentiation of the Cholesky
 * decomposition", 2016. PyTorch equivalent: {@code torch.linalg.cholesky}, which reads the lower
 * triangle alone.
 */
public record Cholesky() implements MatrixOp {
  @Override
  public String name() {
    return "cholesky";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.CHOLESKY;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.requireSquare(name(), inputs[0]);
    return inputs[0];
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value factor = context.output();
    Value product = Matrices.product(b, factor, true, context.gradient(), false);
    Value lower = Matrices.triangle(b, product, false);
    Value half = Matrices.withDiagonal(b, lower, b.mul(lower, 0.5));
    Value turned = Matrices.turned(b, factor);
    SolveTriangular upper = new SolveTriangular(true);
    // L^-T P L^-1 is L^-T (L^-T P^T)^T.
    Value right = b.apply(upper, turned, Matrices.turned(b, half));
    return Matrices.symmetricPart(b, b.apply(upper, turned, Matrices.turned(b, right)));
  }
}
