package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;

/** W1 and W2 as a compiled step. */
final class CompiledTraining implements Program {
  private final Sequential model;
  private final Tensor x;
  private final Tensor y;
  private final CompiledStep step;
  private float loss;

  CompiledTraining(StepTask task) {
    model = Network.of(task);
    x = Tensor.of(task.x(), task.batch(), task.inputs());
    y = Tensor.of(task.y(), task.batch(), task.outputs());
    SGD optimizer = new SGD(model.parameters(), task.learningRate());
    step = CompiledStep.of(model, new MSELoss(), optimizer);
  }

  @Override
  public void run() {
    loss = step.run(x, y);
  }

  @Override
  public double[] results() {
    if (Float.isNaN(loss)) {
      throw new IllegalStateException("the loss of the compiled step is NaN");
    }
    return Network.loss(model, x, y);
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
