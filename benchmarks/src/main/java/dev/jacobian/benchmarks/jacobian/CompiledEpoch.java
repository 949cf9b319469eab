package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.EpochTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;

/** W3 as a loop over the loader with a compiled step. */
final class CompiledEpoch implements Program {
  private final EpochData data = new EpochData();
  private final CompiledStep step =
      CompiledStep.of(
          data.model, new MSELoss(), new SGD(data.model.parameters(), EpochTask.LEARNING_RATE));

  @Override
  public void run() {
    for (Batch batch : data.loader) {
      try (MemoryScope scope = MemoryScope.open()) {
        batch.releaseWith(scope);
        step.run(batch.inputs(), batch.targets());
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
