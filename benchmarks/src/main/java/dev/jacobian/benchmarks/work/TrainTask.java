package dev.jacobian.benchmarks.work;

import java.util.Locale;

/**
 * W14: a network with one hidden layer that is trained by Adam on features that are standardized by
 * the training rows; a fifth of the rows is held out, and judged after each epoch.
 *
 * @param hidden width of the hidden layer
 * @param activation of the hidden layer, as a configuration names it
 * @param learningRate of Adam
 * @param epochs of training
 * @param batch rows of a step
 * @param seed of weights, order and split
 */
public record TrainTask(
    int hidden, String activation, double learningRate, int epochs, int batch, int seed) {

  /** Returns a workload's training; that of Iris is {@code examples/configs/iris.yaml}. */
  public static TrainTask of(Workload workload) {
    return switch (workload) {
      case W14_IRIS -> new TrainTask(16, "tanh", 0.01, 60, 16, 1);
      case W14_DIGITS -> new TrainTask(64, "relu", 0.001, 20, 32, 1);
      default -> throw new IllegalArgumentException(workload + " is not a whole training");
    };
  }

  /**
   * Returns the configuration of Jacobian's command line.
   *
   * @param npz the file's name, with arrays {@code x} and {@code y}
   */
  public String config(String npz) {
    return String.format(
        Locale.ROOT,
        """
        data:
          npz: %s
          inputs: x
          targets: y
          standardize: features
          validation: 0.2

        model:
          type: mlp
          hidden: [%d]
          activation: %s

        loss: cross_entropy

        optimizer:
          type: adam
          learningRate: %s

        metrics: [accuracy]
        epochs: %d
        batchSize: %d
        seed: %d
        """,
        npz,
        hidden,
        activation,
        learningRate,
        epochs,
        batch,
        seed);
  }
}
