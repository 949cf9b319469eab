package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees of functions, broadcasting, and outputs that are an input. */
abstract class ExpressionKit extends KernelKit {
  private static final long[] SIZES = {2, 3, 4, 5};

  private static Expr binary(BinaryFunction function, Expr left, Expr right) {
    return new Expr.Binary(function, left, right);
  }

  private static Expr add(Expr left, Expr right) {
    return binary(BinaryFunction.ADD, left, right);
  }

  private static Expr mul(Expr left, Expr right) {
    return binary(BinaryFunction.MUL, left, right);
  }

  private static Expr constant(double value, DType dtype) {
    return new Expr.Constant(value, dtype);
  }

  /** {@code x*x + 2x + 1}. */
  private static Expr polynomial(DType dtype) {
    Expr x = input(0, dtype);
    return add(add(mul(x, x), mul(constant(2, dtype), x)), constant(1, dtype));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 1023, 1024, 1025, 2049, LARGE})
  void polynomialOfAnySize(int size) {
    for (DType dtype : NUMERIC) {
      Values x = Values.randomPositive(dtype, Shape.of(size), 1);
      check(polynomial(dtype), x.shape(), tolerance(dtype), x);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32", "INT64"})
  void outputMayBeItsInput(DType dtype) {
    for (int size : new int[] {0, 1, 5, LARGE}) {
      Values x = Values.randomPositive(dtype, Shape.of(size), 2);
      Operand operand = put(x);
      SingleKernels.elementwise(backend(), polynomial(dtype), new Operand[] {operand}, operand);
      Reference.elementwise(polynomial(dtype), x.shape(), x)
          .assertClose(get(operand), tolerance(dtype), "in place");
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 10", "3, 1", "2000, 51", "1, 7"})
  void outputMayBeItsInputWhileAnotherIsBroadcast(int rows, int columns) {
    Shape shape = Shape.of(rows, columns);
    Values a = Values.randomPositive(DType.FLOAT32, shape, 3);
    for (Shape other : List.of(Shape.of(columns), Shape.of(rows, 1), Shape.scalar())) {
      Values b = Values.randomPositive(DType.FLOAT32, other, 4);
      Expr update =
          add(input(0, DType.FLOAT32), mul(constant(0.5, DType.FLOAT32), input(1, DType.FLOAT32)));
      Operand operand = put(a);
      SingleKernels.elementwise(backend(), update, new Operand[] {operand, put(b)}, operand);
      Reference.elementwise(update, shape, a, b)
          .assertClose(get(operand), tolerance(DType.FLOAT32), "a += 0.5 * b" + other);
    }
  }

  @Test
  void outputMayBeTheSecondInput() {
    for (int size : new int[] {3, LARGE}) {
      Values a = Values.random(DType.FLOAT32, Shape.of(size), 5);
      Values b = Values.randomPositive(DType.FLOAT32, Shape.of(size), 6);
      Expr quotient = binary(BinaryFunction.DIV, input(0, DType.FLOAT32), input(1, DType.FLOAT32));
      Operand operand = put(b);
      SingleKernels.elementwise(backend(), quotient, new Operand[] {put(a), operand}, operand);
      Reference.elementwise(quotient, a.shape(), a, b)
          .assertClose(get(operand), tolerance(DType.FLOAT32), "b = a / b");
    }
  }

  @Test
  void oneStorageMayBeSeveralInputs() {
    Values x = Values.random(DType.FLOAT64, Shape.of(2, 3), 7);
    Operand operand = put(x);
    Operand output = blank(DType.FLOAT64, x.shape());
    Expr product = mul(input(0, DType.FLOAT64), input(1, DType.FLOAT64));
    SingleKernels.elementwise(backend(), product, new Operand[] {operand, operand}, output);
    Reference.elementwise(product, x.shape(), x, x).assertClose(get(output), 1e-12, "x * x");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void inputAloneIsCopiedOrStretched(DType dtype) {
    Values row = Values.random(dtype, Shape.of(4), 8);
    for (Shape shape : List.of(Shape.of(4), Shape.of(3, 4), Shape.of(2, 1, 4), Shape.of(0, 4))) {
      check(input(0, dtype), shape, 0, row);
    }
    check(input(0, dtype), Shape.of(1500, 3), 0, Values.random(dtype, Shape.of(1500, 1), 9));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void constantAloneFills(DType dtype) {
    for (Shape shape : List.of(Shape.scalar(), Shape.of(3, 2), Shape.of(0), Shape.of(LARGE))) {
      check(constant(1, dtype), shape, 0);
    }
  }

  @Test
  void inputThatIsNotUsedIsIgnored() {
    Values unused = Values.vector(DType.INT32, 1);
    Values x = Values.random(DType.FLOAT32, Shape.of(3), 10);
    check(new Expr.Unary(UnaryFunction.NEG, input(1, DType.FLOAT32)), x.shape(), 0, unused, x);
  }

  /** A compiler that takes it that no integer leaves its range would make x > y of x - y > 0. */
  @Test
  void integersWrapAround() {
    int[] x = {Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE, 1_103_515_245, -7, 0};
    int[] y = {-1, 1, 0, 12_345, 5, Integer.MIN_VALUE};
    Expr a = input(0, DType.INT32);
    Expr b = input(1, DType.INT32);
    Expr difference = binary(BinaryFunction.SUB, a, b).apply(UnaryFunction.RELU);
    assertArrayEquals(of(x, y, (i, j) -> Math.max(i - j, 0)), integers(difference, x, y));
    Expr sign = a.apply(UnaryFunction.ABS).apply(UnaryFunction.SIGN);
    assertArrayEquals(of(x, y, (i, j) -> Integer.signum(Math.abs(i))), integers(sign, x, y));
    Expr opposite = binary(BinaryFunction.MAXIMUM, a.apply(UnaryFunction.NEG), b);
    assertArrayEquals(of(x, y, (i, j) -> Math.max(-i, j)), integers(opposite, x, y));
    Expr mixed = binary(BinaryFunction.REMAINDER, add(mul(a, a), b), constant(1000, DType.INT32));
    assertArrayEquals(of(x, y, (i, j) -> Math.floorMod(i * i + j, 1000)), integers(mixed, x, y));
  }

  private static int[] of(int[] x, int[] y, IntBinaryOperator function) {
    return IntStream.range(0, x.length).map(i -> function.applyAsInt(x[i], y[i])).toArray();
  }

  private int[] integers(Expr expression, int[]... inputs) {
    Shape shape = Shape.of(inputs[0].length);
    Operand[] operands = new Operand[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = allocate(DType.INT32, shape);
      backend().upload(inputs[i], 0, operands[i]);
    }
    Operand output = blank(DType.INT32, shape);
    SingleKernels.elementwise(backend(), expression, operands, output);
    int[] read = new int[inputs[0].length];
    backend().download(output, read, 0);
    return read;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void selectTakesEitherSide(DType dtype) {
    Shape shape = Shape.of(37, 41);
    Expr select = new Expr.Select(input(0, DType.BOOL), input(1, dtype), input(2, dtype));
    check(
        select,
        shape,
        0,
        Values.random(DType.BOOL, shape, 11),
        Values.random(dtype, shape, 12),
        Values.random(dtype, Shape.of(41), 13));
    check(
        select,
        shape,
        0,
        Values.random(DType.BOOL, Shape.of(37, 1), 14),
        Values.random(dtype, Shape.scalar(), 15),
        Values.random(dtype, shape, 16));
  }

  @Test
  void selectHidesTheSideNotTaken() {
    Expr x = input(0, DType.FLOAT32);
    Expr isPositive = binary(BinaryFunction.GT, x, constant(0, DType.FLOAT32));
    Expr logarithm = new Expr.Unary(UnaryFunction.LOG, x);
    check(
        new Expr.Select(isPositive, logarithm, constant(-1, DType.FLOAT32)),
        Shape.of(4),
        looseTolerance(DType.FLOAT32),
        Values.vector(DType.FLOAT32, -2, 0, 3, Double.NaN));
  }

  /** {@code 0 where a <= 0, else b}: the backward pass of a rectifier. */
  private static Expr gate(int a, int b, DType dtype) {
    Expr zero = constant(0, dtype);
    return new Expr.Select(binary(BinaryFunction.LE, input(a, dtype), zero), zero, input(b, dtype));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 1025, LARGE})
  void gateOfAnySize(int size) {
    for (DType dtype : FLOATING) {
      Shape shape = Shape.of(size);
      Values a = Values.random(dtype, shape, 23);
      Values b = Values.random(dtype, shape, 24);
      check(gate(0, 1, dtype), shape, 0, a, b);
      check(gate(1, 0, dtype), shape, 0, a, b);
      check(gate(0, 0, dtype), shape, 0, a);
    }
  }

  @Test
  void gateOfStretchedInputs() {
    Values column = Values.random(DType.FLOAT32, Shape.of(40, 1), 25);
    Values row = Values.random(DType.FLOAT32, Shape.of(50), 26);
    check(gate(0, 1, DType.FLOAT32), Shape.of(40, 50), 0, column, row);
  }

  @Test
  void gateOfSpecialNumbers() {
    double[] special = {
      0,
      -0.0,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      1,
      -1,
      Float.MAX_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    for (DType dtype : FLOATING) {
      for (double value : special) {
        Values other = Values.vector(dtype, value);
        check(gate(0, 1, dtype), Shape.of(10), 0, Values.vector(dtype, special), other);
        double[] same = new double[special.length];
        Arrays.fill(same, value);
        check(
            gate(0, 1, dtype),
            Shape.of(10),
            0,
            Values.vector(dtype, special),
            Values.vector(dtype, same));
      }
    }
  }

  @Test
  void typesMixThroughConversionsAndComparisons() {
    Expr labels = new Expr.Convert(input(0, DType.INT64), DType.FLOAT64);
    Expr isLarge = binary(BinaryFunction.GE, input(1, DType.INT32), constant(2, DType.INT32));
    Expr asNumber = new Expr.Convert(isLarge, DType.FLOAT64);
    Expr mask = binary(BinaryFunction.MUL, isLarge, input(2, DType.BOOL));
    Expr mixed = new Expr.Select(mask, add(labels, asNumber), constant(-7.5, DType.FLOAT64));
    Shape shape = Shape.of(1200, 3);
    check(
        new Expr.Convert(mixed, DType.FLOAT32),
        shape,
        tolerance(DType.FLOAT32),
        Values.random(DType.INT64, shape, 17),
        Values.random(DType.INT32, Shape.of(1200, 1), 18),
        Values.random(DType.BOOL, Shape.of(3), 19));
  }

  @Test
  void deepTreesOnBothSides() {
    for (DType dtype : FLOATING) {
      Expr left = input(0, dtype);
      Expr right = input(1, dtype);
      for (int i = 0; i < 25; i++) {
        left = mul(add(left, constant(0.25, dtype)), constant(0.875, dtype));
        right = mul(constant(0.875, dtype), add(constant(0.5, dtype), right));
      }
      Expr both = add(mul(left, right), new Expr.Unary(UnaryFunction.SQRT, add(left, right)));
      Shape shape = Shape.of(3000);
      check(
          both,
          shape,
          // Fifty roundings in a row add up to more than one.
          10 * tolerance(dtype),
          Values.randomPositive(dtype, shape, 20),
          Values.randomPositive(dtype, shape, 21));
    }
  }

  @Test
  void sigmoidAndTanhInOneTree() {
    Expr x = input(0, DType.FLOAT32);
    Expr gate = new Expr.Unary(UnaryFunction.SIGMOID, x);
    Expr candidate = new Expr.Unary(UnaryFunction.TANH, input(1, DType.FLOAT32));
    check(
        mul(gate, candidate),
        Shape.of(40, 50),
        2 * looseTolerance(DType.FLOAT32),
        Values.random(DType.FLOAT32, Shape.of(40, 50), 22),
        Values.random(DType.FLOAT32, Shape.of(50), 23));
  }

  /**
   * Every pair of shapes of which each axis is either full or 1; a shape that starts with 1 also
   * without its leading ones. That makes {@code 3/2 * 2^rank} shapes.
   */
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 9", "2, 36", "3, 144", "4, 576"})
  void everyPatternOfBroadcasting(int rank, int pairs) {
    List<Shape> shapes = new ArrayList<>(operandShapes(rank));
    int seen = 0;
    for (Shape left : shapes) {
      for (Shape right : shapes) {
        Shape shape = Broadcasting.broadcast("kit", left, right);
        Values a = Values.random(DType.FLOAT32, left, 24);
        Values b = Values.random(DType.FLOAT32, right, 25);
        check(
            binary(BinaryFunction.SUB, input(0, DType.FLOAT32), input(1, DType.FLOAT32)),
            shape,
            0x1p-23,
            a,
            b);
        seen++;
      }
    }
    assertEquals(pairs, seen);
  }

  private static Set<Shape> operandShapes(int rank) {
    Set<Shape> shapes = new LinkedHashSet<>();
    for (int mask = 0; mask < 1 << rank; mask++) {
      long[] dims = new long[rank];
      int leadingOnes = rank;
      for (int axis = 0; axis < rank; axis++) {
        boolean isFull = (mask & 1 << axis) != 0;
        dims[axis] = isFull ? SIZES[axis] : 1;
        leadingOnes = isFull ? Math.min(leadingOnes, axis) : leadingOnes;
      }
      shapes.add(Shape.of(dims));
      shapes.add(Shape.of(Arrays.copyOfRange(dims, leadingOnes, rank)));
    }
    return shapes;
  }

  @Test
  void bothOperandsAreStretchedOverManyBlocks() {
    Values column = Values.random(DType.FLOAT32, Shape.of(317, 1), 26);
    Values row = Values.random(DType.FLOAT32, Shape.of(1, 331), 27);
    check(
        mul(input(0, DType.FLOAT32), input(1, DType.FLOAT32)),
        Shape.of(317, 331),
        0x1p-23,
        column,
        row);
    Values middle = Values.random(DType.INT32, Shape.of(5, 1, 700), 28);
    Values outer = Values.random(DType.INT32, Shape.of(1, 90, 1), 29);
    check(
        add(input(0, DType.INT32), input(1, DType.INT32)), Shape.of(5, 90, 700), 0, middle, outer);
  }

  @Test
  void broadcastingWithAnEmptyAxisComputesNothing() {
    check(
        add(input(0, DType.FLOAT32), input(1, DType.FLOAT32)),
        Shape.of(0, 3),
        0,
        Values.random(DType.FLOAT32, Shape.of(0, 3), 30),
        Values.random(DType.FLOAT32, Shape.of(1, 3), 31));
  }
}
