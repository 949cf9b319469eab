package dev.jacobian.benchmarks.work;

import java.util.List;

/** A piece of work that is measured. */
public enum Workload {
  /** One step of a linear model. */
  W1("Linear(10, 1), batch 64, MSE, SGD: one step", List.of(0, 20), 1e-4),
  /** One step of a network with two hidden layers. */
  W2("MLP 784-512-256-10, batch 128, ReLU, MSE, SGD: one step", List.of(0, 20), 1e-4),
  /**
   * An epoch over rows in memory. Everybody shuffles in an order of their own, so that the losses
   * agree only about.
   */
  W3(
      "one epoch over 1,000,000 x 20 rows in memory, batch 256, shuffled, linear + MSE + SGD",
      List.of(0, 1),
      0.02),
  /** An elementwise program. */
  W4("x*x + 2x + 1 over 1,000,000 floats", List.of(1), 1e-5),
  /** The program over a matrix whose axes are exchanged. */
  W4_TRANSPOSED("the same over a transposed matrix, `x.t()`, 1000 x 1000", List.of(1), 1e-5),
  /** The program over a part of each row. */
  W4_COLUMNS("the same over columns 125 to 1124 of a matrix, 1000 x 1250", List.of(1), 1e-5),
  /** The program over every second element. */
  W4_STRIDED("the same over every second of 2,000,000 floats, `x[::2]`", List.of(1), 1e-5),
  /** A matrix product. */
  W5("1000x1000 x . x^T", List.of(1), 1e-4),
  /** A product that only a GPU makes in a moment. */
  W5_LARGE("8192x8192 x . x^T", List.of(1), 1e-4),
  /** Reading a file. */
  W6("reading a CSV file of 100 MB, 21 numbers a row, into a data set", List.of(1), 1e-5),
  /** Starting. */
  W7("start of the process to the first finished training step of W1", List.of(), 0),
  /** Memory of many small steps. */
  W8_SMALL("memory over 100,000 steps of W1", List.of(), 0),
  /** Memory of large steps. */
  W8_LARGE("memory over 1,000 steps of W2", List.of(), 0),
  /** One step of a small convolutional network. */
  W9(
      "CNN of 28x28: conv 1-32-64, max pool, 9216-128-10, batch 64, cross entropy, SGD: one step",
      List.of(0, 20),
      1e-4),
  /** One step of a small transformer. */
  W10(
      "GPT of 4 blocks, width 128, 4 heads, 12 x 64 tokens, cross entropy, AdamW: one step",
      List.of(0, 20),
      1e-3),
  /** A loss over rows, with its gradient. */
  W11("softmax and cross entropy of [4096, 1000], forward and backward", List.of(1), 1e-4),
  /** A normalization of rows, with its gradients. */
  W12("layer norm of [4096, 1024], forward and backward", List.of(1), 1e-4),
  /** Writing a text. */
  W13("256 tokens of a GPT of GPT-2's smallest form, 124M weights, greedy", List.of(1), 1e-9),
  /**
   * A whole small training. Everybody holds out other rows, so that accuracies agree only about.
   */
  W14_IRIS("a whole training on Iris, 150 x 4, start to end of the process", List.of(), 0.15),
  /** A whole training on images. */
  W14_DIGITS("a whole training on scikit-learn's digits, 1,797 x 64, likewise", List.of(), 0.15),
  /** Shards at once where kernels are small. */
  W15_DEEP("MLP of 16 layers of 64, batch 32, ReLU, MSE, SGD: one step", List.of(0, 20), 1e-4),
  /** Shards at once where kernels are large. */
  W15_WIDE("MLP 784-1024-1024-10, batch 256, likewise", List.of(0, 20), 1e-4),
  /** One step of a recurrent network. */
  W16("LSTM of 2 layers, width 256, 32 x 64 steps, MSE, SGD: one step", List.of(0, 20), 1e-4),
  /** One step of a residual network, which knows its one batch by heart after 20 of them. */
  W17("ResNet18 of 32x32, batch 32, cross entropy, SGD: one step", List.of(0, 5), 5e-3);

  private final String title;

  // From List.of.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Integer> checkpoints;

  private final double tolerance;

  Workload(String title, List<Integer> checkpoints, double tolerance) {
    this.title = title;
    this.checkpoints = checkpoints;
    this.tolerance = tolerance;
  }

  /** Returns its name in tables, which those that differ only in size share. */
  public String number() {
    return name().replaceAll("_.*", "");
  }

  /** Returns what those of one number differ in, or nothing. */
  public String variant() {
    return switch (this) {
      case W4_TRANSPOSED -> "transposed";
      case W4_COLUMNS -> "columns";
      case W4_STRIDED -> "strided";
      case W5_LARGE -> "8192";
      case W8_SMALL -> "W1";
      case W8_LARGE -> "W2";
      case W14_IRIS -> "Iris";
      case W14_DIGITS -> "digits";
      case W15_DEEP -> "deep";
      case W15_WIDE -> "wide";
      default -> "";
    };
  }

  /** Returns what is done, in a line. */
  public String title() {
    return title;
  }

  /**
   * Returns after how many calls the contenders' results are compared, ascending; empty where the
   * work is another workload's.
   */
  public List<Integer> checkpoints() {
    return checkpoints;
  }

  /** Returns by which part of their size two contenders' results may differ. */
  public double tolerance() {
    return tolerance;
  }
}
