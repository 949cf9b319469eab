package dev.jacobian.device.host;

/** Combines elements into one or into a row of them. */
sealed interface Accumulator permits DoubleAccumulator, LongAccumulator {
  /** Elements that are loaded at once. */
  int BLOCK = HostElementwise.BLOCK;

  /** Returns a block that holds results of this accumulator without rounding. */
  HostBlock newBlock(int size);

  /** Combines {@code size} neighbours into one element. */
  void reduceRun(HostBlock source, int from, int size, HostBlock target, int at);

  /** Combines {@code size} rows of {@code count} elements, {@code stride} apart, into one row. */
  void reduceColumns(
      HostBlock source, int from, int stride, int size, HostBlock target, int at, int count);
}
