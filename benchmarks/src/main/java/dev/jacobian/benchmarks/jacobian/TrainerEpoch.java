package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.EpochTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;

/** W3 by the trainer, without callbacks. */
final class TrainerEpoch implements Program {
  private final EpochData data = new EpochData();
  private final Trainer trainer =
      new Trainer(
          data.model,
          new MSELoss(),
          new SGD(data.model.parameters(), EpochTask.LEARNING_RATE),
          TrainerOptions.of(1));

  @Override
  public void run() {
    trainer.fit(data.loader);
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
