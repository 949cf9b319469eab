package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowedOrderTest {
  private static WindowedOrder order(long rows, long window, long seed) {
    return new WindowedOrder(rows, window, new RandomState(seed, 0, 0));
  }

  private static long[] all(long rows, long window, long seed) {
    return order(rows, window, seed).rows(0, (int) rows);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1",
    "33, 32",
    "64, 32",
    "65, 32",
    "1000, 1",
    "1000, 64",
    "1000, 999",
    "1023, 100",
    "4097, 128",
    "100003, 3200",
    "100003, 100000"
  })
  void everyRowComesExactlyOnce(long rows, long window) {
    long[] order = all(rows, window, 5);
    Arrays.sort(order);
    assertArrayEquals(LongStream.range(0, rows).toArray(), order);
  }

  @Test
  void whatIsAskedForAtOnceChangesNothing() {
    long[] whole = all(1000, 96, 2);
    WindowedOrder order = order(1000, 96, 2);
    int asked = 0;
    for (int first = 0; first < 1000; first += 7) {
      for (int count : new int[] {0, 1, 95, 97, 300}) {
        int possible = Math.min(count, 1000 - first);
        assertArrayEquals(
            Arrays.copyOfRange(whole, first, first + possible), order.rows(first, possible));
        asked++;
      }
    }
    assertEquals(5 * 143, asked);
  }

  @Test
  void aWindowReadsFewPiecesOfTheFile() {
    int rows = 100_000;
    int window = 3200;
    long[] order = all(rows, window, 4);
    int windows = 0;
    for (int first = 0; first < rows; first += window) {
      long[] sorted = Arrays.copyOfRange(order, first, Math.min(rows, first + window));
      Arrays.sort(sorted);
      int pieces = 1;
      for (int i = 1; i < sorted.length; i++) {
        pieces += sorted[i] == sorted[i - 1] + 1 ? 0 : 1;
      }
      // One more where a block lies around the end of the file, and one for what is left over.
      assertTrue(pieces <= WindowedOrder.BLOCKS_OF_WINDOW + 2, pieces + " pieces");
      assertTrue(pieces > WindowedOrder.BLOCKS_OF_WINDOW / 2 || sorted.length < window, "mixed");
      windows++;
    }
    assertEquals(32, windows);
  }

  @Test
  void everyRowIsEquallyLikelyAtEveryPlace() {
    int rows = 101;
    int trials = 20_000;
    int[][] counts = new int[rows][rows];
    for (int seed = 0; seed < trials; seed++) {
      long[] order = all(rows, 64, seed);
      for (int place = 0; place < rows; place++) {
        counts[place][(int) order[place]]++;
      }
    }
    double expected = (double) trials / rows;
    double chiSquare = 0;
    for (int[] row : counts) {
      for (int count : row) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
    }
    // 100 * 100 degrees of freedom; 4.5 standard deviations above.
    double freedom = (rows - 1.0) * (rows - 1);
    assertTrue(chiSquare < freedom + 4.5 * Math.sqrt(2 * freedom), "chi-square " + chiSquare);
  }

  @Test
  void epochsMixOtherRows() {
    long[] one = Arrays.copyOf(all(100_000, 3200, 1), 3200);
    long[] other = Arrays.copyOf(all(100_000, 3200, 2), 3200);
    Arrays.sort(other);
    long shared = Arrays.stream(one).filter(row -> Arrays.binarySearch(other, row) >= 0).count();
    // A thirtieth by chance.
    assertTrue(shared < 800, shared + " rows of 3200 in both first windows");
  }

  @Test
  void aWindowOfAllRowsOrNoneIsTheUsualOrder() {
    RandomState random = new RandomState(3, 0, 0);
    DataLoader.Options options = DataLoader.Options.of(4).withShuffle(1);
    Dataset hundred = new TensorDataset(Tensor.zeros(100, 1), Tensor.zeros(100, 1));
    long[] usual = Permutation.of(100, random).rows(0, 100);
    for (long window : new long[] {0, 100, 1000}) {
      assertArrayEquals(
          usual, RowOrder.of(options.withShuffleWindow(window), hundred, random).rows(0, 100));
    }
    assertFalse(
        Arrays.equals(
            usual, RowOrder.of(options.withShuffleWindow(64), hundred, random).rows(0, 100)));
    assertArrayEquals(
        LongStream.range(0, 100).toArray(),
        RowOrder.of(DataLoader.Options.of(4).withShuffleWindow(64), hundred, random).rows(0, 100),
        "what is not shuffled has no window");
  }
}
