package dev.jacobian.benchmarks.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;

/** W5. */
final class DjlProduct implements Program {
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray x =
      manager.create(ArrayTask.x(), new Shape(ArrayTask.SIDE, ArrayTask.SIDE));

  @Override
  public void run() {
    try (NDManager scope = manager.newSubManager()) {
      compute(scope);
    }
  }

  private NDArray compute(NDManager scope) {
    x.tempAttach(scope);
    return x.matMul(x.transpose());
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
