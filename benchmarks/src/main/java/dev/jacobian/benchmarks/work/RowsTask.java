package dev.jacobian.benchmarks.work;

/** W11 and W12: a loss and a normalization of the rows of a matrix. */
public final class RowsTask {
  /** Rows of both. */
  public static final int ROWS = 4096;

  /** Columns of W11. */
  public static final int CLASSES = 1000;

  /** Columns of W12. */
  public static final int WIDTH = 1024;

  private RowsTask() {}

  /** Returns W11's logits, {@code [ROWS, CLASSES]}. */
  public static float[] logits() {
    return Numbers.uniform(1, ROWS * CLASSES);
  }

  /** Returns W11's labels. */
  public static long[] labels() {
    return Numbers.below(2, ROWS, CLASSES);
  }

  /** Returns W12's input, {@code [ROWS, WIDTH]}. */
  public static float[] x() {
    return Numbers.uniform(1, ROWS * WIDTH);
  }

  /** Returns W12's weight. */
  public static float[] weight() {
    return Numbers.uniform(2, WIDTH);
  }

  /** Returns W12's bias. */
  public static float[] bias() {
    return Numbers.uniform(3, WIDTH);
  }

  /** Returns the gradient of W12's output, {@code [ROWS, WIDTH]}. */
  public static float[] gradient() {
    return Numbers.uniform(4, ROWS * WIDTH);
  }
}
