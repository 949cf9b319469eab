package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.EpochTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;

/** W3 as a loop over the loader with eager steps. */
final class EagerEpoch implements Program {
  private final EpochData data = new EpochData();
  private final MSELoss lossFn = new MSELoss();
  private final SGD optimizer = new SGD(data.model.parameters(), EpochTask.LEARNING_RATE);

  @Override
  public void run() {
    for (Batch batch : data.loader) {
      try (MemoryScope scope = MemoryScope.open()) {
        batch.releaseWith(scope);
        Tensor loss = lossFn.forward(data.model.forward(batch.inputs()), batch.targets());
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
      }
    }
  }

  @Override
  public double[] results() {
    return data.loss();
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
