package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.compile.Compiled;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.GradientSource;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.GradientTask;
import java.util.List;
import java.util.Optional;

/** A step of two shards: their gradients by a strategy, and a compiled update. */
final class ShardedTraining implements Program {
  private static final int SHARDS = 2;

  private final Sequential model;
  private final Batch batch;
  private final GradientSource gradients;
  private final Compiled update;

  ShardedTraining(StepTask task, GradientStrategy strategy) {
    model = Network.of(task);
    batch =
        new Batch(
            Tensor.of(task.x(), task.batch(), task.inputs()),
            Tensor.of(task.y(), task.batch(), task.outputs()));
    gradients =
        strategy.open(
            new GradientTask(model, model.device(), new MSELoss(), SHARDS, CompileMode.ON));
    SGD optimizer = new SGD(model.parameters(), task.learningRate());
    List<Parameter> parameters = model.parameters();
    update =
        Compiled.functions(
            values -> {
              for (int i = 0; i < values.length; i++) {
                parameters.get(i).tensor().setGrad(values[i].copy());
              }
              optimizer.step();
              optimizer.zeroGrad();
              return List.of();
            });
  }

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      update.runAll(
          gradients.compute(batch).gradients().stream()
              .flatMap(Optional::stream)
              .toArray(Tensor[]::new));
    }
  }

  @Override
  public double[] results() {
    return Network.loss(model, new MSELoss(), batch.inputs(), batch.targets());
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
