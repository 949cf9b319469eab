package dev.jacobian.benchmarks;

import java.util.List;

/**
 * A training step that is measured: a network of dense layers with ReLU between them, mean squared
 * error, and SGD.
 *
 * @param name short name, as {@code docs/benchmarks.md} uses it
 * @param batch rows of a step
 * @param widths sizes of the layers, input first
 * @param learningRate small, so that the numbers stay finite however many steps are run
 */
record Workload(String name, int batch, List<Integer> widths, double learningRate) {
  static final Workload W1 = new Workload("W1 Linear(10, 1), batch 64", 64, List.of(10, 1), 1e-4);
  static final Workload W2 =
      new Workload("W2 MLP 784-512-256-10, batch 128", 128, List.of(784, 512, 256, 10), 1e-4);

  int inputs() {
    return widths.get(0);
  }

  int outputs() {
    return widths.get(widths.size() - 1);
  }
}
