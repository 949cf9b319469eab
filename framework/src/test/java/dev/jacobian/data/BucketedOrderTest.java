package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BucketedOrderTest {
  /** Rows whose lengths are drawn at random, from 1 to 100. */
  private record Lengths(int rows) implements Dataset {
    @Override
    public long size() {
      return rows;
    }

    @Override
    public int length(long index) {
      return 1 + (int) (new RandomState(9, 0, index).uniformDouble(0) * 100);
    }

    @Override
    public Batch gather(long[] indices) {
      return new Batch(Tensor.of(indices), Tensor.of(indices));
    }
  }

  private static final DataLoader.Options OPTIONS =
      DataLoader.Options.of(10).withShuffle(4).withBucketBatches(20);

  private static List<long[]> epoch(Dataset rows, DataLoader.Options options, long epoch) {
    List<long[]> batches = new ArrayList<>();
    try (DataLoader loader = DataLoader.of(rows, options)) {
      loader.iterator(epoch).forEachRemaining(batch -> batches.add(batch.inputs().toLongArray()));
    }
    return batches;
  }

  private static long paddingOf(Dataset rows, List<long[]> batches) {
    long padding = 0;
    for (long[] batch : batches) {
      int longest = Arrays.stream(batch).mapToInt(rows::length).max().orElse(0);
      padding += Arrays.stream(batch).map(row -> longest - rows.length(row)).sum();
    }
    return padding;
  }

  @Test
  void everyRowComesOnceAndLittleIsPadded() {
    Lengths rows = new Lengths(1007);
    List<long[]> batches = epoch(rows, OPTIONS, 0);
    assertEquals(101, batches.size());
    assertEquals(7, batches.get(100).length);
    long[] all = batches.stream().flatMapToLong(LongStream::of).sorted().toArray();
    assertArrayEquals(LongStream.range(0, 1007).toArray(), all);
    long usual = paddingOf(rows, epoch(rows, OPTIONS.withBucketBatches(0), 0));
    long bucketed = paddingOf(rows, batches);
    assertTrue(bucketed * 8 < usual, bucketed + " of padding, else " + usual);
  }

  @Test
  void batchesComeInARandomOrderThatEpochsAndSeedsChange() {
    Lengths rows = new Lengths(400);
    List<long[]> first = epoch(rows, OPTIONS, 0);
    double[] lengths = first.stream().limit(20).mapToDouble(b -> rows.length(b[0])).toArray();
    double[] sorted = lengths.clone();
    Arrays.sort(sorted);
    assertFalse(Arrays.equals(sorted, lengths), "batches from short to long");
    assertFalse(Arrays.deepEquals(first.toArray(), epoch(rows, OPTIONS, 1).toArray()));
    assertFalse(
        Arrays.deepEquals(first.toArray(), epoch(rows, OPTIONS.withShuffle(5), 0).toArray()));
    assertArrayEquals(first.toArray(), epoch(rows, OPTIONS.withWorkers(3), 0).toArray());
  }

  @Test
  void subsetsKnowTheLengthsOfTheirRows() {
    Lengths rows = new Lengths(400);
    Subset half = new Subset(rows, LongStream.range(100, 300).toArray());
    assertEquals(rows.length(107), half.length(7));
    assertEquals(rows.length(107), new TransformedDataset(rows, batch -> batch).length(107));
    long bucketed = paddingOf(rows, epoch(half, OPTIONS, 0));
    long usual = paddingOf(rows, epoch(half, OPTIONS.withBucketBatches(0), 0));
    assertTrue(bucketed * 4 < usual, bucketed + " of padding, else " + usual);
  }

  @Test
  void bucketsAreNotBesideAWindow() {
    assertEquals(
        "DataLoader: bucket batches 20, shuffle window 5; expected 0 or more batches, and no window"
            + " beside them",
        assertThrows(OptionException.class, () -> OPTIONS.withShuffleWindow(5)).getMessage());
    assertEquals(
        "DataLoader: bucket batches -1, shuffle window 0; expected 0 or more batches, and no window"
            + " beside them",
        assertThrows(OptionException.class, () -> OPTIONS.withBucketBatches(-1)).getMessage());
  }
}
