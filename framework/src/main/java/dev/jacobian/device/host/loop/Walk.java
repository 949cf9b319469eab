package dev.jacobian.device.host.loop;

/**
 * The order in which a kernel goes through its positions: parts that threads work on, each a row of
 * blocks. It follows from shapes alone, so that results do not depend on the number of threads.
 */
final class Walk {
  /** The most positions that are one part, since dividing them costs more than it brings. */
  static final int UNDIVIDED = 32 * 1024;

  private static final int PART = 16 * 1024;

  /** Going to a shorter run takes longer than writing its element to all its positions. */
  private static final int SHORTEST_RUN = 32;

  /** Rows that a part should have where a row of results is kept for each part. */
  private static final int ROWS = 64;

  /** The longest row of results that is kept for each part. */
  static final int WIDEST_ROW = 4096;

  /**
   * Rows that several walks go through, one row after the other.
   *
   * @param count how many there are
   * @param length the number of positions of each
   * @param areCombined whether parts leave anything for the end of a run, so that there should be
   *     few
   */
  record Rows(long count, long length, boolean areCombined) {}

  private final int block;
  private final int parts;
  private final long end;
  private final long part;
  private final long middle;
  private final long inner;

  private Walk(int block, int parts, long end, long part, long middle, long inner) {
    this.block = block;
    this.parts = parts;
    this.end = end;
    this.part = part;
    this.middle = middle;
    this.inner = inner;
  }

  /**
   * Returns the walk from the first position to the last.
   *
   * @param size the number of positions, at least 1
   * @param width the longest row of results that is kept for each part, or 1
   * @param periods numbers of positions, each a multiple of the smaller ones, of which blocks and
   *     parts should be multiples
   */
  static Walk along(long size, long width, long[] periods) {
    int block = (int) Math.min(size, blockFor(periods));
    if (size <= UNDIVIDED) {
      return new Walk(block, 1, size, size, 0, 0);
    }
    long wanted = Math.max(PART, ROWS * width);
    long unit = largestUpTo(wanted, periods);
    long part = unit * Math.max(1, wanted / unit);
    return new Walk(block, (int) ((size + part - 1) / part), size, part, 0, 0);
  }

  /**
   * Returns the walk from the first position to the last whose parts are whole rows.
   *
   * @param size the number of positions: those of all rows, or one for each row
   */
  static Walk rows(Rows rows, long size, long[] periods) {
    int block = (int) Math.min(size, blockFor(periods));
    long all = rows.count() * rows.length();
    long wanted = rows.areCombined() ? 2 * PART : PART;
    long rowsOfPart = all <= UNDIVIDED ? rows.count() : Math.max(1, wanted / rows.length());
    long part = rowsOfPart * (size / rows.count());
    return new Walk(block, (int) ((size + part - 1) / part), size, part, 0, 0);
  }

  /**
   * Returns the walk down columns: a part is a block of columns of one of {@code outer} matrices,
   * and goes through its rows.
   */
  static Walk down(Grouping.Step matrices, long[] periods) {
    long inner = matrices.inner();
    int block = (int) Math.min(inner, blockFor(periods));
    long tiles = (inner + block - 1) / block;
    return new Walk(
        block, Math.toIntExact(matrices.outer() * tiles), inner, tiles, matrices.middle(), inner);
  }

  private static int blockFor(long[] periods) {
    int unit = (int) largestUpTo(Frame.BLOCK, periods);
    return Frame.BLOCK / unit * unit;
  }

  private static long largestUpTo(long limit, long[] periods) {
    long largest = 1;
    for (long period : periods) {
      if (period <= limit) {
        largest = Math.max(largest, period);
      }
    }
    return largest;
  }

  /** Returns what this is made of: block, end, part, middle, inner. */
  long[] numbers() {
    return new long[] {block, end, part, middle, inner};
  }

  /** Returns whether this is a walk down columns. */
  boolean isDown() {
    return middle > 0;
  }

  /**
   * Returns the length of the runs that blocks consist of: the longest of some numbers that divides
   * the others and is not too short to be gone through by itself, or a block.
   */
  int run(long[] numbers) {
    int run = block;
    for (long number : numbers) {
      boolean divides = run % number == 0 && part % number == 0;
      if (!isDown() && divides && number >= SHORTEST_RUN) {
        run = (int) number;
      }
    }
    return run;
  }

  /** Returns whether each run lies within so many positions, one such number after the other. */
  boolean isWithin(long positions, int run) {
    return !isDown() && (positions >= end || (positions % run == 0 && part % run == 0));
  }

  /** Returns the number of parts. */
  int parts() {
    return parts;
  }

  /** Returns the most positions of a block. */
  int block() {
    return block;
  }

  /** Returns the number of positions of a part that is not the last. */
  long partSize() {
    return part;
  }

  /** Returns the first position of a part. */
  long first(int index) {
    return middle == 0 ? index * part : index / part * middle * inner + index % part * block;
  }

  /** Returns a position that lies behind the beginning of a part's last block. */
  long end(int index) {
    return middle == 0
        ? Math.min(end, (index + 1) * part)
        : first(index) + (middle - 1) * inner + 1;
  }

  /** Returns the distance from one block to the next. */
  long step() {
    return middle == 0 ? block : inner;
  }

  /** Returns the number of positions of the block of a part that begins at {@code start}. */
  int count(int index, long start) {
    long rest = middle == 0 ? end(index) - start : inner - index % part * block;
    return (int) Math.min(block, rest);
  }
}
