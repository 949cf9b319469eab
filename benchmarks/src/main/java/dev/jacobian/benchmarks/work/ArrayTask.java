package dev.jacobian.benchmarks.work;

/** W4 and W5: programs over one array of a million floats. */
public final class ArrayTask {
  /** Elements of the array. */
  public static final int SIZE = 1_000_000;

  /** Rows and columns where it is a matrix. */
  public static final int SIDE = 1000;

  private static final int SEED = 1;

  private ArrayTask() {}

  /** Returns the array. */
  public static float[] x() {
    return Numbers.uniform(SEED, SIZE);
  }

  /** Returns what contenders are compared by: the mean and the mean of squares. */
  public static double[] summary(float[] made) {
    double sum = 0;
    double squares = 0;
    for (float value : made) {
      sum += value;
      squares += (double) value * value;
    }
    return new double[] {sum / made.length, squares / made.length};
  }
}
