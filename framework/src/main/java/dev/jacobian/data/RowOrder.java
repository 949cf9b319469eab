package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;

/** Which row comes at which position of an epoch; computed, not stored. */
interface RowOrder {
  /**
   * Returns the rows at some positions.
   *
   * @param first the first position
   * @param count how many
   */
  long[] rows(long first, int count);

  /**
   * Returns the order that options ask for.
   *
   * @param random chooses among the random orders
   */
  static RowOrder of(DataLoader.Options options, Dataset dataset, RandomState random) {
    long rows = dataset.size();
    if (!options.shuffle()) {
      return RowOrder::inOrder;
    }
    if (options.bucketBatches() > 0) {
      return new BucketedOrder(dataset, options.batchSize(), options.bucketBatches(), random);
    }
    long window = options.shuffleWindow();
    return window == 0 || window >= rows
        ? Permutation.of(rows, random)
        : new WindowedOrder(rows, window, random);
  }

  private static long[] inOrder(long first, int count) {
    long[] rows = new long[count];
    for (int i = 0; i < count; i++) {
      rows[i] = first + i;
    }
    return rows;
  }
}
