package dev.jacobian.device.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class RandomStateTest {
  private static final int SAMPLES = 200_000;

  private final RandomState state = new RandomState(2024, 5, 3);

  @Test
  void positionsTakeTheHalvesOfABlockInTurn() {
    RandomState start = new RandomState(0, 0, 0);
    assertEquals(0x6627e8d5e169c58dL, start.bits(0));
    assertEquals(0xbc57ac4c9b00dbd8L, start.bits(1));
    assertEquals(Philox.pair(0, 1, 0, 0), start.bits(2));
    assertEquals(Philox.pair(9, 1, 7, 1), new RandomState(9, 7, 3).bits(0));
  }

  @Test
  void advancingIsLookingAhead() {
    for (int i = 0; i < 10; i++) {
      assertEquals(state.bits(i), state.advance(i).bits(0));
      assertEquals(state.normal(i), state.advance(i).normal(0));
      assertEquals(state.uniformFloat(i), state.advance(i).uniformFloat(0));
      assertEquals(state.uniformDouble(i), state.advance(i).uniformDouble(0));
    }
    assertEquals(new RandomState(2024, 5, 13), state.advance(10));
  }

  @Test
  void manyElementsAreTheSameAsEachByItself() {
    for (long position : new long[] {0, 3, (1L << 33) + 1, Long.MAX_VALUE - 3}) {
      RandomState from = new RandomState(-7, 11, position);
      for (long offset : new long[] {0, 1, 8}) {
        for (int count = 0; count <= 6; count++) {
          long[] expected = new long[8];
          for (int i = 0; i < count; i++) {
            expected[i] = from.bits(offset + i);
          }
          long[] actual = new long[8];
          from.bits(offset, actual, count);
          assertArrayEquals(expected, actual, position + " + " + offset + ", " + count);
        }
      }
    }
  }

  @Test
  void seedsAndStreamsDiffer() {
    Set<Long> seen = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (long stream = 0; stream < 20; stream++) {
        for (int i = 0; i < 20; i++) {
          seen.add(new RandomState(seed, stream, 0).bits(i));
        }
      }
    }
    assertEquals(8000, seen.size());
  }

  @Test
  void uniformNumbersLieInTheirRangeWithTheRightMoments() {
    for (int i = 0; i < SAMPLES; i++) {
      assertTrue(state.uniformFloat(i) >= 0 && state.uniformFloat(i) < 1);
      assertTrue(state.uniformDouble(i) >= 0 && state.uniformDouble(i) < 1);
    }
    assertMoments(i -> state.uniformFloat(i), 0.5, 1 / 12.0, 1.8);
    assertMoments(i -> state.uniformDouble(i), 0.5, 1 / 12.0, 1.8);
  }

  @Test
  void normalNumbersHaveTheRightMoments() {
    assertMoments(i -> state.normal(i), 0, 1, 3);
    for (int i = 0; i < SAMPLES; i++) {
      assertTrue(Math.abs(state.normal(i)) < 6.8);
    }
  }

  /** Checks mean, variance, skewness (0) and kurtosis to about five standard errors. */
  private static void assertMoments(
      IntToDoubleFunction sample, double mean, double variance, double kurtosis) {
    double[] sums = new double[5];
    for (int i = 0; i < SAMPLES; i++) {
      double deviation = (sample.applyAsDouble(i) - mean) / Math.sqrt(variance);
      double power = 1;
      for (int p = 1; p <= 4; p++) {
        power *= deviation;
        sums[p] += power;
      }
    }
    double[] expected = {0, 0, 1, 0, kurtosis};
    double[] error = {0, 0.012, 0.016, 0.045, 0.11};
    for (int p = 1; p <= 4; p++) {
      assertEquals(expected[p], sums[p] / SAMPLES, error[p], "moment " + p);
    }
  }

  @Test
  void neighboursAreNotCorrelated() {
    double product = 0;
    for (int i = 0; i < SAMPLES; i++) {
      product += state.normal(i) * state.normal(i + 1);
    }
    assertEquals(0, product / SAMPLES, 0.012);
  }

  @Test
  void everyBitIsSetHalfOfTheTime() {
    int[] set = new int[64];
    for (int i = 0; i < SAMPLES; i++) {
      long bits = state.bits(i);
      for (int b = 0; b < 64; b++) {
        set[b] += (int) (bits >>> b & 1);
      }
    }
    for (int b = 0; b < 64; b++) {
      assertEquals(0.5, set[b] / (double) SAMPLES, 0.006, "bit " + b);
    }
  }

  @Test
  void statesAreValues() {
    assertEquals(new RandomState(1, 2, 3), new RandomState(1, 2, 3));
    assertNotEquals(new RandomState(1, 2, 3), new RandomState(1, 2, 4));
  }
}
