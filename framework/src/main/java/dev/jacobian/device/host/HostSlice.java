package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.Shape;

/** Reads from and writes to every n-th entry of an axis. */
final class HostSlice {
  private final HostBlock large;
  private final HostBlock small;
  private final boolean reads;
  private final long start;
  private final long step;

  /** The size of the axis in the large operand. */
  private final long size;

  /** The part is {@code [outer, entries, run]}; the elements of a run lie {@code runStep} apart. */
  private final long entries;

  private final long run;
  private final int runStep;

  /** The number of elements of an entry. */
  private final long inner;

  private HostSlice(Operand whole, Operand part, int axis, long start, long step, boolean reads) {
    Shape shape = part.shape();
    this.large = HostBlock.of(whole);
    this.small = HostBlock.of(part);
    this.reads = reads;
    this.start = start;
    this.step = step;
    this.size = whole.shape().dim(axis);
    this.inner = shape.product(axis + 1, shape.rank());
    long count = shape.dim(axis);
    // Neighbouring entries are one run; so are entries of one element, with a step.
    boolean isOneRun = step == 1 || (inner == 1 && step * count <= HostBlock.LONGEST_RUN);
    this.entries = isOneRun ? 1 : count;
    this.run = isOneRun ? count * inner : inner;
    this.runStep = isOneRun ? (int) step : 1;
  }

  static void read(
      HostEngine engine, Operand whole, int axis, long start, long step, Operand part) {
    new HostSlice(whole, part, axis, start, step, true).copy(engine, part.shape().size());
  }

  static void write(
      HostEngine engine, Operand part, int axis, long start, long step, Operand whole) {
    new HostSlice(whole, part, axis, start, step, false).copy(engine, part.shape().size());
  }

  private void copy(HostEngine engine, long elements) {
    if (elements > 0) {
      Division.over(engine, elements, this::copyRange);
    }
  }

  /** Copies elements {@code [from, to)} of the part. */
  private void copyRange(long from, long to) {
    long row = from / run;
    long offset = from - row * run;
    long inSmall = from;
    while (inSmall < to) {
      int count = (int) Math.min(run - offset, to - inSmall);
      long entry = row % entries * step + start;
      long inLarge = (row / entries * size + entry) * inner + offset * runStep;
      if (reads) {
        small.copy(large, inLarge, runStep, inSmall, 1, count);
      } else {
        large.copy(small, inSmall, 1, inLarge, runStep, count);
      }
      inSmall += count;
      offset = 0;
      row++;
    }
  }
}
