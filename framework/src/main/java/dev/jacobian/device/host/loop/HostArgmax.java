package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.shape.Shape;

/** Finds positions of largest elements by whole numbers that are ordered as the elements are. */
final class HostArgmax {
  private static final int BLOCK = Frame.BLOCK;

  private final HostBlock source;
  private final Lane lane;
  private final Object elements;
  private final long[] keys;
  private final long[] best;
  private final long[] positions;

  private HostArgmax(Operand input) {
    this.source = HostBlock.of(input);
    this.lane = Lane.of(input.dtype());
    // Arrays of a block take longer to make than a few rows to search.
    int length = (int) Math.min(BLOCK, input.shape().size());
    this.elements = lane.newArray(length);
    this.keys = new long[length];
    this.best = new long[length];
    this.positions = new long[length];
  }

  static void run(HostEngine engine, Operand input, int axis, Operand output) {
    Shape shape = input.shape();
    if (shape.size() == 0) {
      return;
    }
    HostBlock target = HostBlock.of(output);
    long size = shape.dim(axis);
    long inner = shape.product(axis + 1, shape.rank());
    Division.overEntries(
        engine,
        shape.product(0, axis),
        size * inner,
        (from, to) -> {
          HostArgmax search = new HostArgmax(input);
          if (inner == 1) {
            search.searchRuns(from, to, size, target);
          } else {
            for (long outer = from; outer < to; outer++) {
              search.searchMatrix(outer, size, inner, target);
            }
          }
        });
  }

  private void searchRuns(long from, long to, long size, HostBlock target) {
    int rows = (int) Math.max(1, BLOCK / size);
    for (long outer = from; outer < to; outer += rows) {
      int count = (int) Math.min(rows, to - outer);
      if (rows == 1) {
        positions[0] = searchLongRun(outer * size, size);
      } else {
        int width = (int) size;
        loadKeys(outer * size, count * width);
        for (int row = 0; row < count; row++) {
          positions[row] = largest(row * width, width) - (long) row * width;
        }
      }
      target.store(positions, 0, outer, count);
    }
  }

  private long searchLongRun(long from, long size) {
    long position = -1;
    long highest = 0;
    for (long done = 0; done < size; done += BLOCK) {
      int count = (int) Math.min(BLOCK, size - done);
      loadKeys(from + done, count);
      int at = largest(0, count);
      if (position < 0 || keys[at] > highest) {
        highest = keys[at];
        position = done + at;
      }
    }
    return position;
  }

  /** Returns the index of the first largest of some keys. */
  private int largest(int from, int count) {
    int position = from;
    for (int i = from + 1; i < from + count; i++) {
      if (keys[i] > keys[position]) {
        position = i;
      }
    }
    return position;
  }

  private void searchMatrix(long outer, long size, long inner, HostBlock target) {
    for (long column = 0; column < inner; column += BLOCK) {
      int count = (int) Math.min(BLOCK, inner - column);
      searchColumns(outer * size * inner + column, inner, size, count);
      target.store(positions, 0, outer * inner + column, count);
    }
  }

  private void searchColumns(long from, long stride, long size, int count) {
    for (long row = 0; row < size; row++) {
      loadKeys(from + row * stride, count);
      for (int i = 0; i < count; i++) {
        if (row == 0 || keys[i] > best[i]) {
          best[i] = keys[i];
          positions[i] = row;
        }
      }
    }
  }

  private void loadKeys(long from, int count) {
    if (lane == Lane.LONG) {
      source.load(from, keys, 0, count);
      return;
    }
    source.load(from, elements, 0, count);
    if (elements instanceof float[] floats) {
      for (int i = 0; i < count; i++) {
        keys[i] = orderedKey(floats[i]);
      }
    } else {
      double[] doubles = (double[]) elements;
      for (int i = 0; i < count; i++) {
        keys[i] = orderedKey(doubles[i]);
      }
    }
  }

  /** Adding zero makes zeros of both signs equal; the bits of a NaN are above those of infinity. */
  private static long orderedKey(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }
}
