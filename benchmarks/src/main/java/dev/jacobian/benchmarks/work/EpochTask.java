package dev.jacobian.benchmarks.work;

/** W3: rows of a linear relation with noise, on which a linear model is trained by SGD. */
public final class EpochTask {
  /** Rows of an epoch. */
  public static final int ROWS = 1_000_000;

  /** Features of a row. */
  public static final int FEATURES = 20;

  /** Rows of a step. */
  public static final int BATCH = 256;

  /** Of SGD. */
  public static final double LEARNING_RATE = 0.01;

  /** Of the order of the rows. */
  public static final long SHUFFLE_SEED = 7;

  /** The first rows, on which the trained model is judged. */
  public static final int JUDGED_ROWS = 10_000;

  private static final int INPUT_SEED = 1;
  private static final int RELATION_SEED = 3;
  private static final int NOISE_SEED = 4;
  private static final float NOISE = 0.1f;
  private static final int WEIGHT_SEED = 10;

  private EpochTask() {}

  /** Returns {@code [ROWS, FEATURES]}. */
  public static float[] x() {
    return Numbers.uniform(INPUT_SEED, ROWS * FEATURES);
  }

  /** Returns {@code [ROWS, 1]} for what {@link #x} returned. */
  public static float[] y(float[] x) {
    float[] relation = Numbers.uniform(RELATION_SEED, FEATURES);
    float[] y = Numbers.uniform(NOISE_SEED, ROWS);
    for (int row = 0; row < ROWS; row++) {
      float sum = NOISE * y[row];
      for (int column = 0; column < FEATURES; column++) {
        sum += relation[column] * x[row * FEATURES + column];
      }
      y[row] = sum;
    }
    return y;
  }

  /** Returns the first weights, {@code [1, FEATURES]}; the first bias is 0. */
  public static float[] weights() {
    return Numbers.weights(WEIGHT_SEED, 1, FEATURES);
  }
}
