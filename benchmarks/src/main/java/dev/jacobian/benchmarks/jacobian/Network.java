package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The dense layers of a task with their first weights. */
final class Network {
  private Network() {}

  static Sequential of(StepTask task) {
    List<Module> layers = new ArrayList<>();
    for (int layer = 0; layer < task.layers(); layer++) {
      if (layer > 0) {
        layers.add(new ReLU());
      }
      int in = task.widths().get(layer);
      layers.add(linear(in, task.widths().get(layer + 1), task.weights(layer)));
    }
    return new Sequential(layers.toArray(Module[]::new));
  }

  /**
   * Returns a layer with biases of 0.
   *
   * @param weights {@code [out, in]}
   */
  static Linear linear(int in, int out, float[] weights) {
    Linear linear = new Linear(in, out);
    linear.loadStateDict(Map.of("weight", Tensor.of(weights, out, in), "bias", Tensor.zeros(out)));
    return linear;
  }

  static double[] loss(Module model, Loss loss, Tensor x, Tensor y) {
    try (MemoryScope scope = MemoryScope.open();
        Autograd.Guard noGrad = Autograd.noGrad()) {
      return new double[] {loss.forward(model.forward(x), y).item()};
    }
  }
}
