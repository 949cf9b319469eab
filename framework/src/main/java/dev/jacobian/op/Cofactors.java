package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * The cofactors of A {@code [..., n, n]}, the gradient of its determinant: {@code C = det(A) A^-T},
 * which singular matrices have too; {@code dA = A^-T (<dC, C> I - dC^T C)}, for which A needs an
 * inverse.
 */
public record Cofactors() implements MatrixOp {
  @Override
  public String name() {
    return "cofactors";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.COFACTORS;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.requireSquare(name(), inputs[0]);
    return inputs[0];
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value a = context.input(0);
    Value cofactors = context.output();
    Value dy = context.gradient();
    int rank = a.shape().rank();
    Value inner =
        b.reshape(
            b.sum(b.mul(dy, cofactors), List.of(rank - 2, rank - 1)),
            Matrices.sized(a.shape(), 1, 1));
    Value scaled = Matrices.withDiagonal(b, b.fillLike(a, 0), inner);
    Value right = b.sub(scaled, Matrices.product(b, dy, true, cofactors, false));
    return b.apply(new Solve(), Matrices.turned(b, a), right);
  }
}
