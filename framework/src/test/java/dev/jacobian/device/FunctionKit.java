package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each scalar function on each type on which it means something, with ordinary and with extreme
 * arguments.
 */
abstract class FunctionKit extends KernelKit {
  private static final Set<UnaryFunction> ONE_ROUNDING =
      EnumSet.of(
          UnaryFunction.NEG,
          UnaryFunction.ABS,
          UnaryFunction.SIGN,
          UnaryFunction.SQRT,
          UnaryFunction.RECIPROCAL,
          UnaryFunction.RELU,
          UnaryFunction.FLOOR);

  static Stream<Arguments> unaryCases() {
    return Arrays.stream(UnaryFunction.values())
        .flatMap(
            function ->
                NUMERIC.stream()
                    .filter(dtype -> dtype.isFloating() || function.isWhole())
                    .map(dtype -> arguments(function, dtype)));
  }

  /** Truth values are compared, and joined as products (and) and maxima (or). */
  static Stream<Arguments> binaryCases() {
    return Arrays.stream(BinaryFunction.values())
        .flatMap(
            function ->
                Arrays.stream(DType.values())
                    .filter(dtype -> isDefined(function, dtype))
                    .map(dtype -> arguments(function, dtype)));
  }

  private static boolean isDefined(BinaryFunction function, DType dtype) {
    if (dtype.isFloating()) {
      return true;
    }
    if (dtype != DType.BOOL) {
      return function != BinaryFunction.DIV && function != BinaryFunction.POW;
    }
    return switch (function) {
      case EQ, NE, MUL, MAXIMUM, MINIMUM -> true;
      case ADD, SUB, DIV, FLOOR_DIV, REMAINDER, POW, LT, LE, GT, GE -> false;
    };
  }

  @Test
  void everyFunctionIsSeen() {
    assertEquals(2 * UnaryFunction.values().length + 2 * 4, unaryCases().count());
    assertEquals(2 * 15 + 2 * 13 + 5, binaryCases().count());
  }

  @ParameterizedTest
  @MethodSource("unaryCases")
  void unaryFunction(UnaryFunction function, DType dtype) {
    double[] arguments = dtype.isFloating() ? floatingArguments(function, dtype) : wholeArguments();
    Expr expression = new Expr.Unary(function, input(0, dtype));
    double relative = ONE_ROUNDING.contains(function) ? tolerance(dtype) : looseTolerance(dtype);
    check(expression, Shape.of(arguments.length), relative, Values.vector(dtype, arguments));
  }

  private static double[] floatingArguments(UnaryFunction function, DType dtype) {
    boolean isPeriodic = function == UnaryFunction.SIN || function == UnaryFunction.COS;
    // A period is lost in the spacing of floats beyond this; what comes out there is nobody's
    // concern.
    double large = isPeriodic ? 1e4 : dtype == DType.FLOAT32 ? 1e30 : 1e300;
    return DoubleStream.concat(
            DoubleStream.of(edges(large)),
            IntStream.rangeClosed(-200, 200).mapToDouble(i -> i * 0.0437))
        .toArray();
  }

  private static double[] wholeArguments() {
    return DoubleStream.concat(
            DoubleStream.of(-100_000, 100_000, Integer.MAX_VALUE),
            IntStream.rangeClosed(-20, 20).asDoubleStream())
        .toArray();
  }

  private static double[] edges(double large) {
    return new double[] {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.0,
      -0.0,
      1,
      -1,
      2.5,
      -3,
      1e-3,
      -1e-3,
      1e-6,
      -1e-6,
      20,
      -20,
      88,
      -87,
      large,
      -large
    };
  }

  @ParameterizedTest
  @MethodSource("binaryCases")
  void binaryFunction(BinaryFunction function, DType dtype) {
    double[] candidates =
        switch (dtype) {
          case FLOAT32 -> DoubleStream.concat(DoubleStream.of(edges(1e30)), ordinary()).toArray();
          case FLOAT64 -> DoubleStream.concat(DoubleStream.of(edges(1e300)), ordinary()).toArray();
          case INT32, INT64 -> IntStream.rangeClosed(-20, 20).asDoubleStream().toArray();
          case BOOL -> new double[] {0, 1};
        };
    double[][] pairs =
        Arrays.stream(candidates)
            .boxed()
            .flatMap(a -> Arrays.stream(candidates).mapToObj(b -> new double[] {a, b}))
            .filter(pair -> isDefined(function, dtype, pair[0], pair[1]))
            .toArray(double[][]::new);
    Expr expression = new Expr.Binary(function, input(0, dtype), input(1, dtype));
    check(
        expression,
        Shape.of(pairs.length),
        function == BinaryFunction.POW ? looseTolerance(dtype) : tolerance(dtype),
        Values.vector(dtype, Arrays.stream(pairs).mapToDouble(pair -> pair[0]).toArray()),
        Values.vector(dtype, Arrays.stream(pairs).mapToDouble(pair -> pair[1]).toArray()));
  }

