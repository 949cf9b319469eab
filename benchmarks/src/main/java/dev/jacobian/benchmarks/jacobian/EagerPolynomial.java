package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;

/** W4, op by op. */
final class EagerPolynomial implements Program {
  private final Tensor x = Tensor.of(ArrayTask.x());

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      compute(x);
    }
  }

  static Tensor compute(Tensor x) {
    return x.mul(x).add(x.mul(2)).add(1);
  }

  @Override
  public double[] results() {
    return ArrayTask.summary(compute(x).toFloatArray());
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
