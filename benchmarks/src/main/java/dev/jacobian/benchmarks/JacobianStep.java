package dev.jacobian.benchmarks;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** An eager step as a user writes it. */
final class JacobianStep implements Runnable {
  private final Sequential model;
  private final Tensor x;
  private final Tensor y;
  private final MSELoss lossFn = new MSELoss();
  private final SGD optimizer;

  JacobianStep(Workload workload) {
    Generator generator = new Generator(1);
    List<Module> layers = new ArrayList<>();
    for (int i = 0; i + 1 < workload.widths().size(); i++) {
      if (i > 0) {
        layers.add(new ReLU());
      }
      layers.add(new Linear(workload.widths().get(i), workload.widths().get(i + 1), generator));
    }
    model = new Sequential(layers.toArray(Module[]::new));
    x = Tensor.randn(generator, workload.batch(), workload.inputs());
    y = Tensor.randn(generator, workload.batch(), workload.outputs());
    optimizer = new SGD(model.parameters(), workload.learningRate());
  }

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      runInCallersScope();
    }
  }

  /** One step without a scope of its own. */
  void runInCallersScope() {
    Tensor prediction = model.forward(x);
    Tensor loss = lossFn.forward(prediction, y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
  }
}
