package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * The singular values S, falling, with their vectors: {@code U S V^T = A}, of A {@code [..., m, n]}
 * and with {@code k = min(m, n)}. The result is U^T {@code [k, m]} beside S {@code [k, 1]} and V^T
 * {@code [k, n]}. With {@code E_ij = S_j^2 - S_i^2}: {@code dA = U ((skew(U^T dU) / E) S + S
 * (skew(V^T dV) / E) + dS) V^T}, and of what is outside of the spans of U and V {@code (1 - U U^T)
 * dU S^-1 V^T + U S^-1 dV^T (1 - V V^T)}; it is not finite where singular values are equal. Source:
 * J. Townsend, "Differentiating the singular value decomposition", 2016. PyTorch equivalent: {@code
 * torch.linalg.svd} with {@code full_matrices=False}.
 */
public record Svd() implements MatrixOp {
  @Override
  public String name() {
    return "svd";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.SVD;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Matrices.require(name(), inputs[0]);
    Shape shape = inputs[0].shape();
    long rows = shape.dim(-2);
    long columns = shape.dim(-1);
    Shape result = Matrices.sized(shape, Math.min(rows, columns), rows + 1 + columns);
    return new TensorSpec(result, inputs[0].dtype());
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    long rows = context.inputSpec(0).shape().dim(-2);
    long columns = context.inputSpec(0).shape().dim(-1);
    Value ut = Matrices.part(b, context.output(), false, 0, rows);
    Value s = Matrices.part(b, context.output(), false, rows, 1);
    Value vt = Matrices.part(b, context.output(), false, rows + 1, columns);
    Value dut = Matrices.part(b, context.gradient(), false, 0, rows);
    Value ds = Matrices.part(b, context.gradient(), false, rows, 1);
    Value dvt = Matrices.part(b, context.gradient(), false, rows + 1, columns);
    Value st = Matrices.turned(b, s);
    Value inU = Matrices.product(b, ut, false, dut, true);
    Value inV = Matrices.product(b, vt, false, dvt, true);
    // (S_j - S_i) (S_j + S_i) loses less than a difference of squares.
    Value gaps = b.mul(b.sub(st, s), b.add(st, s));
    Value apart = Matrices.withDiagonal(b, gaps, b.scalar(1, gaps));
    Value left = b.mul(b.div(Matrices.skew(b, inU), apart), st);
    Value right = b.mul(s, b.div(Matrices.skew(b, inV), apart));
    Value inner = Matrices.withDiagonal(b, b.add(left, right), ds);
    if (rows > columns) {
      Value outside = b.sub(dut, Matrices.product(b, inU, true, ut, false));
      Value all = b.add(Matrices.product(b, inner, true, ut, false), b.div(outside, s));
      return Matrices.product(b, all, true, vt, false);
    }
    Value all = Matrices.product(b, inner, false, vt, false);
    if (columns > rows) {
      Value outside = b.sub(dvt, Matrices.product(b, inV, true, vt, false));
      all = b.add(all, b.div(outside, s));
    }
    return Matrices.product(b, ut, true, all, false);
  }
}
