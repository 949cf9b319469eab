package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;

/** W1, W2 and W9, op by op, with a memory scope for each step. */
final class EagerTraining implements Program {
  private final Training training;

  EagerTraining(Training training) {
    this.training = training;
  }

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor prediction = training.model().forward(training.x());
      Tensor loss = training.loss().forward(prediction, training.y());
      training.optimizer().zeroGrad();
      loss.backward();
      training.optimizer().step();
    }
  }

  @Override
  public double[] results() {
    return training.judge();
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
