package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.benchmarks.work.Numbers;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;

/** Weights by the names of parameters, as {@code with_torch.fill} gives them in Python. */
final class FirstWeights {
  private FirstWeights() {}

  /** Gives weights with several axes their numbers, and biases zeros; those of norms stay 1. */
  static void fill(Module model, int firstSeed) {
    int seed = firstSeed;
    try (Autograd.Guard guard = Autograd.noGrad()) {
      for (Map.Entry<String, Parameter> entry : new TreeMap<>(model.namedParameters()).entrySet()) {
        Tensor tensor = entry.getValue().tensor();
        if (tensor.shape().rank() > 1) {
          int out = (int) tensor.size(0);
          int in = (int) (tensor.size() / out);
          tensor.copyInPlace(Tensor.of(Numbers.weights(seed++, out, in), tensor.shape().dims()));
        } else if (entry.getKey().endsWith("bias")) {
          tensor.fillInPlace(0);
        }
      }
    }
  }
}
