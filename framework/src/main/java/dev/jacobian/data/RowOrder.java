package dev.jacobian.data;

import dev.jacobian.device.RandomState;

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
   * @param rows of the data set
   * @param random chooses among the random orders
   */
  static RowOrder of(DataLoader.Options options, long rows, RandomState random) {
    if (!options.shuffle()) {
      return RowOrder::inOrder;
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
