package dev.jacobian.expr;

/**
 * {@link FloatFunctions} of arrays, in loops that the JVM's compiler turns into vector
 * instructions. The input may be the output.
 */
public final class FloatLoops {
  /** Arrays of each thread, since a function of several loops must not allocate. */
  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[2][0]);

  private FloatLoops() {}

  /** Returns whether there is a loop for a function here. */
  public static boolean contains(UnaryFunction function) {
    return switch (function) {
      case EXP, LOG, LOG1P, TANH, SIGMOID, ERF -> true;
      default -> false;
    };
  }

  /**
   * Computes a function of the first elements of an array.
   *
   * @throws IllegalArgumentException if {@link #contains} is false
   */
  public static void apply(UnaryFunction function, float[] x, float[] out, int count) {
    switch (function) {
      case EXP -> exp(x, out, count);
      case LOG -> log(x, out, count);
      case LOG1P -> log1p(x, out, count);
      case TANH -> tanh(x, out, count);
      case SIGMOID -> sigmoid(x, out, count);
      case ERF -> erf(x, out, count);
      default -> throw new IllegalArgumentException("no loop for " + function);
    }
  }

  /** Computes {@link FloatFunctions#exp} of the first elements of an array. */
  public static void exp(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.exp(x[i]);
    }
  }

  /** Computes {@link FloatFunctions#sigmoid} of the first elements of an array. */
  public static void sigmoid(float[] x, float[] out, int count) {
    exp(x, out, count);
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.sigmoidOfExp(out[i]);
    }
  }

  /** Computes {@link FloatFunctions#tanh} of the first elements of an array. */
  public static void tanh(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.expm1OfTwice(x[i]);
    }
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.tanhOfExpm1(out[i]);
    }
  }

  /** Computes {@link FloatFunctions#erf} of the first elements of an array. */
  public static void erf(float[] x, float[] out, int count) {
    float[] e = scratch(0, count);
    for (int i = 0; i < count; i++) {
      e[i] = FloatFunctions.erfcExponent(x[i]);
    }
    for (int i = 0; i < count; i++) {
      e[i] = FloatFunctions.expOfNegative(e[i]);
    }
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.erfOf(x[i], e[i]);
    }
  }

  /** Computes {@link FloatFunctions#log} of the first elements of an array. */
  public static void log(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      if (!FloatFunctions.hasOrdinaryLog(x[i])) {
        logOneByOne(x, out, count);
        return;
      }
    }
    logOfOrdinary(x, out, count);
  }

  private static void logOneByOne(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.log(x[i]);
    }
  }

  private static void logOfOrdinary(float[] x, float[] out, int count) {
    float[] exponents = scratch(0, count);
    for (int i = 0; i < count; i++) {
      exponents[i] = FloatFunctions.roundedExponent(x[i]);
    }
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.mantissa(x[i]);
    }
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.logOf(out[i], exponents[i]);
    }
  }

  /** Computes {@link FloatFunctions#log1p} of the first elements of an array. */
  public static void log1p(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      if (!FloatFunctions.hasOrdinaryLog1p(x[i])) {
        log1pOneByOne(x, out, count);
        return;
      }
    }
    float[] lost = scratch(1, count);
    for (int i = 0; i < count; i++) {
      lost[i] = FloatFunctions.lostBySum(x[i]);
    }
    for (int i = 0; i < count; i++) {
      out[i] = 1 + x[i];
    }
    logOfOrdinary(out, out, count);
    for (int i = 0; i < count; i++) {
      out[i] = out[i] + lost[i];
    }
  }

  private static void log1pOneByOne(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.log1p(x[i]);
    }
  }

  private static float[] scratch(int which, int count) {
    float[][] arrays = SCRATCH.get();
    if (arrays[which].length < count) {
      arrays[which] = new float[count];
    }
    return arrays[which];
  }
}
