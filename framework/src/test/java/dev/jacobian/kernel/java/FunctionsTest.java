package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each function in each type: the same bits as the eager CPU backend, the reference's value. */
class FunctionsTest {
  private static final int COUNT = 500;
  private static final double[] NO_PARAMETERS = {};

  private final KernelCompiler compiler = new KernelCompiler();

  /** Runs a kernel compiled, on the backend too, and by plain recursion. */
  private Object[] check(Kernel kernel, Object... inputs) {
    KernelBody body = compiler.compile(kernel);
    assertNotNull(body, "not compiled: " + kernel);
    Object[] computed = LaneArrays.computed(body, kernel, inputs, NO_PARAMETERS, COUNT);
    Object[] expected =
        LaneArrays.computed(new ReferenceBody(kernel), kernel, inputs, NO_PARAMETERS, COUNT);
    LaneArrays.assertSame(expected, computed, kernel.outputs().toString());
    LaneArrays.assertSame(
        expected, LaneArrays.onHost(body, kernel, inputs, NO_PARAMETERS), "on the backend");
    return computed;
  }

  private static Kernel kernel(Expr result, DType... inputs) {
    return TestKernels.kernel(COUNT, List.of(inputs), List.of(result));
  }

  private static double number(Object array, int index) {
    return ((Number) java.lang.reflect.Array.get(array, index)).doubleValue();
  }

