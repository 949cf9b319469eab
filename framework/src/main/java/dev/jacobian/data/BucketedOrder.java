package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.LongStream;

/**
 * A pseudo-random order in which the rows of a batch have like lengths. Computed, not stored, as a
 * {@link Permutation} is.
 *
 * <p>How: all rows are permuted and cut into pools of some batches. The rows of a pool are sorted
 * by length, and its batches permuted. Rows that fill no batch are the last of the first
 * permutation, so that those of one length are not always among them. Positions are asked for batch
 * by batch.
 */
final class BucketedOrder implements RowOrder {
  private final Dataset dataset;
  private final int batchSize;
  private final long poolRows;
  private final long wholeRows;
  private final Permutation all;
  private final RandomState random;

  /**
   * Takes the order that the random numbers choose.
   *
   * @param poolBatches batches whose rows are sorted together
   */
  BucketedOrder(Dataset dataset, int batchSize, int poolBatches, RandomState random) {
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.poolRows = (long) batchSize * poolBatches;
    this.wholeRows = dataset.size() / batchSize * batchSize;
    this.all = Permutation.of(dataset.size(), random);
    this.random = random.advance(Permutation.RANDOM_NUMBERS);
  }

  @Override
  public long[] rows(long first, int count) {
    if (first >= wholeRows) {
      return all.rows(first, count);
    }
    long number = first / poolRows;
    long start = number * poolRows;
    int size = (int) Math.min(poolRows, wholeRows - start);
    long[] sorted =
        LongStream.of(all.rows(start, size))
            .boxed()
            .sorted(Comparator.comparingInt(dataset::length))
            .mapToLong(Long::longValue)
            .toArray();
    Permutation batches =
        Permutation.of(size / batchSize, random.advance(number * Permutation.RANDOM_NUMBERS));
    int from = (int) batches.at((first - start) / batchSize) * batchSize;
    return Arrays.copyOfRange(sorted, from, from + count);
  }
}
