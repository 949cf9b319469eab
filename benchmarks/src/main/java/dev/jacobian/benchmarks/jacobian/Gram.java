package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;

/** W5, with the transpose folded into the product or made first. */
final class Gram implements Program {
  private final Tensor x = Tensor.of(ArrayTask.x(), ArrayTask.SIDE, ArrayTask.SIDE);
  private final boolean makesTranspose;

  Gram(boolean makesTranspose) {
    this.makesTranspose = makesTranspose;
  }

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      product();
    }
  }

  private Tensor product() {
    return makesTranspose ? x.matmul(x.t()) : x.matmulTransposed(x);
  }

  @Override
  public double[] results() {
    return ArrayTask.summary(product().toFloatArray());
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