  private static DoubleStream ordinary() {
    return IntStream.rangeClosed(-25, 25).mapToDouble(i -> i * 0.173);
  }

  private static boolean isDefined(BinaryFunction function, DType dtype, double a, double b) {
    return switch (function) {
      // Java makes a NaN of 1^NaN and 1^infinity, C and IEEE 754 a 1; either will do.
      case POW -> Math.abs(a) != 1 || Double.isFinite(b);
      case FLOOR_DIV, REMAINDER -> dtype.isFloating() || b != 0;
      case ADD, SUB, DIV, MUL, MAXIMUM, MINIMUM, EQ, NE, LT, LE, GT, GE -> true;
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"INT32", "INT64"})
  void integerDivisionByZeroIsAnError(DType dtype) {
    Values dividend = Values.vector(dtype, 1, 2, 3);
    Values divisor = Values.vector(dtype, 1, 0, 3);
    for (BinaryFunction function :
        new BinaryFunction[] {BinaryFunction.FLOOR_DIV, BinaryFunction.REMAINDER}) {
      Expr quotient = new Expr.Binary(function, input(0, dtype), input(1, dtype));
      DataException e =
          assertThrows(DataException.class, () -> run(quotient, Shape.of(3), dividend, divisor));
      assertEquals(
          dtype
              + " division by zero; expected integer divisors other than 0; fix: divide in a"
              + " floating type, or replace the zeros first",
          e.getMessage());
    }
  }

  @Test
  void int32WrapsAroundAtEveryStep() {
    Expr x = input(0, DType.INT32);
    Expr two = new Expr.Constant(2, DType.INT32);
    Expr doubled = new Expr.Binary(BinaryFunction.MUL, x, two);
    Values result =
        run(
            new Expr.Binary(BinaryFunction.FLOOR_DIV, doubled, two),
            Shape.of(2),
            Values.vector(DType.INT32, 2_000_000_000, 5));
    Values.vector(DType.INT32, -147_483_648, 5).assertSame(result, "2 x / 2");
  }

  @Test
  void theSmallestInt32DividedByMinusOneWrapsAround() {
    Expr quotient =
        new Expr.Binary(BinaryFunction.FLOOR_DIV, input(0, DType.INT32), input(1, DType.INT32));
    Values result =
        run(
            quotient,
            Shape.of(2),
            Values.vector(DType.INT32, Integer.MIN_VALUE, 10),
            Values.vector(DType.INT32, -1, -1));
    Values.vector(DType.INT32, Integer.MIN_VALUE, -10).assertSame(result, "quotient");
  }

  @Test
  void theSmallestInt64DividedByMinusOneWrapsAround() {
    assertArrayEquals(
        new long[] {Long.MIN_VALUE, -10},
        longs(BinaryFunction.FLOOR_DIV, new long[] {Long.MIN_VALUE, 10}, new long[] {-1, -1}));
    assertArrayEquals(
        new long[] {0, 0},
        longs(BinaryFunction.REMAINDER, new long[] {Long.MIN_VALUE, 10}, new long[] {-1, -1}));
  }

  @Test
  void int64IsExactBeyondDoublePrecision() {
    long[] a = {(1L << 53) + 1, -(1L << 60) - 7, Long.MAX_VALUE - 2, 3_037_000_493L};
    long[] b = {2, 5, 1, 3_037_000_493L};
    for (BinaryFunction function : new BinaryFunction[] {BinaryFunction.ADD, BinaryFunction.SUB}) {
      boolean adds = function == BinaryFunction.ADD;
      assertArrayEquals(
          IntStream.range(0, 4).mapToLong(i -> adds ? a[i] + b[i] : a[i] - b[i]).toArray(),
          longs(function, a, b));
    }
    assertArrayEquals(
        IntStream.range(0, 4).mapToLong(i -> Math.floorDiv(a[i], b[i])).toArray(),
        longs(BinaryFunction.FLOOR_DIV, a, b));
    assertArrayEquals(
        IntStream.range(0, 4).mapToLong(i -> Math.floorMod(a[i], b[i])).toArray(),
        longs(BinaryFunction.REMAINDER, a, b));
    assertArrayEquals(
        new long[] {2 * a[0], 5 * a[1], a[2], a[3] * a[3]}, longs(BinaryFunction.MUL, a, b));
    assertArrayEquals(new long[] {a[0], b[1], a[2], a[3]}, longs(BinaryFunction.MAXIMUM, a, b));
  }

