package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** W4, over a whole array or a view of one. */
final class Polynomial implements TensorFunction {
  private final Workload workload;

  Polynomial(Workload workload) {
    this.workload = workload;
  }

  @Override
  public Tensor[] arguments() {
    return new Tensor[] {Tensor.of(ArrayTask.x(workload)).to(Placement.DEVICE)};
  }

  @Override
  public List<Tensor> apply(Tensor... arguments) {
    Tensor x = view(arguments[0]);
    return List.of(x.mul(x).add(x.mul(2)).add(1));
  }

  private Tensor view(Tensor x) {
    int side = ArrayTask.SIDE;
    int first = ArrayTask.FIRST_COLUMN;
    return switch (workload) {
      case W4_TRANSPOSED -> x.reshape(side, side).t();
      case W4_COLUMNS -> x.reshape(side, ArrayTask.COLUMNS).slice(1, first, first + side);
      case W4_STRIDED -> x.slice(0, 0, x.size(), ArrayTask.STEP);
      default -> x;
    };
  }

  @Override
  public double[] results(List<float[]> made) {
    return ArrayTask.summary(made.get(0));
  }
}
