package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.compile.CompiledStep;

/** W1, W2 and W9 as a compiled step. */
final class CompiledTraining implements Program {
  private final Training training;
  private final CompiledStep step;
  private float loss;

  CompiledTraining(Training training) {
    this.training = training;
    step = CompiledStep.of(training.model(), training.loss(), training.optimizer());
  }

  @Override
  public void run() {
    loss = step.run(training.x(), training.y());
  }

  @Override
  public double[] results() {
    if (Float.isNaN(loss)) {
      throw new IllegalStateException("the loss of the compiled step is NaN");
    }
    return training.judge();
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
