package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are drawn: how often, always the same, and from any place on. */
class SamplerTest {
  private static final DataLoader.Options OPTIONS = DataLoader.Options.of(8).withSeed(3);

  private static Dataset rows(int count) {
    long[] numbers = LongStream.range(0, count).toArray();
    return new TensorDataset(Tensor.zeros(count, 1), Tensor.of(numbers));
  }

  private static long[] epoch(Sampler sampler, int rows, int epoch) {
    try (DataLoader loader = DataLoader.of(rows(rows), sampler, OPTIONS)) {
      return drawn(loader.iterator(epoch));
    }
  }

  private static long[] drawn(BatchIterator batches) {
    List<Long> drawn = new ArrayList<>();
    while (batches.hasNext()) {
      Arrays.stream(batches.next().targets().toLongArray()).forEach(drawn::add);
    }
    return drawn.stream().mapToLong(Long::longValue).toArray();
  }

  private static double[] shares(long[] drawn, int rows) {
    double[] shares = new double[rows];
    for (long row : drawn) {
      shares[(int) row] += 1.0 / drawn.length;
    }
    return shares;
  }

  @Test
  void rowsComeAsOftenAsTheirWeightsSay() {
    Sampler sampler = Sampler.weighted(new double[] {1, 0, 3, 4, 0}, 20_000);
    double[] shares = shares(epoch(sampler, 5, 0), 5);
    assertArrayEquals(new double[] {0.125, 0, 0.375, 0.5, 0}, shares, 0.015);
    assertEquals(0, shares[1]);
    assertEquals(0, shares[4]);
  }

  @Test
  void rareClassesComeAsOftenAsOthers() {
    long[] classes = {7, 7, 7, 7, 7, 7, 7, -1};
    Sampler sampler = Sampler.balanced(classes);
    assertEquals(8, sampler.size());
    long[] drawn = sampler.rows(new RandomState(1, 0, 0), 0, 20_000);
    double[] shares = shares(drawn, 8);
    assertEquals(0.5, shares[7], 0.015);
    assertEquals(0.5 / 7, shares[0], 0.01);
  }

  @Test
  void withReplacementEachRowIsAsLikely() {
    double[] shares = shares(epoch(Sampler.withReplacement(4, 20_000), 4, 0), 4);
    assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, shares, 0.015);
  }

  @Test
  void anEpochDependsOnSeedAndNumberAlone() {
    Sampler sampler = Sampler.withReplacement(50, 37);
    long[] first = epoch(sampler, 50, 1);
    assertEquals(37, first.length);
    assertArrayEquals(first, epoch(sampler, 50, 1));
    assertNotEquals(Arrays.toString(first), Arrays.toString(epoch(sampler, 50, 2)));
    try (DataLoader other = DataLoader.of(rows(50), sampler, OPTIONS.withSeed(4))) {
      assertNotEquals(Arrays.toString(first), Arrays.toString(drawn(other.iterator(1))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void workersAndAPlaceToGoOnFromChangeNothing(int workers) {
    Sampler sampler = Sampler.weighted(new double[] {1, 2, 3, 4, 5, 6}, 50);
    long[] whole = epoch(sampler, 6, 5);
    for (int batch = 0; batch <= 7; batch++) {
      try (DataLoader loader = DataLoader.of(rows(6), sampler, OPTIONS.withWorkers(workers))) {
        assertEquals(7, loader.batchesPerEpoch());
        assertEquals(50, loader.rowsPerEpoch());
        long[] rest = drawn(loader.iterator(5, batch));
        assertArrayEquals(Arrays.copyOfRange(whole, Math.min(50, 8 * batch), 50), rest);
      }
    }
  }

  @Test
  void aSamplerOfOnesOwnIsAsked() {
    Sampler backwards =
        new Sampler() {
          @Override
          public long size() {
            return 5;
          }

          @Override
          public long[] rows(RandomState random, long first, int count) {
            return LongStream.range(first, first + count).map(i -> 4 - i).toArray();
          }

          @Override
          public String description() {
            return "backwards";
          }
        };
    assertArrayEquals(new long[] {4, 3, 2, 1, 0}, epoch(backwards, 5, 0));
    assertError(
        "gather: index 4 at position 0 is outside axis 0 of size 3; expected indices from 0 to 2",
        () -> epoch(backwards, 3, 0));
  }

  @Test
  void mistakesAreNamed() {
    assertError(
        "sampler: the weight of row 1 is -2.0; expected a number, 0 or above",
        () -> Sampler.weighted(new double[] {1, -2}, 3));
    assertError(
        "sampler: the weight of row 0 is NaN; expected a number, 0 or above",
        () -> Sampler.weighted(new double[] {Double.NaN}, 3));
    assertError(
        "sampler: the sum of 2 weights is 0.0; expected a number above 0",
        () -> Sampler.weighted(new double[2], 3));
    assertError(
        "sampler: the sum of 2 weights is Infinity; expected a number above 0",
        () -> Sampler.weighted(new double[] {Double.MAX_VALUE, Double.MAX_VALUE}, 3));
    assertError(
        "sampler: epochs of 0 rows; expected at least one row",
        () -> Sampler.weighted(new double[] {1}, 0));
    assertError(
        "sampler: 0 rows out of 3; expected at least one out of at least one",
        () -> Sampler.withReplacement(3, 0));
    assertError(
        "sampler: 2 weights for a data set of 3 rows; expected one for each",
        () -> epoch(Sampler.weighted(new double[] {1, 1}, 2), 3, 0));
    assertError(
        "sampler: it draws out of 4 rows; expected no more than the data set has, 3",
        () -> epoch(Sampler.withReplacement(4, 2), 3, 0));
    assertError(
        "data loader: a sampler, and rows that are shuffled; expected one of both; fix: leave out"
            + " withShuffle; withSeed sets the seed that the sampler draws by",
        () -> DataLoader.of(rows(3), Sampler.withReplacement(3, 3), OPTIONS.withShuffle(1)));
    assertError(
        "data loader: 5 rows make no batch of 8 with dropLast; expected at least one whole batch;"
            + " fix: use a smaller batchSize, or dropLast = false",
        () -> DataLoader.of(rows(30), Sampler.withReplacement(9, 5), OPTIONS.withDropLast(true)));
  }

  private static void assertError(String expected, Runnable call) {
    assertEquals(expected, assertThrows(JacobianException.class, call::run).getMessage());
  }
}
