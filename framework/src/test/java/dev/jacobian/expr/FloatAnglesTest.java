package dev.jacobian.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sample of all floats may miss; errors over that are in {@link FloatFunctionsTest}. */
class FloatAnglesTest {
  private static void assertIsRight(float x) {
    assertEquals(
        Math.sin(x), FloatAngles.sin(x), 0.51 * Math.ulp((float) Math.sin(x)), "sine of " + x);
    assertEquals(
        Math.cos(x), FloatAngles.cos(x), 0.51 * Math.ulp((float) Math.cos(x)), "cosine of " + x);
  }

  /** The floats around multiples of an eighth of a circle, where quadrants and signs change. */
  @Test
  void aroundWholeParts() {
    for (long k = -100_000; k <= 100_000; k++) {
      float near = (float) (k * (Math.PI / 4));
      assertIsRight(near);
      assertIsRight(Math.nextUp(near));
      assertIsRight(Math.nextDown(near));
    }
  }

  /**
   * The floats that are nearest to a multiple of a quarter of a circle, as {@code float_angles.py}
   * finds them by continued fractions, for each exponent.
   */
  @ParameterizedTest
  @ValueSource(
      ints = {
        1870249541, 1352919167, 1878638149, 1361307775, 1132258801, 1887026757, 1780053745,
        1404126886, 1703511192, 1369696383, 1140647409, 2002273829, 1277375209, 1083624420,
        1817565784, 1895415365, 1788442353, 1544010960, 1412515494, 1711899800, 1378084991
      })
  void whereARestIsSmallest(int bits) {
    assertIsRight(Float.intBitsToFloat(bits));
    assertIsRight(-Float.intBitsToFloat(bits));
  }

  @Test
  void atTheEnds() {
    assertEquals(0x80000000, Float.floatToRawIntBits(FloatAngles.sin(-0f)));
    assertEquals(0, Float.floatToRawIntBits(FloatAngles.sin(0)));
    assertEquals(1, FloatAngles.cos(0));
    assertEquals(Float.MIN_VALUE, FloatAngles.sin(Float.MIN_VALUE));
    for (float x : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertTrue(Float.isNaN(FloatAngles.sin(x)));
      assertTrue(Float.isNaN(FloatAngles.cos(x)));
    }
    assertIsRight(Float.MAX_VALUE);
    for (int exponent = -149; exponent < 128; exponent++) {
      assertIsRight(Math.scalb(1f, exponent));
    }
  }
}
