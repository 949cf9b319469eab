package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.CustomOp;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.shape.Shape;

/**
 * Products of matrices: on the CPU by its BLAS, else, and for batches, by libnd4j's matmul op,
 * which calls the BLAS of its processor.
 */
public final class Matmul {
  private final NativeCalls calls;
  private final Copies copies;
  private final CustomOp[] ops = new CustomOp[4];

  public Matmul(NativeCalls calls, Copies copies) {
    this.calls = calls;
    this.copies = copies;
    for (int i = 0; i < ops.length; i++) {
      ops[i] = CustomOp.of("matmul", i & 1, i >> 1, 0);
    }
  }

  /** Returns whether {@link #apply} can scale and add. */
  public boolean canScale(Operand a, Operand b, Operand output) {
    return a.shape().size() > 0 && !calls.isCuda() && CpuBlas.accepts(a, b, output);
  }

  /**
   * Computes {@code output = alpha op(a) op(b) + beta output}; the output is not empty.
   *
   * @param alpha 1 unless {@link #canScale}
   * @param beta 0 unless {@link #canScale}
   */
  public void apply(
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output) {
    if (canScale(a, b, output)) {
      CpuBlas.multiply(alpha, a, transposeA, b, transposeB, beta, output);
      return;
    }
    if (a.shape().size() == 0) {
      copies.fill(output, 0);
      return;
    }
    product(calls.view(a), transposeA, calls.view(b), transposeB, calls.view(output));
  }

  /** Multiplies matrices that are not empty. */
  void product(View a, boolean transposeA, View b, boolean transposeB, View output) {
    calls.custom(ops[(transposeA ? 1 : 0) + (transposeB ? 2 : 0)], output, a, b);
  }

  /** Multiplies operands that are read as matrices of other shapes, neither transposed. */
  void product(Operand a, Shape aShape, Operand b, Shape bShape, Operand output) {
    product(
        calls.view(a, aShape),
        false,
        calls.view(b, bShape),
        false,
        calls.view(output, Shape.of(aShape.dim(0), bShape.dim(1))));
  }
}
