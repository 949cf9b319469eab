package dev.jacobian.device;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Products of two batch axes as such of one, for adapters whose library knows no more. */
public final class OuterBatch {
  private OuterBatch() {}

  /**
   * Computes {@link Backend#matmul} of operands of rank 4: at once where all matrices of each
   * operand are at equal distances, else for each entry of the outer axis; of copies where the
   * adapter takes nothing that begins inside of a storage.
   */
  public static void matmul(
      Backend backend,
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output) {
    long outer = output.shape().dim(0);
    Operand left = entries(a, 0, outer);
    Operand right = entries(b, 0, outer);
    if (!backend.takesOffsets()) {
      left = left == null ? entries(a.packed(), 0, outer) : left;
      right = right == null ? entries(b.packed(), 0, outer) : right;
    }
    if (left != null && right != null) {
      Operand all = Objects.requireNonNull(entries(output, 0, outer));
      backend.matmul(alpha, left, transposeA, right, transposeB, beta, all);
      return;
    }
    for (long i = 0; i < outer; i++) {
      backend.matmul(
          alpha,
          Objects.requireNonNull(entries(a, i, 1)),
          transposeA,
          Objects.requireNonNull(entries(b, i, 1)),
          transposeB,
          beta,
          Objects.requireNonNull(entries(output, i, 1)));
    }
  }

  /** Returns the matrices of some entries, or null if these are not at equal distances. */
  private static @Nullable Operand entries(Operand x, long first, long count) {
    Layout layout = x.layout().slice(0, first, count, 1);
    Shape shape = layout.shape();
    Shape matrices = Shape.of(shape.product(0, 2), shape.dim(2), shape.dim(3));
    Layout merged = layout.reshape(matrices);
    return merged == null ? null : x.at(merged);
  }
}
