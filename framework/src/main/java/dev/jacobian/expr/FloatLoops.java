package dev.jacobian.expr;

import java.util.Arrays;

/**
 * {@link FloatFunctions} of arrays, in loops that the JVM's compiler turns into vector
 * instructions. The input may be the output.
 */
public final class FloatLoops {
  /** Arrays of each thread, since a function of several loops must not allocate. */
  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[3][0]);

  /**
   * The fewest elements that a loop is given. HotSpot makes no vector instructions of a loop that
   * had few turns when it was compiled, and keeps it as it is.
   */
  private static final int FEWEST = 64;

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
    if (count >= FEWEST || count == 0) {
      loop(function, x, out, count);
      return;
    }
    float[] more = scratch(2, FEWEST);
    System.arraycopy(x, 0, more, 0, count);
    Arrays.fill(more, count, FEWEST, x[count - 1]);
    loop(function, more, more, FEWEST);
    System.arraycopy(more, 0, out, 0, count);
  }

  private static void loop(UnaryFunction function, float[] x, float[] out, int count) {
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

  private static void exp(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.exp(x[i]);
    }
  }

  private static void sigmoid(float[] x, float[] out, int count) {
    exp(x, out, count);
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.sigmoidOfExp(out[i]);
    }
  }

  private static void tanh(float[] x, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.expm1OfTwice(x[i]);
    }
    for (int i = 0; i < count; i++) {
      out[i] = FloatFunctions.tanhOfExpm1(out[i]);
    }
  }

  private static void erf(float[] x, float[] out, int count) {
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

  private static void log(float[] x, float[] out, int count) {
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

  private static void log1p(float[] x, float[] out, int count) {
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
