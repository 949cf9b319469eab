package dev.jacobian.benchmarks.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;

/** W4. */
final class DjlPolynomial implements Program {
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray x = manager.create(ArrayTask.x());

  @Override
  public void run() {
    try (NDManager scope = manager.newSubManager()) {
      compute(scope);
    }
  }

  private NDArray compute(NDManager scope) {
    x.tempAttach(scope);
    return x.mul(x).add(x.mul(2)).add(1);
  }

  @Override
  public double[] results() {
    try (NDManager scope = manager.newSubManager()) {
      return ArrayTask.summary(compute(scope).toFloatArray());
    }
  }

  @Override
  public String about() {
    return DjlPrograms.about();
  }
}
