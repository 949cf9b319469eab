package dev.jacobian.models;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Tensor;

/** The training loop of all estimators, and the forward pass of a trained module. */
final class Fitting {
  private Fitting() {}

  /**
   * Trains a module in place and leaves it in evaluation mode.
   *
   * @param x {@code [n, features]} of the options' dtype
   * @param y {@code [n, ...]}, as the loss wants it
   * @throws NumericException if the loss of an epoch is not finite
   */
  static void run(Module module, Loss loss, Tensor x, Tensor y, FitOptions options) {
    module.to(options.device()).train();
    Optimizer optimizer = options.optimizer().create(module.parameters(), options.learningRate());
    DataLoader.Options loading =
        DataLoader.Options.of(options.batchSize()).withShuffle(options.seed());
    try (DataLoader loader = DataLoader.of(new TensorDataset(x, y), loading)) {
      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        optimizer.setLearningRate(options.learningRate() * rate(epoch, options.epochs()));
        double last = epoch(module, loss, optimizer, loader.iterator(epoch, 0, options.device()));
        if (!Double.isFinite(last)) {
          throw new NumericException(
              "the loss is "
                  + last
                  + " in epoch "
                  + epoch
                  + " with learning rate "
                  + optimizer.learningRate(),
              "a finite number",
              options.standardize()
                  ? "lower the learning rate"
                  : "lower the learning rate, or standardize the data");
        }
      }
    }
    module.eval();
  }

  /**
   * Returns the part of the full learning rate that an epoch has: 1 in the first half, then falling
   * to 0.
   */
  private static double rate(int epoch, int epochs) {
    double part = Math.min(1, 2.0 * (epochs - epoch) / epochs);
    return part * part;
  }

  /** Trains one epoch and returns the loss of its last batch. */
  private static double epoch(
      Module module, Loss loss, Optimizer optimizer, BatchIterator batches) {
    double last = 0;
    while (batches.hasNext()) {
      try (MemoryScope scope = MemoryScope.open()) {
        Batch batch = batches.next();
        Tensor error = loss.forward(module.forward(batch.inputs()), batch.targets());
        optimizer.zeroGrad();
        error.backward();
        optimizer.step();
        // Reading a number waits for the device, so only the last one of an epoch is read.
        if (!batches.hasNext()) {
          last = error.item();
        }
      }
    }
    return last;
  }

  /**
   * Returns a trained module's outputs on the CPU.
   *
   * @param x {@code [n, features]} of the options' dtype
   */
  static Tensor forward(Module module, Tensor x, FitOptions options) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      return module.forward(x.to(options.device())).cpu();
    }
  }
}
