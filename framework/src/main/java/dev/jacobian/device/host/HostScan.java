package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;

/**
 * Replaces elements by the combination of those up to them along an axis. Floating point is
 * combined in double, one element after the other, and each result rounded.
 */
final class HostScan {
  private final HostBlock block;
  private final Lane lane;
  private final Reduction reduction;
  private final boolean isReverse;
  private final long size;
  private final long inner;

  private HostScan(Operand values, Store.Scan scan) {
    Shape shape = values.shape();
    this.block = HostBlock.of(values);
    this.lane = Lane.of(values.dtype());
    this.reduction = scan.reduction();
    this.isReverse = scan.isReverse();
    this.size = shape.dim(scan.axis());
    this.inner = shape.product(scan.axis() + 1, shape.rank());
  }

  /** Works on values in place. */
  static void run(HostEngine engine, Store.Scan scan, Operand values) {
    HostScan all = new HostScan(values, scan);
    long width = Math.min(all.inner, Frame.BLOCK);
    long tiles = (all.inner + Frame.BLOCK - 1) / Frame.BLOCK;
    Division.overEntries(
        engine,
        values.shape().product(0, scan.axis()) * tiles,
        all.size * width,
        (from, to) -> {
          Frame frame = engine.frame();
          for (long tile = from; tile < to; tile++) {
            long first = tile / tiles * all.size * all.inner + tile % tiles * Frame.BLOCK;
            int columns = (int) Math.min(Frame.BLOCK, all.inner - tile % tiles * Frame.BLOCK);
            if (all.inner == 1) {
              all.scanRun(frame, first);
            } else {
              all.scanColumns(frame, first, columns);
            }
          }
        });
  }

  private long along(long index) {
    return isReverse ? size - 1 - index : index;
  }

  /** Scans neighbours, block by block from the end that comes first. */
  private void scanRun(Frame frame, long first) {
    Object values = frame.spare(lane);
    double running = 0;
    long whole = 0;
    for (long done = 0; done < size; done += Frame.BLOCK) {
      int count = (int) Math.min(Frame.BLOCK, size - done);
      long at = first + Math.min(along(done), along(done + count - 1));
      block.load(at, values, 0, count);
      for (int i = 0; i < count; i++) {
        int index = isReverse ? count - 1 - i : i;
        boolean isFirst = done == 0 && i == 0;
        if (values instanceof float[] floats) {
          running = isFirst ? floats[index] : combine(running, floats[index]);
          floats[index] = (float) running;
        } else if (values instanceof double[] doubles) {
          running = isFirst ? doubles[index] : combine(running, doubles[index]);
          doubles[index] = running;
        } else {
          long[] longs = (long[]) values;
          whole = isFirst ? longs[index] : combine(whole, longs[index]);
          longs[index] = whole;
        }
      }
      block.store(values, 0, at, count);
    }
  }

  /** Scans columns, row by row. */
  private void scanColumns(Frame frame, long first, int columns) {
    Object values = frame.spare(lane);
    boolean isFloating = lane != Lane.LONG;
    double[] running = new double[isFloating ? columns : 0];
    long[] whole = new long[isFloating ? 0 : columns];
    for (long row = 0; row < size; row++) {
      long at = first + along(row) * inner;
      block.load(at, values, 0, columns);
      for (int i = 0; i < columns; i++) {
        if (values instanceof float[] floats) {
          running[i] = row == 0 ? floats[i] : combine(running[i], floats[i]);
          floats[i] = (float) running[i];
        } else if (values instanceof double[] doubles) {
          running[i] = row == 0 ? doubles[i] : combine(running[i], doubles[i]);
          doubles[i] = running[i];
        } else {
          long[] longs = (long[]) values;
          whole[i] = row == 0 ? longs[i] : combine(whole[i], longs[i]);
          longs[i] = whole[i];
        }
      }
      block.store(values, 0, at, columns);
    }
  }

  private double combine(double x, double y) {
    return DoubleAccumulator.combine(reduction, x, y);
  }

  private long combine(long x, long y) {
    return LongAccumulator.combine(reduction, x, y);
  }
}
