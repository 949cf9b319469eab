package dev.jacobian.device.host;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import java.util.Arrays;

/** Arithmetic in double. */
final class DoubleLane implements Lane {
  static final DoubleLane INSTANCE = new DoubleLane();

  private DoubleLane() {}

  @Override
  public int index() {
    return 1;
  }

  @Override
  public Object newArray(int length) {
    return new double[length];
  }

  @Override
  public void fill(Object out, int at, int count, double value) {
    Arrays.fill((double[]) out, at, at + count, value);
  }

  @Override
  public void spread(Object array, int at, int count) {
    double[] values = (double[]) array;
    Arrays.fill(values, at + 1, at + count, values[at]);
  }

  @Override
  public void repeat(Object elements, Object out, int firstRun, int run, int count) {
    double[] from = (double[]) elements;
    double[] to = (double[]) out;
    int end = firstRun;
    int at = 0;
    for (int row = 0; at < count; row++) {
      double element = from[row];
      while (at < end) {
        to[at++] = element;
      }
      end = Math.min(end + run, count);
    }
  }

  @Override
  public void unary(UnaryFunction function, Object x, Object out, int count) {
    unary(function, (double[]) x, (double[]) out, count);
  }

  private static void unary(UnaryFunction function, double[] x, double[] out, int count) {
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
          out[i] = Math.sqrt(x[i]);
        }
      }
      case RECIPROCAL -> {
        for (int i = 0; i < count; i++) {
          out[i] = 1 / x[i];
        }
      }
      case FLOOR -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.floor(x[i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          out[i] = function.apply(x[i]);
        }
      }
    }
  }

  @Override
  public void binary(BinaryFunction function, Object a, Object b, Object out, int count) {
    binary(function, (double[]) a, (double[]) b, (double[]) out, count);
  }

  private static void binary(
      BinaryFunction function, double[] a, double[] b, double[] out, int count) {
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
          out[i] = function.apply(a[i], b[i]);
        }
      }
      case POW -> {
        for (int i = 0; i < count; i++) {
          out[i] = Math.pow(a[i], b[i]);
        }
      }
      default -> throw new IllegalArgumentException(function + " is a comparison");
    }
  }

  @Override
  public void compare(BinaryFunction function, Object a, Object b, long[] out, int count) {
    compare(function, (double[]) a, (double[]) b, out, count);
  }

  private static void compare(
      BinaryFunction function, double[] a, double[] b, long[] out, int count) {
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
    double[] whenTrue = (double[]) a;
    double[] whenFalse = (double[]) b;
    double[] result = (double[]) out;
    for (int i = 0; i < count; i++) {
      long chosen = Double.doubleToRawLongBits(whenTrue[i]);
      long other = Double.doubleToRawLongBits(whenFalse[i]);
      result[i] = Double.longBitsToDouble(other ^ ((chosen ^ other) & -condition[i]));
    }
  }

  @Override
  public void transpose(Object matrix, Object out, int size) {
    double[] from = (double[]) matrix;
    double[] to = (double[]) out;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        to[row * size + column] = from[column * size + row];
      }
    }
  }

  @Override
  public void convert(Object x, Object out, int count) {
    double[] result = (double[]) out;
    if (x instanceof float[] values) {
      for (int i = 0; i < count; i++) {
        result[i] = values[i];
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
