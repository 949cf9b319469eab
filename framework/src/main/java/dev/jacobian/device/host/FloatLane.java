package dev.jacobian.device.host;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.FloatFunctions;
import dev.jacobian.expr.FloatLoops;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.java.KernelMath;
import java.util.Arrays;

/**
 * Arithmetic in float. Functions that are no single instruction are those of {@link FloatLoops},
 * else computed in double and rounded.
 */
final class FloatLane implements Lane {
  static final FloatLane INSTANCE = new FloatLane();

  private FloatLane() {}

  @Override
  public int index() {
    return 0;
  }

  @Override
  public Object newArray(int length) {
    return new float[length];
  }

  @Override
  public void fill(Object out, int at, int count, double value) {
    Arrays.fill((float[]) out, at, at + count, (float) value);
  }

  @Override
  public void spread(Object array, int at, int count) {
    float[] values = (float[]) array;
    Arrays.fill(values, at + 1, at + count, values[at]);
  }

  @Override
  public void repeat(Object elements, Object out, int firstRun, int run, int count) {
    float[] from = (float[]) elements;
    float[] to = (float[]) out;
    int end = firstRun;
    int at = 0;
    for (int row = 0; at < count; row++) {
      float element = from[row];
      while (at < end) {
        to[at++] = element;
      }
      end = Math.min(end + run, count);
    }
  }

  @Override
  public void unary(UnaryFunction function, Object x, Object out, int count) {
    unary(function, (float[]) x, (float[]) out, count);
  }

  private static void unary(UnaryFunction function, float[] x, float[] out, int count) {
    switch (function) {
      case NEG -> {
        for (int i = 0; i < count; i++) {
          out[i] = -x[i];
        }
      }
      case ABS -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.abs(x[i]);
        }
      }
      case RELU -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.max(x[i], 0);
        }
      }
      case SQRT -> {
        for (int i = 0; i < count; i++) {
          out[i] = (float) Math.sqrt(x[i]);
        }
      }
      case RECIPROCAL -> {
        for (int i = 0; i < count; i++) {
          out[i] = 1 / x[i];
        }
      }
      case FLOOR -> {
        for (int i = 0; i < count; i++) {
          out[i] = (float) Math.floor(x[i]);
        }
      }
      case SIGN -> {
        for (int i = 0; i < count; i++) {
          out[i] = FloatFunctions.sign(x[i]);
        }
      }
      case SOFTSIGN -> {
        for (int i = 0; i < count; i++) {
          out[i] = KernelMath.softsign(x[i]);
        }
      }
      case EXP, LOG, LOG1P, TANH, SIGMOID, ERF -> FloatLoops.apply(function, x, out, count);
      default -> {
        for (int i = 0; i < count; i++) {
          out[i] = (float) function.apply(x[i]);
        }
      }
    }
  }

  @Override
  public void binary(BinaryFunction function, Object a, Object b, Object out, int count) {
    binary(function, (float[]) a, (float[]) b, (float[]) out, count);
  }

  private static void binary(
      BinaryFunction function, float[] a, float[] b, float[] out, int count) {
    switch (function) {
      case ADD -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] + b[i];
        }
      }
      case SUB -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] - b[i];
        }
      }
      case MUL -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] * b[i];
        }
      }
      case DIV -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] / b[i];
        }
      }
      case MAXIMUM -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.max(a[i], b[i]);
        }
      }
      case MINIMUM -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.min(a[i], b[i]);
        }
      }
      case FLOOR_DIV, REMAINDER -> {
        for (int i = 0; i < count; i++) {
          out[i] = (float) function.apply(a[i], b[i]);
        }
      }
      case POW -> {
        for (int i = 0; i < count; i++) {
          out[i] = (float) Math.pow(a[i], b[i]);
        }
      }
      default -> throw new IllegalArgumentException(function + " is a comparison");
    }
  }

  @Override
  public void compare(BinaryFunction function, Object a, Object b, long[] out, int count) {
    compare(function, (float[]) a, (float[]) b, out, count);
  }

  private static void compare(
      BinaryFunction function, float[] a, float[] b, long[] out, int count) {
    switch (function) {
      case EQ -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] == b[i] ? 1 : 0;
        }
      }
      case NE -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] != b[i] ? 1 : 0;
        }
      }
      case LT -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] < b[i] ? 1 : 0;
        }
      }
      case LE -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] <= b[i] ? 1 : 0;
        }
      }
      case GT -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] > b[i] ? 1 : 0;
        }
      }
      case GE -> {
        for (int i = 0; i < count; i++) {
          out[i] = a[i] >= b[i] ? 1 : 0;
        }
      }
      default -> throw new IllegalArgumentException(function + " is no comparison");
    }
  }

  @Override
  public void select(long[] condition, Object a, Object b, Object out, int count) {
    float[] whenTrue = (float[]) a;
    float[] whenFalse = (float[]) b;
    float[] result = (float[]) out;
    for (int i = 0; i < count; i++) {
      int chosen = Float.floatToRawIntBits(whenTrue[i]);
      int other = Float.floatToRawIntBits(whenFalse[i]);
      result[i] = Float.intBitsToFloat(other ^ ((chosen ^ other) & (int) -condition[i]));
    }
  }

  @Override
  public void transpose(Object matrix, Object out, int size) {
    float[] from = (float[]) matrix;
    float[] to = (float[]) out;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        to[row * size + column] = from[column * size + row];
      }
    }
  }

  @Override
  public void convert(Object x, Object out, int count) {
    float[] result = (float[]) out;
    if (x instanceof double[] values) {
      for (int i = 0; i < count; i++) {
        result[i] = (float) values[i];
      }
    } else if (x instanceof long[] values) {
      for (int i = 0; i < count; i++) {
        result[i] = values[i];
      }
    } else {
      System.arraycopy(x, 0, result, 0, count);
    }
  }
}
