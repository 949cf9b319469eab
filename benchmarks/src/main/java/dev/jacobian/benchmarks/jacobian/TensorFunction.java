package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** A function of tensors that is measured. */
interface TensorFunction {
  /** Returns what it is applied to. */
  Tensor[] arguments();

  /** Computes it. */
  List<Tensor> apply(Tensor... arguments);

  /** Returns what contenders are compared by. */
  default double[] results(List<float[]> made) {
    return made.stream().mapToDouble(ArrayTask::squares).toArray();
  }
}
