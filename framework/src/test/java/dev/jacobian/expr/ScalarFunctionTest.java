package dev.jacobian.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScalarFunctionTest {

  /** Values from tables, so that no definition is compared with itself. */
  @ParameterizedTest
  @CsvSource({
    "NEG, 2.5, -2.5",
    "ABS, -3, 3",
    "SIGN, -7, -1",
    "SIGN, 0, 0",
    "SIGN, NaN, 0",
    "EXP, 1, 2.718281828459045",
    "LOG, 10, 2.302585092994046",
    "LOG1P, 1e-10, 9.9999999995e-11",
    "SQRT, 2, 1.4142135623730951",
    "RECIPROCAL, 8, 0.125",
    "SIN, 1, 0.8414709848078965",
    "COS, 1, 0.5403023058681398",
    "TANH, 0.5, 0.46211715726000976",
    "SIGMOID, 1, 0.7310585786300049",
    "SIGMOID, -800, 0",
    "RELU, -1, 0",
    "RELU, 4, 4",
    "ERF, 0.5, 0.5204998778130465",
    "ERF, -2, -0.9953222650189527",
    "ERF, 60, 1",
    "FLOOR, -2.1, -3"
  })
  void unaryFunction(UnaryFunction function, double x, double expected) {
    assertEquals(expected, function.apply(x), 1e-14 * Math.abs(expected));
  }

  @ParameterizedTest
  @EnumSource(value = UnaryFunction.class, mode = EnumSource.Mode.EXCLUDE, names = "SIGN")
  void aNaNStaysANaN(UnaryFunction function) {
    assertTrue(Double.isNaN(function.apply(Double.NaN)));
  }

  @ParameterizedTest
  @CsvSource({
    "ADD, 5",
    "SUB, -1",
    "MUL, 6",
    "DIV, 0.6666666666666666",
    "FLOOR_DIV, 0",
    "REMAINDER, 2",
    "POW, 8",
    "MAXIMUM, 3",
    "MINIMUM, 2",
    "EQ, 0",
    "NE, 1",
    "LT, 1",
    "LE, 1",
    "GT, 0",
    "GE, 0"
  })
  void binaryFunctionOfTwoAndThree(BinaryFunction function, double expected) {
    assertEquals(expected, function.apply(2, 3));
  }

  /** Python's a // b and a % b. */
  @ParameterizedTest
  @CsvSource({
    "7, 2, 3, 1",
    "-7, 2, -4, 1",
    "7, -2, -4, -1",
    "-7, -2, 3, -1",
    "1, 0.1, 9, 0.09999999999999995",
    "-1, 0.1, -10, 5.551115123125783e-17",
    "0.3, 0.1, 2, 0.09999999999999998",
    "-3.5, 1.5, -3, 1",
    "3, 0, Infinity, NaN",
    "-3, 0, -Infinity, NaN",
    "0, 0, NaN, NaN",
    "1, Infinity, 0, 1",
    "-1, Infinity, -1, Infinity",
    "Infinity, 2, NaN, NaN",
    "1e300, 3, 3.3333333333333335e299, 0",
    "NaN, 1, NaN, NaN"
  })
  void divisionRoundsDownFromTheExactRemainder(
      double a, double b, double quotient, double remainder) {
    assertEquals(quotient, BinaryFunction.FLOOR_DIV.apply(a, b));
    assertEquals(remainder, BinaryFunction.REMAINDER.apply(a, b));
  }

  @Test
  void extremesOfNaNAreNaN() {
    for (BinaryFunction function :
        new BinaryFunction[] {BinaryFunction.MAXIMUM, BinaryFunction.MINIMUM}) {
      assertTrue(Double.isNaN(function.apply(Double.NaN, 1)));
      assertTrue(Double.isNaN(function.apply(1, Double.NaN)));
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryFunction.class)
  void commutativeFunctionsAreThoseWhoseArgumentsMayBeExchanged(BinaryFunction function) {
    double[] samples = {-2, -0.5, 0, 1, 3};
    boolean isSymmetric =
        Arrays.stream(samples)
            .allMatch(
                a ->
                    Arrays.stream(samples)
                        .allMatch(
                            b -> Double.compare(function.apply(a, b), function.apply(b, a)) == 0));
    assertEquals(isSymmetric, function.isCommutative());
  }

  @ParameterizedTest
  @EnumSource(BinaryFunction.class)
  void comparisonsAreTrueOrFalseForEveryArgument(BinaryFunction function) {
    double[] samples = {-2, -0.5, 0.5, 3};
    boolean isTruthValue =
        Arrays.stream(samples)
            .flatMap(a -> Arrays.stream(samples).map(b -> function.apply(a, b)))
            .allMatch(value -> value == 0 || value == 1);
    assertEquals(isTruthValue, function.isComparison());
  }
}
