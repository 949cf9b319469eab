package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;

/**
 * Q with orthonormal columns and the upper triangular R, {@code Q R = A}, of A {@code [..., m, n]}
 * with {@code m >= n}; {@code dA = (dQ + Q S) R^-T}, where S is symmetric with the upper triangle
 * of {@code dR R^T - Q^T dQ}. The result is Q {@code [m, n]} over R {@code [n, n]}, or, complete, Q
 * {@code [m, m]} beside R {@code [m, n]}, which has no gradient. Source: M. Seeger et al.,
 * "Auto-differentiating linear algebra", 2017. PyTorch equivalent: {@code torch.linalg.qr}.
 *
 * @param isComplete whether Q is square
 */
public record Qr(boolean isComplete) implements MatrixOp {
  @Override
  public String name() {
    return "qr";
  }

  @Override
  public String settings() {
    return isComplete ? "complete" : "";
  }

  @Override
  public MatrixFunction function() {
    return isComplete ? MatrixFunction.QR_COMPLETE : MatrixFunction.QR;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.require(name(), inputs[0]);
    Shape shape = inputs[0].shape();
    long rows = shape.dim(-2);
    long columns = shape.dim(-1);
    if (rows < columns) {
      throw new ShapeException("qr: the shape is " + shape, "no more columns than rows");
    }
    Shape result =
        isComplete
            ? Matrices.sized(shape, rows, rows + columns)
            : Matrices.sized(shape, rows + columns, columns);
    return new TensorSpec(result, inputs[0].dtype());
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    if (isComplete) {
      throw new AutogradException(
          "backward of a complete qr of more rows than columns, whose other columns of Q are any",
          "a reduced one");
    }
    OpBuilder b = context.builder();
    long columns = context.outputSpec().shape().dim(-1);
    long rows = context.outputSpec().shape().dim(-2) - columns;
    Value q = Matrices.part(b, context.output(), true, 0, rows);
    Value r = Matrices.part(b, context.output(), true, rows, columns);
    Value dq = Matrices.part(b, context.gradient(), true, 0, rows);
    Value dr = Matrices.part(b, context.gradient(), true, rows, columns);
    Value difference =
        b.sub(Matrices.product(b, dr, false, r, true), Matrices.product(b, q, true, dq, false));
    Value upper = Matrices.triangle(b, difference, true);
    Value symmetric = Matrices.withDiagonal(b, b.add(upper, Matrices.turned(b, upper)), upper);
    Value scaled = b.add(dq, Matrices.product(b, q, false, symmetric, false));
    Value turned = b.apply(new SolveTriangular(true), r, Matrices.turned(b, scaled));
    return Matrices.turned(b, turned);
  }
}