  /** Python's {@code a ** b} and its lowest 64 bits; a negative exponent rounds towards zero. */
  @Test
  void powersOfIntegersAreExactAndWrapAround() {
    long[] a = {3, -3, 7, 10, 2, 2, 0, 0, 5, 1, -1, -1, 2, 3};
    long[] b = {39, 39, 22, 18, 62, 64, 0, 5, 1, -3, -3, -2, -1, 41};
    long[] expected = {
      4052555153018976267L,
      -4052555153018976267L,
      3909821048582988049L,
      1000000000000000000L,
      4611686018427387904L,
      0,
      1,
      0,
      5,
      1,
      -1,
      1,
      0,
      -420491770248316829L
    };
    assertArrayEquals(expected, longs(BinaryFunction.POW, a, b));
    Values result =
        run(
            new Expr.Binary(BinaryFunction.POW, input(0, DType.INT32), input(1, DType.INT32)),
            Shape.of(3),
            Values.vector(DType.INT32, 46340, 2, -3),
            Values.vector(DType.INT32, 2, 33, 3));
    Values.vector(DType.INT32, 2147395600, 0, -27).assertSame(result, "power");
  }

  @Test
  void int64ComparisonsAreExactBeyondDoublePrecision() {
    Operand a = allocate(DType.INT64, Shape.of(2));
    Operand b = allocate(DType.INT64, Shape.of(2));
    backend().upload(new long[] {(1L << 53) + 1, 1L << 53}, 0, a);
    backend().upload(new long[] {1L << 53, 1L << 53}, 0, b);
    Operand equal = blank(DType.BOOL, Shape.of(2));
    SingleKernels.elementwise(
        backend(),
        new Expr.Binary(BinaryFunction.EQ, input(0, DType.INT64), input(1, DType.INT64)),
        new Operand[] {a, b},
        equal);
    Values.vector(DType.BOOL, 0, 1).assertSame(get(equal), "equal");
  }

  private long[] longs(BinaryFunction function, long[] left, long[] right) {
    Operand a = allocate(DType.INT64, Shape.of(left.length));
    Operand b = allocate(DType.INT64, Shape.of(left.length));
    Operand output = allocate(DType.INT64, Shape.of(left.length));
    backend().upload(left, 0, a);
    backend().upload(right, 0, b);
    Expr expression = new Expr.Binary(function, input(0, DType.INT64), input(1, DType.INT64));
    SingleKernels.elementwise(backend(), expression, new Operand[] {a, b}, output);
    long[] result = new long[left.length];
    backend().download(output, result, 0);
    return result;
  }

  static Stream<Arguments> conversions() {
    return Arrays.stream(DType.values())
        .flatMap(from -> Arrays.stream(DType.values()).map(to -> arguments(from, to)));
  }

  @Test
  void everyConversionIsSeen() {
    assertEquals(25, conversions().count());
  }

  @ParameterizedTest
  @MethodSource("conversions")
  void conversion(DType from, DType to) {
    double[] ordinary = {-100_000, -3.7, -1, -0.5, -0.0, 0, 1e-30, 0.3, 1, 2.9, 100, 16_777_216};
    double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    double[] arguments =
        from.isFloating()
            ? DoubleStream.concat(DoubleStream.of(ordinary), DoubleStream.of(special)).toArray()
            : ordinary;
    check(
        new Expr.Convert(input(0, from), to),
        Shape.of(arguments.length),
        tolerance(to),
        Values.vector(from, arguments));
  }

  /** As Java's casts, which saturate and make 0 of NaN. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void conversionToIntegersSaturates(DType from) {
    double[] numbers = {
      3e9,
      -3e9,
      2147483647,
      2147483648.0,
      -2147483648.0,
      -2147483904.0,
      2147483520,
      1e19,
      -1e19,
      0x1p63,
      -0x1p63,
      0x1p62,
      0x1p63 - 0x1p39,
      1e30,
      -1e30,
      Double.MAX_VALUE,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.999,
      -0.999
    };
    Operand x = put(Values.vector(from, numbers));
    double[] rounded = Values.vector(from, numbers).data();
    Shape shape = Shape.of(numbers.length);
    Operand ints = blank(DType.INT32, shape);
    SingleKernels.elementwise(
        backend(), new Expr.Convert(input(0, from), DType.INT32), new Operand[] {x}, ints);
    int[] narrow = new int[numbers.length];
    backend().download(ints, narrow, 0);
    assertArrayEquals(Arrays.stream(rounded).mapToInt(value -> (int) value).toArray(), narrow);
    Operand longs = blank(DType.INT64, shape);
    SingleKernels.elementwise(
        backend(), new Expr.Convert(input(0, from), DType.INT64), new Operand[] {x}, longs);
    long[] wide = new long[numbers.length];
    backend().download(longs, wide, 0);
    assertArrayEquals(Arrays.stream(rounded).mapToLong(value -> (long) value).toArray(), wide);
  }

  @Test
  void conversionOfInt64ToInt32AndBackKeepsTheExtremes() {
    Values extremes = Values.vector(DType.INT64, Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0);
    check(new Expr.Convert(input(0, DType.INT64), DType.INT32), Shape.of(4), 0, extremes);
    check(
        new Expr.Convert(new Expr.Convert(input(0, DType.INT64), DType.INT32), DType.INT64),
        Shape.of(4),
        0,
        extremes);
  }
}
