package dev.jacobian.compile;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * The two training steps that the benchmarks measure.
 *
 * @param inputs a batch
 * @param targets what the batch is compared with
 */
record Workloads(Module model, CompiledStep step, Tensor inputs, Tensor targets) {

  /** Returns a linear regression, {@code Linear(10, 1)} on batches of 64. */
  static Workloads linear() {
    return of(new Linear(10, 1, new Generator(1)), 64, 10, 1);
  }

  /** Returns a network of three layers, on batches of 128. */
  static Workloads network(int inputs, int first, int second, int outputs) {
    Module model =
        new Sequential(
            new Linear(inputs, first, new Generator(1)),
            new ReLU(),
            new Linear(first, second, new Generator(2)),
            new ReLU(),
            new Linear(second, outputs, new Generator(3)));
    return of(model, 128, inputs, outputs);
  }

  private static Workloads of(Module model, int batch, int inputs, int outputs) {
    Generator generator = new Generator(9);
    return new Workloads(
        model,
        CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.01)),
        Tensor.randn(generator, batch, inputs),
        Tensor.randn(generator, batch, outputs));
  }

  /** Trains once and returns the loss. */
  float run() {
    return step.run(inputs, targets);
  }
}
