package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;

/**
 * A pseudo-random order that stays in a window of rows before it goes on to the next, so that a
 * file is read in large pieces. Computed, not stored, as a {@link Permutation} is.
 *
 * <p>How: the rows are cut into blocks of neighbours, 32 to a window; the blocks are permuted; then
 * the rows of each window. So rows from 32 places of the file are mixed at a time, and each epoch
 * mixes other blocks. Blocks are counted from a random row on, around the end of the file, so their
 * bounds differ too, and the rows that make no whole block, which stay in the last window, are
 * others in each epoch.
 */
final class WindowedOrder implements RowOrder {
  static final int BLOCKS_OF_WINDOW = 32;

  private final long rows;
  private final long blockRows;
  private final long window;
  private final long wholeBlocks;
  private final long start;
  private final Permutation blocks;
  private final RandomState random;

  /**
   * Takes the order that the random numbers choose.
   *
   * @param rows of the data set
   * @param windowRows rows that are mixed at a time, fewer than all; rounded down to whole blocks
   */
  WindowedOrder(long rows, long windowRows, RandomState random) {
    this.rows = rows;
    this.blockRows = Math.max(1, windowRows / BLOCKS_OF_WINDOW);
    this.window = blockRows * BLOCKS_OF_WINDOW;
    this.wholeBlocks = rows / blockRows;
    this.blocks = Permutation.of(wholeBlocks, random);
    this.start = Long.remainderUnsigned(random.bits(Permutation.RANDOM_NUMBERS), rows);
    this.random = random.advance(2L * Permutation.RANDOM_NUMBERS);
  }

  @Override
  public long[] rows(long first, int count) {
    long[] found = new long[count];
    int done = 0;
    while (done < count) {
      long number = (first + done) / window;
      long windowStart = number * window;
      long size = Math.min(window, rows - windowStart);
      Permutation order = Permutation.of(size, random.advance(number * Permutation.RANDOM_NUMBERS));
      long inWindow = first + done - windowStart;
      int end = (int) Math.min(count, done + size - inWindow);
      for (; done < end; done++, inWindow++) {
        found[done] = row(windowStart + order.at(inWindow));
      }
    }
    return found;
  }

  /** Returns the row at a place of the order in which only blocks are permuted. */
  private long row(long place) {
    long block = place / blockRows;
    // What is left after the whole blocks has its place after them in any order.
    long row =
        block < wholeBlocks ? blocks.at(block) * blockRows + place - block * blockRows : place;
    long turned = row + start;
    return turned < rows ? turned : turned - rows;
  }
}
