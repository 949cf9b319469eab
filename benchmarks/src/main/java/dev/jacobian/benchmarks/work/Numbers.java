package dev.jacobian.benchmarks.work;

/**
 * Numbers that look random and are the same in every language: MurmurHash3's finalizer over seed
 * and place. {@code tasks.py} has the same function.
 */
public final class Numbers {
  private static final int SEED_STRIDE = 0x9E3779B9;

  private Numbers() {}

  /** Returns numbers from -1 (inclusive) to 1, spread evenly, each with 24 bits. */
  public static float[] uniform(int seed, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = at(seed, i);
    }
    return numbers;
  }

  /**
   * Returns the weights of a dense layer: {@code [out, in]}, scaled so that sums keep their size.
   */
  public static float[] weights(int seed, int out, int in) {
    float[] numbers = uniform(seed, out * in);
    float scale = (float) (1 / Math.sqrt(in));
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= scale;
    }
    return numbers;
  }

  /** Returns whole numbers from 0 to below a limit. */
  public static long[] below(int seed, int count, int limit) {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (long) ((at(seed, i) + 1.0) / 2 * limit);
    }
    return numbers;
  }

  private static float at(int seed, int index) {
    int z = index + seed * SEED_STRIDE;
    z = (z ^ (z >>> 16)) * 0x85EBCA6B;
    z = (z ^ (z >>> 13)) * 0xC2B2AE35;
    z ^= z >>> 16;
    return (z >>> 8) * 0x1p-23f - 1;
  }
}
