package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * A row-major array whose elements are held as double: what kernels are fed and what they should
 * return.
 */
record Values(DType dtype, Shape shape, double[] data) {

  Values {
    assertEquals(shape.size(), data.length, "elements of " + shape);
  }

  /** Returns elements rounded to {@code dtype}. */
  static Values of(DType dtype, Shape shape, double... data) {
    return new Values(
        dtype, shape, Arrays.stream(data).map(value -> round(dtype, value)).toArray());
  }

  /** Returns a vector. */
  static Values vector(DType dtype, double... data) {
    return of(dtype, Shape.of(data.length), data);
  }

  static Values generate(DType dtype, Shape shape, IntToDoubleFunction element) {
    double[] data = new double[(int) shape.size()];
    Arrays.setAll(data, element);
    return of(dtype, shape, data);
  }

  /** Returns numbers in [-2, 2), whole ones in [-9, 9], or truth values. */
  static Values random(DType dtype, Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return generate(
        dtype,
        shape,
        i ->
            switch (dtype) {
              case FLOAT32, FLOAT64 -> random.nextDouble() * 4 - 2;
              case INT32, INT64 -> random.nextInt(19) - 9;
              case BOOL -> random.nextInt(2);
            });
  }

  /** Returns numbers in [0.5, 2), or whole ones in [1, 9]. */
  static Values randomPositive(DType dtype, Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return generate(
        dtype,
        shape,
        i -> dtype.isFloating() ? random.nextDouble() * 1.5 + 0.5 : random.nextInt(9) + 1);
  }

  /** Returns the element of {@code dtype} that {@code value} converts to. */
  static double round(DType dtype, double value) {
    return switch (dtype) {
      case FLOAT32 -> (float) value;
      case FLOAT64 -> value;
      case INT32 -> (int) value;
      case INT64 -> (long) value;
      case BOOL -> value != 0 ? 1 : 0;
    };
  }

  /** Returns the elements as a Java array of the type that {@link Backend#upload} takes. */
  Object toJavaArray() {
    Object array = JavaArrays.allocate(dtype, data.length);
    for (int i = 0; i < data.length; i++) {
      switch (dtype) {
        case FLOAT32 -> ((float[]) array)[i] = (float) data[i];
        case FLOAT64 -> ((double[]) array)[i] = data[i];
        case INT32 -> ((int[]) array)[i] = (int) data[i];
        case INT64 -> ((long[]) array)[i] = (long) data[i];
        case BOOL -> ((boolean[]) array)[i] = data[i] != 0;
      }
    }
    return array;
  }

  /** Returns the elements of a Java array from {@code offset} on. */
  static Values fromJavaArray(DType dtype, Shape shape, Object array, int offset) {
    return generate(
        dtype,
        shape,
        i ->
            switch (dtype) {
              case FLOAT32 -> ((float[]) array)[offset + i];
              case FLOAT64 -> ((double[]) array)[offset + i];
              case INT32 -> ((int[]) array)[offset + i];
              case INT64 -> ((long[]) array)[offset + i];
              case BOOL -> ((boolean[]) array)[offset + i] ? 1 : 0;
            });
  }

  /** Returns the same elements in another shape. */
  Values reshape(Shape other) {
    return new Values(dtype, other, data);
  }

  /** Checks that elements are equal; a NaN equals a NaN, and zeros of either sign are equal. */
  void assertSame(Values actual, String what) {
    assertClose(actual, 0, data, what);
  }

  /**
   * Checks that each element is within a relative error; whole numbers and truth values must be
   * equal.
   */
  void assertClose(Values actual, double relative, String what) {
    assertClose(actual, relative, data, what);
  }

  /**
   * Checks that each element's error is at most {@code relative} times its entry in {@code
   * magnitude}: of a sum, the sum of absolute values, since no algorithm can do better where terms
   * cancel.
   */
  void assertClose(Values actual, double relative, double[] magnitude, String what) {
    assertEquals(dtype, actual.dtype, what);
    assertEquals(shape, actual.shape, what);
    double smallest = dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    for (int i = 0; i < data.length; i++) {
      double expected = data[i];
      double received = actual.data[i];
      boolean same = expected == received || (Double.isNaN(expected) && Double.isNaN(received));
      boolean close =
          relative > 0
              && dtype.isFloating()
              && Double.isFinite(expected)
              && Math.abs(expected - received) <= relative * Math.abs(magnitude[i]) + smallest;
      if (!same && !close) {
        fail(
            what
                + ": element "
                + i
                + " of "
                + dtype
                + shape
                + " is "
                + received
                + ", expected "
                + expected);
      }
    }
  }
}
