package dev.jacobian.device.host.loop;

import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.kernel.java.FoldLoops;
import dev.jacobian.shape.DType;

/**
 * Where a thread combines elements, in double for floating point and else in long: one running
 * total of neighbours, and a row of totals. Finished totals of runs are gathered in the row too, so
 * that they are stored together.
 */
final class Accumulator {
  /**
   * HotSpot makes vector instructions of loops whose arrays all begin at index 0. From this length
   * on, the extreme of a run is found by copying its halves and combining these.
   */
  private static final int SHORT_RUN = 64;

  /** From this width on, rows of smaller elements are combined in their type across blocks. */
  private static final int WIDE_ROW = 64;

  private final Frame frame;
  private final Lane lane;
  private final Object running;
  private Object totals;
  private int capacity = Frame.BLOCK;
  private FoldLoops fold;

  /** Rows that wait until there are as many as are combined in the elements' type. */
  private final float[][] pending;

  private int pendingRows;
  private int pendingWidth;

  /**
   * Makes an accumulator.
   *
   * @param frame of the thread
   * @param lane of the totals
   * @param fold how elements are combined until the first beginning
   */
  Accumulator(Frame frame, Lane lane, FoldLoops fold) {
    this.frame = frame;
    this.lane = lane;
    this.fold = fold;
    this.running = lane.newArray(1);
    this.totals = lane.newArray(capacity);
    this.pending = new float[lane == Lane.DOUBLE ? 4 : 0][Frame.BLOCK];
  }

  private void begin(FoldLoops next) {
    fold = next;
    // A kernel that failed may have left some.
    pendingRows = 0;
  }

  /** Begins a run of neighbours that come in several pieces. */
  void beginRun(FoldLoops next) {
    begin(next);
    lane.fill(running, 0, 1, next.reduction().neutral());
  }

  /** Adds elements to the run. */
  void addToRun(Object elements, int from, int count) {
    if (isHalved(count)) {
      fold.body().addRuns(halves(), 0, halve(elements, from, count), 1, running, 0);
    } else {
      fold.body().addRuns(elements, from, count, 1, running, 0);
    }
  }

  /** Puts the run's total into the row. */
  void endRun(int at) {
    System.arraycopy(running, 0, totals, at, 1);
  }

  /** Writes the run's total into an array of saved totals. */
  void saveRun(Object saved, int at) {
    System.arraycopy(running, 0, saved, at, 1);
  }

  /** Combines runs of {@code length} neighbours, one total each, into the row from {@code at}. */
  void foldRuns(Object elements, int from, int length, int runs, int at) {
    if (!isHalved(length)) {
      fold.body().foldRuns(elements, from, length, runs, totals, at);
      return;
    }
    for (int run = 0; run < runs; run++) {
      int half = halve(elements, from + run * length, length);
      fold.body().foldRuns(halves(), 0, half, 1, totals, at + run);
    }
  }

  private boolean isHalved(int length) {
    return fold.isExact() && length >= SHORT_RUN;
  }

  private Object halves() {
    return frame.spare(Lane.FLOAT);
  }

  /** Puts elements with the same extreme as a run has into the halves, and returns their number. */
  private int halve(Object elements, int from, int length) {
    Object first = halves();
    Object second = frame.secondSpare(Lane.FLOAT);
    int half = length >> 1;
    // Of an odd number, the middle one waits for the next round.
    int size = length - half;
    System.arraycopy(elements, from, first, 0, size);
    System.arraycopy(elements, from + size, second, 0, half);
    fold.body().combine(first, second, half);
    while (size >= SHORT_RUN) {
      half = size >> 1;
      size -= half;
      System.arraycopy(first, size, second, 0, half);
      fold.body().combine(first, second, half);
    }
    return size;
  }

  /** Begins a row of totals. */
  void beginRows(FoldLoops next, int width) {
    begin(next);
    reserve(width);
    lane.fill(totals, 0, width, next.reduction().neutral());
  }

  private void reserve(int count) {
    if (capacity < count) {
      capacity = count;
      totals = lane.newArray(count);
    }
  }

  /** Adds rows of {@code width} elements to the row of totals, from {@code column} on. */
  void addRows(Object elements, int from, int rows, int width, int column) {
    int group = fold.group();
    boolean isPending = group > 1 && column == 0 && width >= WIDE_ROW;
    int direct = isPending ? rows - rows % group : rows;
    if (direct > 0) {
      fold.body().addRows(elements, from, direct, width, totals, column);
    }
    for (int row = direct; row < rows; row++) {
      addToPending(elements, from + row * width, width);
    }
  }

  private void addToPending(Object elements, int from, int width) {
    if (width != pendingWidth) {
      // The part of a row that lies in one block may be longer than that of the row before.
      addPending();
    }
    pendingWidth = width;
    System.arraycopy(elements, from, pending[pendingRows++], 0, width);
    if (pendingRows == pending.length) {
      // (a + b) + (c + d), by loops that are vector instructions.
      fold.body().combine(pending[0], pending[1], width);
      fold.body().combine(pending[2], pending[3], width);
      fold.body().combine(pending[0], pending[2], width);
      pendingRows = 1;
      addPending();
    }
  }

  private void addPending() {
    for (int row = 0; row < pendingRows; row++) {
      fold.body().addRows(pending[row], 0, 1, pendingWidth, totals, 0);
    }
    pendingRows = 0;
  }

  /** Writes the beginning of the row into an array of saved totals. */
  void save(Object saved, int at, int count) {
    addPending();
    System.arraycopy(totals, 0, saved, at, count);
  }

  /** Reads the beginning of the row from an array. */
  void load(Object saved, int count) {
    reserve(count);
    System.arraycopy(saved, 0, totals, 0, count);
  }

  /** Rounds the beginning of the row to the target's type and stores it. */
  void store(HostBlock target, long at, int count) {
    addPending();
    if (target.dtype() != DType.FLOAT32) {
      target.store(totals, 0, at, count);
      return;
    }
    float[] rounded = (float[]) frame.spare(Lane.FLOAT);
    double[] all = (double[]) totals;
    for (int done = 0; done < count; done += Frame.BLOCK) {
      int part = Math.min(Frame.BLOCK, count - done);
      for (int i = 0; i < part; i++) {
        rounded[i] = (float) all[done + i];
      }
      target.store(rounded, 0, at + done, part);
    }
  }

  /**
   * Returns saved totals of a shape {@code [outer, middle, inner]} combined along the middle.
   *
   * @param totals how totals are combined
   */
  static Object reduceSaved(FoldLoops totals, Lane lane, Object saved, Grouping.Step shape) {
    int outer = (int) shape.outer();
    int middle = (int) shape.middle();
    int inner = (int) shape.inner();
    Object reduced = lane.newArray(outer * inner);
    if (inner == 1) {
      totals.body().foldRuns(saved, 0, middle, outer, reduced, 0);
      return reduced;
    }
    lane.fill(reduced, 0, outer * inner, totals.reduction().neutral());
    for (int i = 0; i < outer; i++) {
      totals.body().addRows(saved, i * middle * inner, middle, inner, reduced, i * inner);
    }
    return reduced;
  }
}
