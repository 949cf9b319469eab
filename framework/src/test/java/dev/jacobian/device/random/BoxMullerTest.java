package dev.jacobian.device.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Normal numbers are those of the formula, to a few units in the last place. */
class BoxMullerTest {
  private static final double TWO_POW_MINUS_32 = 0x1p-32;

  private static long bits(long radius, long angle) {
    return radius << 32 | angle & 0xFFFFFFFFL;
  }

  /** The formula, with the angle taken back to an eighth of a circle, where libraries are exact. */
  private static double formula(long bits) {
    double radius = Math.sqrt(-2 * Math.log(((bits >>> 32) + 0.5) * TWO_POW_MINUS_32));
    int parts = (int) bits;
    int quadrant = (int) Math.floorMod(Math.round(parts * 0x1p-30), 4L);
    double rest = (parts - (quadrant << 30)) * (2 * Math.PI * TWO_POW_MINUS_32);
    return radius
        * switch (quadrant) {
          case 0 -> Math.cos(rest);
          case 1 -> -Math.sin(rest);
          case 2 -> -Math.cos(rest);
          default -> Math.sin(rest);
        };
  }

  private static void assertIsRight(long bits) {
    double expected = formula(bits);
    double found = BoxMuller.normal(bits);
    assertEquals(expected, found, 6 * Math.ulp(expected), () -> Long.toHexString(bits));
  }

  @Test
  void everywhere() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200_000; i++) {
      assertIsRight(random.nextLong());
    }
  }

  @Test
  void atTheEdges() {
    long[] edges = new long[64];
    for (int i = 0; i < edges.length; i++) {
      // Around each eighth of what 32 bits count, where quadrants, exponents and signs change.
      edges[i] = (i / 8 * (1L << 29) + i % 8 - 4) & 0xFFFFFFFFL;
    }
    for (long radius : edges) {
      for (long angle : edges) {
        assertIsRight(bits(radius, angle));
      }
    }
    // The two numbers around the root of 1/2, where the exponent of a mantissa changes.
    for (long radius = 3_037_000_498L; radius < 3_037_000_502L; radius++) {
      assertIsRight(bits(radius, 5));
    }
  }

  @Test
  void itsRangeIsThatOfTheRadius() {
    assertEquals(Math.sqrt(-2 * Math.log(0.5 * TWO_POW_MINUS_32)), BoxMuller.normal(0), 1e-14);
    assertTrue(BoxMuller.normal(bits(0xFFFFFFFFL, 0)) > 0);
    assertEquals(0, BoxMuller.normal(bits(0, 1 << 30)), 0);
    assertEquals(0, BoxMuller.normal(bits(0, 3L << 30)), 0);
  }
}
