package dev.jacobian.benchmarks.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void numbersAreSpreadEvenlyFromMinusOneToOne() {
    float[] numbers = Numbers.uniform(3, 100_000);
    double mean =
        IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).average().orElse(9);
    double variance =
        IntStream.range(0, numbers.length)
            .mapToDouble(i -> numbers[i] * numbers[i])
            .average()
            .orElse(9);
    assertEquals(0, mean, 0.01);
    assertEquals(1.0 / 3, variance, 0.01);
    for (float number : numbers) {
      assertTrue(number >= -1 && number < 1, () -> "number " + number);
    }
  }

  @Test
  void anotherSeedGivesOtherNumbers() {
    float[] first = Numbers.uniform(1, 1000);
    float[] second = Numbers.uniform(2, 1000);
    long same = IntStream.range(0, 1000).filter(i -> first[i] == second[i]).count();
    assertEquals(0, same);
    assertArrayEquals(first, Numbers.uniform(1, 1000));
  }

  @Test
  void weightsAreScaledByTheRootOfTheInputs() {
    float[] numbers = Numbers.uniform(5, 12);
    float[] weights = Numbers.weights(5, 3, 4);
    for (int i = 0; i < 12; i++) {
      assertEquals(numbers[i] / 2, weights[i]);
    }
  }
}
