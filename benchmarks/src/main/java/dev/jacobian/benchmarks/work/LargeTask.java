package dev.jacobian.benchmarks.work;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rows of a file that is larger than the heap: a linear relation with noise, as comma-separated
 * numbers with the columns of {@link CsvTask}. Twenty features and a target take 84 bytes as
 * float32.
 */
public final class LargeTask {
  /** Columns that are features. */
  public static final int FEATURES = CsvTask.FEATURES;

  /** The column that is the target. */
  public static final String TARGET = CsvTask.TARGET;

  /** Bytes of a row as float32 numbers. */
  public static final int ROW_BYTES = (FEATURES + 1) * Float.BYTES;

  /** Rows of a step. */
  public static final int BATCH = 256;

  /** Of SGD. */
  public static final double LEARNING_RATE = 0.01;

  /** Of the order of the rows. */
  public static final long SHUFFLE_SEED = 7;

  /** Rows that are mixed at a time where not all are. */
  public static final int SHUFFLE_WINDOW = 1_000_000;

  /** The first rows, on which the trained model is judged. */
  public static final int JUDGED_ROWS = 100_000;

  /** What the target is where all features are 0. */
  public static final float BIAS = 0.02f;

  private static final int RELATION_SEED = -1;
  private static final int BUFFER_BYTES = 1 << 20;

  /** Targets stay between -1 and 1: 20 * 0.045 + 0.05 + 0.02. */
  private static final float RELATION_SCALE = 0.045f;

  private static final float NOISE = 0.05f;

  private LargeTask() {}

  /** Returns the weights that the rows were made with, one for each feature. */
  public static float[] relation() {
    float[] relation = Numbers.uniform(RELATION_SEED, FEATURES);
    for (int i = 0; i < FEATURES; i++) {
      relation[i] *= RELATION_SCALE;
    }
    return relation;
  }

  /** Returns the mean squared error of the relation itself: the variance of the noise. */
  public static double leastLoss() {
    return NOISE * NOISE / 3.0;
  }

  /** Writes a file of this many rows. */
  public static void write(Path file, long rows) throws IOException {
    float[] relation = relation();
    byte[] line = new byte[(FEATURES + 1) * CsvTask.LONGEST_CELL];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
      out.write(CsvTask.header());
      for (int row = 0; row < rows; row++) {
        out.write(line, 0, CsvTask.fill(line, row(row, relation)));
      }
    }
  }

  private static float[] row(int number, float[] relation) {
    float[] numbers = Numbers.uniform(number, FEATURES + 1);
    float target = BIAS + NOISE * numbers[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      target += relation[i] * numbers[i];
    }
    numbers[FEATURES] = target;
    return numbers;
  }
}
