package dev.jacobian.compile;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.AttentionOptions;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Small training steps.
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

  /** Returns an attention of four heads over 8 sequences of 64, in four tiles. */
  static Workloads attention() {
    Module model = new SelfAttention(new Linear(32, 96, new Generator(1)));
    Generator generator = new Generator(9);
    return new Workloads(
        model,
        CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.01)),
        Tensor.randn(generator, 8, 64, 32),
        Tensor.randn(generator, 8, 64, 32));
  }

  /** Queries, keys and values by one product, and the heads of {@code [n, t, 32]} side by side. */
  private static final class SelfAttention extends Module {
    private final Linear projection;

    SelfAttention(Linear projection) {
      this.projection = register("projection", projection);
    }

    @Override
    public Tensor forward(Tensor x) {
      long n = x.size(0);
      long t = x.size(1);
      Tensor all = projection.forward(x).reshape(n, t, 3, 4, 8);
      Tensor[] parts = new Tensor[3];
      for (int i = 0; i < 3; i++) {
        parts[i] = all.select(2, i).transpose(1, 2);
      }
      AttentionOptions options = AttentionOptions.defaults().withCausal(true);
      Tensor y = parts[0].scaledDotProductAttention(parts[1], parts[2], options);
      return y.transpose(1, 2).reshape(n, t, 32);
    }
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
