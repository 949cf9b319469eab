package dev.jacobian.op;

import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Matrix product: {@code Y = op(A) op(B)}, where op exchanges the last two axes if asked to; 2-D,
 * or 3-D with one batch axis. {@code dA = dY op(B)^T} and {@code dB = op(A)^T dY}, with the
 * transposes folded into the products.
 *
 * @param transposeA whether A is stored as {@code [k, m]} instead of {@code [m, k]}
 * @param transposeB whether B is stored as {@code [n, k]} instead of {@code [k, n]}
 */
public record MatMul(boolean transposeA, boolean transposeB) implements Op {
  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public String settings() {
    String left = transposeA ? "transposeA" : "";
    String right = transposeB ? "transposeB" : "";
    return left + (transposeA && transposeB ? ", " : "") + right;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec a = inputs[0];
    TensorSpec b = inputs[1];
    if (a.dtype() != b.dtype() || !a.dtype().isFloating()) {
      throw new DTypeException(
          name() + ": received " + a + " and " + b,
          "two floating-point operands of one dtype",
          a.dtype() == b.dtype()
              ? DTypeHints.toFloating(a.dtype())
              : DTypeHints.toOne(a.dtype(), b.dtype()));
    }
    int rank = a.shape().rank();
    if (rank != b.shape().rank() || rank < 2 || rank > 3) {
      throw new ShapeException(
          name() + ": ranks do not fit: " + a.shape() + " x " + b.shape(),
          "two matrices, or two batches of matrices");
    }
    if (rank == 3 && a.shape().dim(0) != b.shape().dim(0)) {
      throw new ShapeException(
          name() + ": batch sizes differ: " + a.shape() + " x " + b.shape(),
          "equal sizes of axis 0");
    }
    long m = a.shape().dim(transposeA ? -1 : -2);
    long k = a.shape().dim(transposeA ? -2 : -1);
    long n = b.shape().dim(transposeB ? -2 : -1);
    if (b.shape().dim(transposeB ? -1 : -2) != k) {
      String batch = rank == 3 ? a.shape().dim(0) + ", " : "";
      throw new ShapeException(
          name()
              + ": inner dimensions differ: "
              + describe(a.shape(), transposeA)
              + " x "
              + describe(b.shape(), transposeB),
          "the right operand to be [" + batch + (transposeB ? "n, " + k : k + ", n") + "]");
    }
    Shape shape = rank == 2 ? Shape.of(m, n) : Shape.of(a.shape().dim(0), m, n);
    return new TensorSpec(shape, a.dtype());
  }

  private static String describe(Shape shape, boolean transposed) {
    return transposed ? shape + " transposed" : shape.toString();
  }

  @Override
  public boolean takesLayouts() {
    return true;
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return new Lowering.OfProduct(transposeA, transposeB);
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input != gradient;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder builder = context.builder();
    Value gradient = context.gradient();
    Value other = context.input(1 - index);
    if (index == 0) {
      return transposeA
          ? builder.matmul(other, transposeB, gradient, true)
          : builder.matmul(gradient, false, other, !transposeB);
    }
    return transposeB
        ? builder.matmul(gradient, true, other, transposeA)
        : builder.matmul(other, !transposeA, gradient, false);
  }
}
