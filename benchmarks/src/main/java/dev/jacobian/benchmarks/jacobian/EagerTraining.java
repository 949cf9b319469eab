package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;

/** W1 and W2, op by op, with a memory scope for each step. */
final class EagerTraining implements Program {
  private final Sequential model;
  private final Tensor x;
  private final Tensor y;
  private final MSELoss lossFn = new MSELoss();
  private final SGD optimizer;

  EagerTraining(StepTask task) {
    model = Network.of(task);
    x = Tensor.of(task.x(), task.batch(), task.inputs());
    y = Tensor.of(task.y(), task.batch(), task.outputs());
    optimizer = new SGD(model.parameters(), task.learningRate());
  }

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor prediction = model.forward(x);
      Tensor loss = lossFn.forward(prediction, y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
    }
  }

  @Override
  public double[] results() {
    return Network.loss(model, x, y);
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
