package dev.jacobian.benchmarks.work;

/** W4 and W5: programs over a million floats, or over a part of somewhat more. */
public final class ArrayTask {
  /** Elements that a program computes with. */
  public static final int SIZE = 1_000_000;

  /** Rows and columns where they are a matrix. */
  public static final int SIDE = 1000;

  /** Rows and columns of the large matrix. */
  public static final int LARGE_SIDE = 8192;

  /** Columns of the matrix of which only {@link #SIDE} are read, from {@link #FIRST_COLUMN}. */
  public static final int COLUMNS = 1250;

  /** The first column that is read. */
  public static final int FIRST_COLUMN = 125;

  /** Distance of the elements that are read where not all are. */
  public static final int STEP = 2;

  private static final int SEED = 1;

  private ArrayTask() {}

  /** Returns a million floats. */
  public static float[] x() {
    return Numbers.uniform(SEED, SIZE);
  }

  /** Returns the floats of which a program computes with all, or with a million. */
  public static float[] x(Workload workload) {
    return switch (workload) {
      case W4_COLUMNS -> Numbers.uniform(SEED, SIDE * COLUMNS);
      case W4_STRIDED -> Numbers.uniform(SEED, SIZE * STEP);
      case W5_LARGE -> Numbers.uniform(SEED, LARGE_SIDE * LARGE_SIDE);
      default -> x();
    };
  }

  /** Returns the rows and columns of the matrix of W5. */
  public static int side(Workload workload) {
    return workload == Workload.W5_LARGE ? LARGE_SIDE : SIDE;
  }

  /** Returns what contenders are compared by: the mean and the mean of squares. */
  public static double[] summary(float[] made) {
    double sum = 0;
    for (float value : made) {
      sum += value;
    }
    return new double[] {sum / made.length, squares(made)};
  }

  /** Returns the mean of squares. */
  public static double squares(float[] made) {
    double squares = 0;
    for (float value : made) {
      squares += (double) value * value;
    }
    return squares / made.length;
  }
}
