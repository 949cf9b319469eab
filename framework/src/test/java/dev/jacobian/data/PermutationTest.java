package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.random.RandomState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
  private static Permutation permutation(long size, long seed) {
    return Permutation.of(size, new RandomState(seed, 0, 0));
  }

  private static long[] order(long size, long seed) {
    Permutation permutation = permutation(size, seed);
    return LongStream.range(0, size).map(permutation::at).toArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 31, 32, 33, 1000, 1023, 1024, 1025, 4097, 100_003})
  void everyIndexComesExactlyOnce(long size) {
    long[] order = order(size, 5);
    Arrays.sort(order);
    assertEquals(
        Arrays.toString(LongStream.range(0, size).toArray()),
        Arrays.toString(order),
        "size " + size);
  }

  @Test
  void aSizeBeyondIntIsInjectiveWhereItIsLookedAt() {
    long size = (1L << 40) + 12345;
    Permutation permutation = permutation(size, 1);
    long[] seen = LongStream.range(0, 100_000).map(permutation::at).toArray();
    assertTrue(Arrays.stream(seen).allMatch(i -> i >= 0 && i < size));
    assertEquals(100_000, Arrays.stream(seen).distinct().count());
    assertTrue(Arrays.stream(seen).max().orElseThrow() > size / 2);
  }

  @Test
  void seedsGiveDifferentOrdersAndOneSeedTheSame() {
    assertEquals(Arrays.toString(order(50, 9)), Arrays.toString(order(50, 9)));
    assertFalse(Arrays.equals(order(50, 9), order(50, 10)));
  }

  @Test
  void theOrdersOfFourRowsAreEquallyLikely() {
    int trials = 24_000;
    Map<String, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < trials; seed++) {
      counts.merge(Arrays.toString(order(4, seed)), 1, Integer::sum);
    }
    assertEquals(24, counts.size(), "every order occurs");
    double expected = trials / 24.0;
    double chiSquare =
        counts.values().stream().mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    // 23 degrees of freedom: 49.7 is passed by chance once in a thousand.
    assertTrue(chiSquare < 49.7, "chi-square " + chiSquare);
  }

  @Test
  void everyRowIsEquallyLikelyAtEveryPlace() {
    int size = 64;
    int trials = 20_000;
    int[][] counts = new int[size][size];
    for (int seed = 0; seed < trials; seed++) {
      long[] order = order(size, seed);
      for (int place = 0; place < size; place++) {
        counts[place][(int) order[place]]++;
      }
    }
    double expected = (double) trials / size;
    double chiSquare = 0;
    for (int[] row : counts) {
      for (int count : row) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
    }
    // 63 * 63 degrees of freedom; 4.5 standard deviations above.
    double freedom = (size - 1.0) * (size - 1);
    assertTrue(chiSquare < freedom + 4.5 * Math.sqrt(2 * freedom), "chi-square " + chiSquare);
  }

  @Test
  void neighboursAreNotCorrelated() {
    int size = 1 << 16;
    long[] order = order(size, 3);
    double mean = (size - 1) / 2.0;
    double product = 0;
    for (int i = 0; i + 1 < size; i++) {
      product += (order[i] - mean) * (order[i + 1] - mean);
    }
    double variance = ((double) size * size - 1) / 12;
    double correlation = product / (size - 1) / variance;
    assertTrue(Math.abs(correlation) < 4.5 / Math.sqrt(size), "correlation " + correlation);
  }
}
