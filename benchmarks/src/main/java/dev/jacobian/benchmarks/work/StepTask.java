package dev.jacobian.benchmarks.work;

import java.util.Collections;
import java.util.List;

/**
 * A training step: dense layers with ReLU between them, mean squared error, SGD, one batch that
 * stays the same.
 *
 * @param batch rows of a step
 * @param widths sizes of the layers, input first
 * @param learningRate of SGD
 */
public record StepTask(int batch, List<Integer> widths, double learningRate) {
  private static final int INPUT_SEED = 1;
  private static final int TARGET_SEED = 2;
  private static final int FIRST_WEIGHT_SEED = 10;

  /** Returns the step of W1, W2 or W15, or the one that W7 and W8 repeat. */
  public static StepTask of(Workload workload) {
    return switch (workload) {
      case W1, W7, W8_SMALL -> new StepTask(64, List.of(10, 1), 0.01);
      case W2, W8_LARGE -> new StepTask(128, List.of(784, 512, 256, 10), 0.01);
      case W15_DEEP -> new StepTask(32, Collections.nCopies(17, 64), 0.01);
      case W15_WIDE -> new StepTask(256, List.of(784, 1024, 1024, 10), 0.01);
      default -> throw new IllegalArgumentException(workload + " has no single step");
    };
  }

  /** Returns the number of dense layers. */
  public int layers() {
    return widths.size() - 1;
  }

  /** Returns the features of a row. */
  public int inputs() {
    return widths.get(0);
  }

  /** Returns the targets of a row. */
  public int outputs() {
    return widths.get(layers());
  }

  /** Returns {@code [batch, inputs]}. */
  public float[] x() {
    return Numbers.uniform(INPUT_SEED, batch * inputs());
  }

  /** Returns {@code [batch, outputs]}. */
  public float[] y() {
    return Numbers.uniform(TARGET_SEED, batch * outputs());
  }

  /** Returns the first weights of a layer, {@code [out, in]}; its first biases are 0. */
  public float[] weights(int layer) {
    return Numbers.weights(FIRST_WEIGHT_SEED + layer, widths.get(layer + 1), widths.get(layer));
  }
}
