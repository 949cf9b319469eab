package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * The eigenvalues L, rising, and eigenvectors V, in columns, of the symmetric part of A {@code
 * [..., n, n]}: {@code A V = V L}. The result is L {@code [1, n]} over V {@code [n, n]}. With
 * {@code E_ij = L_j - L_i}, {@code dA} is the symmetric part of {@code V (dL + (V^T dV) / E) V^T};
 * it is not finite where eigenvalues are equal. Source: M. Giles, "Collected matrix derivative
 * results for forward and reverse mode algorithmic differentiation", 2008. PyTorch equivalent:
 * {@code torch.linalg.eigh}, which reads the lower triangle alone.
 */
public record SymmetricEigen() implements MatrixOp {
  @Override
  public String name() {
    return "eigh";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.EIGH;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.requireSquare(name(), inputs[0]);
    Shape shape = inputs[0].shape();
    Shape result = Matrices.sized(shape, shape.dim(-1) + 1, shape.dim(-1));
    return new TensorSpec(result, inputs[0].dtype());
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    long size = context.inputSpec(0).shape().dim(-1);
    Value values = Matrices.part(b, context.output(), true, 0, 1);
    Value vectors = Matrices.part(b, context.output(), true, 1, size);
    Value dValues = Matrices.part(b, context.gradient(), true, 0, 1);
    Value dVectors = Matrices.part(b, context.gradient(), true, 1, size);
    Value gaps = b.sub(values, Matrices.turned(b, values));
    Value apart = Matrices.withDiagonal(b, gaps, b.scalar(1, gaps));
    Value turns = b.div(Matrices.product(b, vectors, true, dVectors, false), apart);
    Value inner = Matrices.withDiagonal(b, turns, dValues);
    Value left = Matrices.product(b, vectors, false, inner, false);
    return Matrices.symmetricPart(b, Matrices.product(b, left, false, vectors, true));
  }
}
