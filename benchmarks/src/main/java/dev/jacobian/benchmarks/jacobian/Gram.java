package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;

/** W5, with the transpose folded into the product or made first. */
final class Gram implements Program {
  private final Tensor x;
  private final boolean makesTranspose;

  Gram(Workload workload, boolean makesTranspose) {
    int side = ArrayTask.side(workload);
    x = Tensor.of(ArrayTask.x(workload), side, side).to(Placement.DEVICE);
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