  private static void assertClose(double expected, double actual, DType dtype, String what) {
    double rounded = dtype == DType.FLOAT32 ? (float) expected : expected;
    double tolerance = Math.abs(rounded) * (dtype == DType.FLOAT32 ? 1e-6 : 1e-14);
    assertEquals(rounded, actual, Double.isNaN(tolerance) ? 0 : tolerance, what);
  }

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void unaryFunctionIsTheEagerOneAndTheReference(UnaryFunction function) {
    for (DType dtype : DType.values()) {
      Object x = LaneArrays.random(dtype, COUNT, new Random(function.ordinal()));
      Expr expression = new Expr.Unary(function, new Expr.Input(0, dtype));
      Object[] results = check(kernel(expression, dtype), x);
      for (int i = 0; dtype.isFloating() && i < COUNT; i++) {
        double reference = function.apply(number(x, i));
        boolean isSubnormal =
            dtype == DType.FLOAT32 && Math.abs(reference) < Float.MIN_NORMAL && reference != 0;
        if (!isSubnormal) {
          String what = function + "(" + number(x, i) + ") in " + dtype;
          assertClose(reference, number(results[0], i), dtype, what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void unaryFunctionOfANumberAndForTwoResults(UnaryFunction function) {
    for (DType dtype : DType.values()) {
      Object x = LaneArrays.random(dtype, COUNT, new Random(9));
      Expr value = new Expr.Unary(function, new Expr.Input(0, dtype));
      Expr ofNumber = new Expr.Unary(function, new Expr.Constant(1, dtype));
      Kernel kernel = TestKernels.kernel(COUNT, List.of(dtype), List.of(value, ofNumber, value));
      Object[] results = check(kernel, x);
      LaneArrays.assertSame(new Object[] {results[0]}, new Object[] {results[2]}, "again");
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryFunction.class)
  void binaryFunctionIsTheEagerOneAndTheReference(BinaryFunction function) {
    for (DType dtype : DType.values()) {
      Random random = new Random(function.ordinal());
      Object a = LaneArrays.random(dtype, COUNT, random);
      Object b = LaneArrays.random(dtype, COUNT, random);
      if (function == BinaryFunction.DIV && !dtype.isFloating()) {
        continue;
      }
      boolean divides = function.dividesIntegers() && !dtype.isFloating();
      if (divides) {
        Arrays.setAll((long[]) b, i -> ((long[]) b)[i] == 0 ? 1 : ((long[]) b)[i]);
      }
      Expr expression =
          new Expr.Binary(function, new Expr.Input(0, dtype), new Expr.Input(1, dtype));
      Object[] results = check(kernel(expression, dtype, dtype), a, b);
      for (int i = 0; dtype.isFloating() && i < COUNT; i++) {
        String what = function + "(" + number(a, i) + ", " + number(b, i) + ") in " + dtype;
        assertClose(function.apply(number(a, i), number(b, i)), number(results[0], i), dtype, what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void selectTakesOneOfTwoBitByBit(DType dtype) {
    Random random = new Random(5);
    long[] condition = (long[]) LaneArrays.random(DType.BOOL, COUNT, random);
    Object a = LaneArrays.random(dtype, COUNT, random);
    Object b = LaneArrays.random(dtype, COUNT, random);
    Expr expression =
        new Expr.Select(
            new Expr.Input(0, DType.BOOL), new Expr.Input(1, dtype), new Expr.Input(2, dtype));
    Object[] results = check(kernel(expression, DType.BOOL, dtype, dtype), condition, a, b);
    for (int i = 0; i < COUNT; i++) {
      Object expected = java.lang.reflect.Array.get(condition[i] != 0 ? a : b, i);
      assertEquals(expected, java.lang.reflect.Array.get(results[0], i));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void convertGoesToEachType(DType from) {
    Object x = LaneArrays.random(from, COUNT, new Random(6));
    for (DType to : DType.values()) {
      check(kernel(new Expr.Convert(new Expr.Input(0, from), to), from), x);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void leafAloneIsCopied(DType dtype) {
    Object x = LaneArrays.random(dtype, COUNT, new Random(7));
    Expr input = new Expr.Input(0, dtype);
    LaneArrays.assertSame(new Object[] {x}, check(kernel(input, dtype), x), "input");
    Object[] filled = check(kernel(new Expr.Constant(1, dtype), dtype), x);
    assertEquals(1, number(filled[0], COUNT - 1));
  }

  @Test
  void comparisonsWithNaNAreFalseButForNotEqual() {
    Expr nan = new Expr.Constant(Double.NaN, DType.FLOAT32);
    for (BinaryFunction function : BinaryFunction.values()) {
      if (function.isComparison()) {
        Expr expression = new Expr.Binary(function, new Expr.Input(0, DType.FLOAT32), nan);
        Object[] results = check(kernel(expression, DType.FLOAT32), new float[COUNT]);
        long expected = function == BinaryFunction.NE ? 1 : 0;
        assertEquals(expected, ((long[]) results[0])[3], function.toString());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"INT32", "INT64", "BOOL"})
  void divisionOfIntegersByZeroIsAnError(DType dtype) {
    Expr quotient =
        new Expr.Binary(
            BinaryFunction.FLOOR_DIV, new Expr.Input(0, dtype), new Expr.Constant(0, dtype));
    Kernel kernel = kernel(quotient, dtype);
    KernelBody body = compiler.compile(kernel);
    Object[] inputs = {new long[COUNT]};
    assertThrows(
        ArithmeticException.class,
        () -> LaneArrays.computed(body, kernel, inputs, NO_PARAMETERS, COUNT));
    DataException error =
        assertThrows(
            DataException.class, () -> LaneArrays.onHost(body, kernel, inputs, NO_PARAMETERS));
    assertTrue(error.getMessage().startsWith(dtype + " division by zero"), error.getMessage());
  }

  @Test
  void divisionByZeroIsAnErrorAlsoWhereItIsNotSelected() {
    Expr x = new Expr.Input(0, DType.INT64);
    Expr zero = new Expr.Constant(0, DType.INT64);
    Expr guarded =
        new Expr.Select(
            new Expr.Binary(BinaryFunction.EQ, x, zero),
            zero,
            new Expr.Binary(BinaryFunction.REMAINDER, x, x));
    Kernel kernel = kernel(guarded, DType.INT64);
    Object[] inputs = {new long[COUNT]};
    KernelBody body = compiler.compile(kernel);
    assertThrows(DataException.class, () -> LaneArrays.onHost(body, kernel, inputs, NO_PARAMETERS));
    assertThrows(
        ArithmeticException.class,
        () -> LaneArrays.computed(body, kernel, inputs, NO_PARAMETERS, COUNT));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void parametersAreRoundedToTheirType(DType dtype) {
    Kernel kernel = kernel(new Expr.Parameter(1, dtype), dtype);
    for (double value : new double[] {0, 1, -0.0, 2.75, -1e-3, 3e9, 0.1, Double.NaN}) {
      double[] parameters = {Double.NaN, value};
      Object[] inputs = {LaneArrays.allocate(dtype, COUNT)};
      KernelBody body = compiler.compile(kernel);
      Object[] computed = LaneArrays.computed(body, kernel, inputs, parameters, COUNT);
      LaneArrays.assertSame(
          LaneArrays.computed(new ReferenceBody(kernel), kernel, inputs, parameters, COUNT),
          computed,
          dtype + " " + value);
    }
    assertEquals(1, compiler.compiledClasses());
  }
}
