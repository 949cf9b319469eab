package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums, extremes and their positions. */
abstract class ReductionKit extends KernelKit {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.scalar(),
          Shape.of(1),
          Shape.of(5),
          Shape.of(0),
          Shape.of(3, 4),
          Shape.of(1, 4),
          Shape.of(4, 1),
          Shape.of(0, 3),
          Shape.of(3, 0),
          Shape.of(2, 3, 4),
          Shape.of(2, 1, 3),
          Shape.of(2, 3, 4, 5),
          Shape.of(2, 0, 3, 2),
          Shape.of(1, 3, 1, 2));
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Each shape with each subset of its axes. */
  static Stream<Arguments> reductions() {
    return SHAPES.stream()
        .flatMap(
            shape ->
                IntStream.range(0, 1 << shape.rank())
                    .mapToObj(
                        mask ->
                            arguments(
                                shape,
                                IntStream.range(0, shape.rank())
                                    .filter(axis -> (mask & 1 << axis) != 0)
                                    .toArray())));
  }

  @Test
  void everySubsetOfAxesIsSeen() {
    assertEquals(1 + 3 * 2 + 5 * 4 + 2 * 8 + 3 * 16, reductions().count());
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void reductionOverAxes(Shape shape, int[] axes) {
    boolean hasNoElement = shape.size() == 0 && Reference.reduced(shape, axes).size() > 0;
    for (DType dtype : NUMERIC) {
      for (Reducer reduction : Reducer.values()) {
        // Products of whole numbers leave the range of the reference.
        boolean isCounted = reduction != Reducer.PRODUCT || dtype.isFloating();
        if (isCounted && (reduction == Reducer.SUM || !hasNoElement)) {
          check(reduction, Values.random(dtype, shape, 1), axes);
        }
      }
    }
  }

  private static boolean isExact(Reducer reduction) {
    return reduction == Reducer.MAX || reduction == Reducer.MIN;
  }

  private void check(Reducer reduction, Values input, int... axes) {
    Operand operand = put(input);
    Operand output = blank(input.dtype(), Reference.reduced(input.shape(), axes));
    SingleKernels.reduce(backend(), reduction, operand, axes, output);
    Reference.reduce(reduction, input, axes)
        .assertClose(
            get(output),
            isExact(reduction) ? 0 : tolerance(input.dtype()),
            Reference.magnitude(input, axes),
            reduction + " of " + input.shape() + " over " + Arrays.toString(axes));
    input.assertSame(get(operand), "input after the call");
  }

  static Stream<Arguments> largeReductions() {
    return Stream.of(
        arguments(Shape.of(LARGE), new int[] {0}),
        arguments(Shape.of(317, 331), new int[] {0}),
        arguments(Shape.of(317, 331), new int[] {1}),
        arguments(Shape.of(317, 331), new int[] {0, 1}),
        arguments(Shape.of(3, 40_001), new int[] {0}),
        arguments(Shape.of(40_001, 3), new int[] {0}),
        arguments(Shape.of(40_001, 3), new int[] {1}),
        arguments(Shape.of(11, 97, 101), new int[] {0, 2}),
        arguments(Shape.of(11, 97, 101), new int[] {1}),
        arguments(Shape.of(2, 1100, 3, 17), new int[] {1, 3}));
  }

  @ParameterizedTest
  @MethodSource("largeReductions")
  void largeReduction(Shape shape, int[] axes) {
    for (DType dtype : NUMERIC) {
      Values input = Values.random(dtype, shape, 2);
      check(Reducer.SUM, input, axes);
      check(Reducer.MAX, input, axes);
    }
    check(Reducer.MIN, Values.random(DType.FLOAT32, shape, 2), axes);
    check(Reducer.SUM, Values.randomPositive(DType.FLOAT32, shape, 3), axes);
  }

  @Test
  void extremesOfNaNAreNaN() {
    for (DType dtype : FLOATING) {
      Values rows =
          Values.of(
              dtype,
              Shape.of(4, 3),
              new double[] {NAN, 1, 2, 3, NAN, 1, 5, 4, NAN, -INFINITY, INFINITY, 0});
      check(Reducer.MAX, rows, 1);
      check(Reducer.MIN, rows, 1);
      check(Reducer.SUM, rows, 1);
      check(Reducer.MAX, rows, 0);
      check(Reducer.MIN, rows, 0);
      check(Reducer.MAX, rows, 0, 1);
      Values last = Values.generate(dtype, Shape.of(5000), i -> i == 4999 ? NAN : i);
      check(Reducer.MAX, last, 0);
      check(Reducer.MIN, last, 0);
    }
  }

  @Test
  void infinitiesAreOrdinaryExtremes() {
    for (DType dtype : FLOATING) {
      Values low = Values.generate(dtype, Shape.of(2, 9), i -> -INFINITY);
      check(Reducer.MAX, low, 1);
      check(Reducer.SUM, low, 0, 1);
      Values high = Values.generate(dtype, Shape.of(2, 9), i -> INFINITY);
      check(Reducer.MIN, high, 0);
      Values both = Values.vector(dtype, INFINITY, 1, -INFINITY);
      check(Reducer.SUM, both, 0);
    }
  }

  @Test
  void sumsOfInt64AreExact() {
    Operand input = allocate(DType.INT64, Shape.of(3));
    backend().upload(new long[] {1L << 60, 1, 1L << 53}, 0, input);
    Operand output = allocate(DType.INT64, Shape.of(1));
    SingleKernels.reduce(backend(), Reducer.SUM, input, new int[] {0}, output);
    long[] sum = new long[1];
    backend().download(output, sum, 0);
    assertEquals((1L << 60) + 1 + (1L << 53), sum[0]);
  }

  @Test
  void sumsOfInt32FitIntoInt64() {
    int[] values = {
      Integer.MAX_VALUE, 1, Integer.MIN_VALUE, -1, Integer.MAX_VALUE, Integer.MAX_VALUE
    };
    Operand input = allocate(DType.INT32, Shape.of(3, 2));
    backend().upload(values, 0, input);
    long[] sums = new long[3];
    Operand rows = allocate(DType.INT64, Shape.of(3, 1));
    SingleKernels.reduce(backend(), Reducer.SUM, input, new int[] {1}, rows);
    backend().download(rows, sums, 0);
    assertArrayEquals(new long[] {1L << 31, -(1L << 31) - 1, (1L << 32) - 2}, sums);
    Operand copy = allocate(DType.INT64, Shape.of(3, 2));
    SingleKernels.reduce(backend(), Reducer.SUM, input, new int[0], copy);
    long[] copied = new long[6];
    backend().download(copy, copied, 0);
    assertArrayEquals(Arrays.stream(values).asLongStream().toArray(), copied);
  }

  /** Numbers whose sum float32 does not hold, and of which it overflows. */
  @Test
  void sumsOfFloat32InFloat64AreThoseOfTheDoubles() {
    for (Shape shape : List.of(Shape.of(7), Shape.of(LARGE), Shape.of(317, 331), Shape.of(0))) {
      Values input = Values.generate(DType.FLOAT32, shape, i -> i % 3 == 0 ? 3e38 : 585.99 * i);
      int[] axes = IntStream.range(0, shape.rank()).toArray();
      Operand output = blank(DType.FLOAT64, Reference.reduced(shape, axes));
      SingleKernels.reduce(backend(), Reducer.SUM, put(input), axes, output);
      Values wide = new Values(DType.FLOAT64, shape, input.data());
      Reference.reduce(Reducer.SUM, wide, axes).assertClose(get(output), 1e-13, "sum of " + shape);
    }
  }

  static Stream<Arguments> searches() {
    return Stream.concat(SHAPES.stream(), Stream.of(Shape.of(317, 331), Shape.of(2, 2100, 7)))
        .flatMap(
            shape ->
                IntStream.range(0, shape.rank())
                    .filter(axis -> shape.dim(axis) > 0)
                    .mapToObj(axis -> arguments(shape, axis)));
  }

  @Test
  void everyAxisIsSearched() {
    assertEquals(1 + 1 + 3 * 2 + 1 + 1 + 2 * 3 + 4 + 3 + 4 + 2 + 3, searches().count());
  }

  /** Whole numbers in a narrow range, so that the largest is often there several times. */
  @ParameterizedTest
  @MethodSource("searches")
  void argmaxFindsTheFirstOfEquals(Shape shape, int axis) {
    for (DType dtype : NUMERIC) {
      Values input = Values.of(dtype, shape, Values.random(DType.INT32, shape, 4).data());
      checkArgmax(input, axis);
    }
  }

  private void checkArgmax(Values input, int axis) {
    Operand output = blank(DType.INT64, Reference.reduced(input.shape(), axis));
    SingleKernels.argmax(backend(), put(input), axis, output);
    Reference.argmax(input, axis)
        .assertSame(get(output), "argmax of " + input.dtype() + input.shape() + " along " + axis);
  }

  @Test
  void argmaxTakesANaNBeforeAll() {
    for (DType dtype : FLOATING) {
      Values rows =
          Values.of(
              dtype,
              Shape.of(5, 4),
              new double[] {
                1, NAN, 3, NAN, 9, 8, 7, NAN, NAN, INFINITY, 0, 0, -INFINITY, -INFINITY, -INFINITY,
                -INFINITY, 0, INFINITY, INFINITY, 1
              });
      checkArgmax(rows, 1);
      checkArgmax(rows, 0);
    }
  }

  @Test
  void argmaxTakesZerosOfBothSignsAsEqual() {
    for (DType dtype : FLOATING) {
      checkArgmax(Values.of(dtype, Shape.of(2, 3), -0.0, 0.0, -1, 0.0, -0.0, -1), 1);
    }
  }

  @Test
  void argmaxOfInt64IsExact() {
    Operand input = allocate(DType.INT64, Shape.of(3));
    backend().upload(new long[] {1L << 53, (1L << 53) + 1, 1L << 53}, 0, input);
    Operand output = blank(DType.INT64, Shape.of(1));
    SingleKernels.argmax(backend(), input, 0, output);
    Values.vector(DType.INT64, 1).assertSame(get(output), "argmax");
  }
}
