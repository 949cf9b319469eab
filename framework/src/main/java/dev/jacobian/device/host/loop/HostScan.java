package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.kernel.java.FoldBody;
import dev.jacobian.shape.Shape;

/**
 * Replaces elements by the combination of those up to them along an axis. Floating point is
 * combined in double, one element after the other, and each result rounded.
 */
final class HostScan {
  private final HostBlock block;
  private final Lane lane;
  private final FoldBody fold;
  private final double start;
  private final boolean isReverse;
  private final long size;
  private final long inner;

  private HostScan(HostEngine engine, Operand values, Store.Scan scan) {
    Shape shape = values.shape();
    this.block = HostBlock.of(values);
    this.lane = Lane.of(values.dtype());
    this.fold = engine.compiler().fold(scan.reduction(), values.dtype()).body();
    // Not even the sign of a zero changes if this is added to it.
    this.start = scan.reduction() == Reducer.SUM ? -0.0 : scan.reduction().neutral();
    this.isReverse = scan.isReverse();
    this.size = shape.dim(scan.axis());
    this.inner = shape.product(scan.axis() + 1, shape.rank());
  }

  /** Works on values in place. */
  static void run(HostEngine engine, Store.Scan scan, Operand values) {
    HostScan all = new HostScan(engine, values, scan);
    long width = Math.min(all.inner, Frame.BLOCK);
    long tiles = (all.inner + Frame.BLOCK - 1) / Frame.BLOCK;
    Division.overEntries(
        engine,
        values.shape().product(0, scan.axis()) * tiles,
        all.size * width,
        (from, to) -> {
          Frame frame = engine.frame();
          Lane totals = all.lane == Lane.FLOAT ? Lane.DOUBLE : all.lane;
          Object running = totals.newArray((int) width);
          for (long tile = from; tile < to; tile++) {
            long first = tile / tiles * all.size * all.inner + tile % tiles * Frame.BLOCK;
            int columns = (int) Math.min(Frame.BLOCK, all.inner - tile % tiles * Frame.BLOCK);
            totals.fill(running, 0, columns, all.start);
            if (all.inner == 1) {
              all.scanRun(frame, running, first);
            } else {
              all.scanColumns(frame, running, first, columns);
            }
          }
        });
  }

  private long along(long index) {
    return isReverse ? size - 1 - index : index;
  }

  /** Scans neighbours, block by block from the end that comes first. */
  private void scanRun(Frame frame, Object running, long first) {
    Object values = frame.spare(lane);
    for (long done = 0; done < size; done += Frame.BLOCK) {
      int count = (int) Math.min(Frame.BLOCK, size - done);
      long at = first + Math.min(along(done), along(done + count - 1));
      block.load(at, values, 0, count);
      fold.scanRun(values, isReverse ? count - 1 : 0, isReverse ? -1 : 1, count, running);
      block.store(values, 0, at, count);
    }
  }

  /** Scans columns, row by row. */
  private void scanColumns(Frame frame, Object running, long first, int columns) {
    Object values = frame.spare(lane);
    for (long row = 0; row < size; row++) {
      long at = first + along(row) * inner;
      block.load(at, values, 0, columns);
      fold.scanRow(values, columns, running);
      block.store(values, 0, at, columns);
    }
  }
}
