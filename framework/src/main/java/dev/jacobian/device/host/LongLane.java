package dev.jacobian.device.host;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.IntegerPower;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import java.util.Arrays;

/** Arithmetic in long, for all integers and for truth values (1 and 0). */
final class LongLane implements Lane {
  static final LongLane INSTANCE = new LongLane();

  private LongLane() {}

  @Override
  public int index() {
    return 2;
  }

  @Override
  public Object newArray(int length) {
    return new long[length];
  }

  @Override
  public void fill(Object out, int at, int count, double value) {
    Arrays.fill((long[]) out, at, at + count, (long) value);
  }

  @Override
  public void spread(Object array, int at, int count) {
    long[] values = (long[]) array;
    Arrays.fill(values, at + 1, at + count, values[at]);
  }

  @Override
  public void repeat(Object elements, Object out, int firstRun, int run, int count) {
    long[] from = (long[]) elements;
    long[] to = (long[]) out;
    int end = firstRun;
    int at = 0;
    for (int row = 0; at < count; row++) {
      long element = from[row];
      while (at < end) {
        to[at++] = element;
      }
      end = Math.min(end + run, count);
    }
  }

  @Override
  public void unary(UnaryFunction function, Object x, Object out, int count) {
    unary(function, (long[]) x, (long[]) out, count);
  }

  private static void unary(UnaryFunction function, long[] x, long[] out, int count) {
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
      case SIGN -> {
        for (int i = 0; i < count; i++) {
          out[i] = Long.signum(x[i]);
        }
      }
      case FLOOR -> {
        for (int i = 0; i < count; i++) {
          out[i] = x[i];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          out[i] = (long) function.apply((double) x[i]);
        }
      }
    }
  }

  @Override
  public void binary(BinaryFunction function, Object a, Object b, Object out, int count) {
    binary(function, (long[]) a, (long[]) b, (long[]) out, count);
  }

  private static void binary(BinaryFunction function, long[] a, long[] b, long[] out, int count) {
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
      case FLOOR_DIV -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.floorDiv(a[i], b[i]);
        }
      }
      case REMAINDER -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.floorMod(a[i], b[i]);
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
      case POW -> {
        for (int i = 0; i < count; i++) {
          out[i] = IntegerPower.of(a[i], b[i]);
        }
      }
      case DIV, EQ, NE, LT, LE, GT, GE ->
          throw new IllegalArgumentException(function + " does not give integers");
    }
  }

  @Override
  public void compare(BinaryFunction function, Object a, Object b, long[] out, int count) {
    compare(function, (long[]) a, (long[]) b, out, count);
  }

  private static void compare(BinaryFunction function, long[] a, long[] b, long[] out, int count) {
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
    long[] whenTrue = (long[]) a;
    long[] whenFalse = (long[]) b;
    long[] result = (long[]) out;
    for (int i = 0; i < count; i++) {
      result[i] = whenFalse[i] ^ ((whenTrue[i] ^ whenFalse[i]) & -condition[i]);
    }
  }

  @Override
  public void transpose(Object matrix, Object out, int size) {
    long[] from = (long[]) matrix;
    long[] to = (long[]) out;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        to[row * size + column] = from[column * size + row];
      }
    }
  }

  @Override
  public void convert(Object x, Object out, int count) {
    long[] result = (long[]) out;
    if (x instanceof float[] values) {
      for (int i = 0; i < count; i++) {
        result[i] = (long) values[i];
      }
    } else if (x instanceof double[] values) {
      for (int i = 0; i < count; i++) {
        result[i] = (long) values[i];
      }
    } else {
      System.arraycopy(x, 0, result, 0, count);
    }
  }

  /** Limits what was converted from floating point to the range of a type, as Java's casts do. */
  static void saturate(DType dtype, long[] x, int count) {
    if (dtype == DType.INT32) {
      for (int i = 0; i < count; i++) {
        x[i] = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, x[i]));
      }
    }
  }

  /**
   * Brings results of long arithmetic back into the range of a smaller type, as that type would
   * wrap around.
   */
  static void narrow(DType dtype, Object array, int count) {
    switch (dtype) {
      case INT32 -> {
        long[] x = (long[]) array;
        for (int i = 0; i < count; i++) {
          x[i] = (int) x[i];
        }
      }
      case BOOL -> {
        long[] x = (long[]) array;
        for (int i = 0; i < count; i++) {
          x[i] = x[i] != 0 ? 1 : 0;
        }
      }
      case INT64, FLOAT32, FLOAT64 -> {}
    }
  }
}
