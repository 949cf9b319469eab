package dev.jacobian.expr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FloatFunctionsTest {
  /** Steps through the bits of all floats; odd, so that the low bits vary. */
  private static final int STRIDE = 5003;

  private static final Set<UnaryFunction> LOOPS =
      EnumSet.of(
          UnaryFunction.EXP,
          UnaryFunction.LOG,
          UnaryFunction.LOG1P,
          UnaryFunction.TANH,
          UnaryFunction.SIGMOID,
          UnaryFunction.ERF);

  static Stream<UnaryFunction> loops() {
    return LOOPS.stream();
  }

  private static float apply(UnaryFunction function, float x) {
    return switch (function) {
      case EXP -> FloatFunctions.exp(x);
      case LOG -> FloatFunctions.log(x);
      case LOG1P -> FloatFunctions.log1p(x);
      case TANH -> FloatFunctions.tanh(x);
      case SIGMOID -> FloatFunctions.sigmoid(x);
      case ERF -> FloatFunctions.erf(x);
      case SIN -> FloatAngles.sin(x);
      case COS -> FloatAngles.cos(x);
      default -> throw new IllegalArgumentException(function.name());
    };
  }

  @Test
  void signIsThatOfTheDefinitionForAllBitPatterns() {
    int seen = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      assertEquals(UnaryFunction.SIGN.apply(x), FloatFunctions.sign(x));
      seen++;
    }
    assertTrue(seen > 800_000, seen + " floats");
    float[] edges = {0, -0.0f, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY};
    for (float x : edges) {
      assertEquals(UnaryFunction.SIGN.apply(x), FloatFunctions.sign(x));
      assertEquals(UnaryFunction.SIGN.apply(-x), FloatFunctions.sign(-x));
    }
    float negativeNaN = Float.intBitsToFloat(0xffc00000);
    assertEquals(0, FloatFunctions.sign(negativeNaN));
  }

  @ParameterizedTest
  @CsvSource({
    "EXP, 1.5",
    "LOG, 1",
    "LOG1P, 1.5",
    "TANH, 2.5",
    "SIGMOID, 2.7",
    "ERF, 1.7",
    "SIN, 0.51",
    "COS, 0.51"
  })
  void theErrorIsBoundedOverAllFloats(UnaryFunction function, double bound) {
    int seen = 0;
    double largest = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      double expected = function.apply(x);
      float actual = apply(function, x);
      double error = ulps(expected, actual);
      if (!(error <= bound)) {
        fail(function + " of " + x + " is " + actual + ", expected " + expected);
      }
      largest = Math.max(largest, error);
      seen++;
    }
    assertTrue(seen > 800_000, seen + " floats");
    // Not so loose that it says nothing.
    assertTrue(largest > bound / 3, "largest error " + largest);
  }

  /** The difference in units in the last place of the float that is nearest to what is expected. */
  private static double ulps(double expected, float actual) {
    float nearest = (float) expected;
    if (Float.compare(nearest + 0f, actual + 0f) == 0) {
      return Double.isInfinite(nearest) || Double.isNaN(expected)
          ? 0
          : Math.abs(expected - actual) / Math.ulp(nearest);
    }
    // The largest float and infinity are neighbours; NaN is nobody's.
    double unit = Math.ulp(Math.min(Math.abs(nearest), Float.MAX_VALUE));
    double received = Float.isInfinite(actual) ? Math.copySign(0x1p128, actual) : actual;
    return Math.abs(expected - received) / unit;
  }

  @ParameterizedTest
  @CsvSource({"TANH, -1, 1", "SIGMOID, 0, 1", "ERF, -1, 1"})
  void boundedFunctionsStayWithinTheirBounds(UnaryFunction function, float low, float high) {
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      float y = apply(function, x);
      assertTrue(Float.isNaN(x) || (y >= low && y <= high), () -> function + " of " + x);
    }
    assertEquals(low, apply(function, Float.NEGATIVE_INFINITY));
    assertEquals(high, apply(function, Float.POSITIVE_INFINITY));
  }

  @Test
  void valuesAtTheEndsOfTheRange() {
    assertEquals(Float.POSITIVE_INFINITY, FloatFunctions.exp(Float.POSITIVE_INFINITY));
    assertEquals(0, FloatFunctions.exp(Float.NEGATIVE_INFINITY));
    assertEquals(1, FloatFunctions.exp(0));
    assertEquals(1, FloatFunctions.exp(-0f));
    assertEquals(Float.MIN_VALUE, FloatFunctions.exp(-103.5f));
    assertTrue(Float.isFinite(FloatFunctions.exp(88.72283f)));
    assertEquals(Float.POSITIVE_INFINITY, FloatFunctions.exp(88.72284f));
    assertEquals(Float.NEGATIVE_INFINITY, FloatFunctions.log(0));
    assertEquals(Float.NEGATIVE_INFINITY, FloatFunctions.log(-0f));
    assertTrue(Float.isNaN(FloatFunctions.log(-1)));
    assertEquals(0, FloatFunctions.log(1));
    assertEquals(Float.POSITIVE_INFINITY, FloatFunctions.log(Float.POSITIVE_INFINITY));
    assertEquals(Float.NEGATIVE_INFINITY, FloatFunctions.log1p(-1));
    assertEquals(Float.POSITIVE_INFINITY, FloatFunctions.log1p(Float.POSITIVE_INFINITY));
    assertEquals(Float.MIN_VALUE, FloatFunctions.log1p(Float.MIN_VALUE));
    assertEquals(0.5f, FloatFunctions.sigmoid(0));
    assertEquals(0, FloatFunctions.tanh(0));
    assertEquals(0, FloatFunctions.erf(0));
    for (UnaryFunction function : LOOPS) {
      assertTrue(Float.isNaN(apply(function, Float.NaN)), function.name());
    }
  }

  @ParameterizedTest
  @MethodSource("loops")
  void loopsGiveTheSameBitsAsSingleNumbers(UnaryFunction function) {
    for (int count : new int[] {0, 1, 7, 63, 64, 65, 1000, 3000}) {
      // Ordinary numbers alone take another way than blocks with extremes among them.
      for (boolean isOrdinary : new boolean[] {true, false}) {
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
          x[i] = isOrdinary ? 0.013f * (i + 1) : Float.intBitsToFloat(i * 1_431_655 + 7);
        }
        float[] expected = new float[count + 1];
        for (int i = 0; i < count; i++) {
          expected[i] = apply(function, x[i]);
        }
        expected[count] = -77;
        float[] actual = new float[count + 1];
        actual[count] = -77;
        FloatLoops.apply(function, x, actual, count);
        assertArrayEquals(bits(expected), bits(actual), function + " of " + count);
        float[] inPlace = Arrays.copyOf(x, count + 1);
        inPlace[count] = -77;
        FloatLoops.apply(function, inPlace, inPlace, count);
        assertArrayEquals(bits(expected), bits(inPlace), function + " in place of " + count);
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
    return bits;
  }

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void whatHasNoLoopIsRefused(UnaryFunction function) {
    assertEquals(LOOPS.contains(function), FloatLoops.contains(function));
    if (!FloatLoops.contains(function)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> FloatLoops.apply(function, new float[1], new float[1], 1));
      assertEquals("no loop for " + function, e.getMessage());
    }
  }
}
