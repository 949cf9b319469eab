package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.TensorSpec;

/**
 * The determinant of A {@code [..., n, n]}, of the shape {@code [..., 1, 1]}; {@code dA = dy C}
 * with the cofactors C of A, which singular matrices have too. PyTorch equivalent: {@code
 * torch.linalg.det}.
 */
public record Det() implements MatrixOp {
  @Override
  public String name() {
    return "det";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.DET;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.requireSquare(name(), inputs[0]);
    return new TensorSpec(Matrices.sized(inputs[0].shape(), 1, 1), inputs[0].dtype());
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.mul(context.gradient(), b.apply(new Cofactors(), context.input(0)));
  }
}
