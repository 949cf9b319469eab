package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.Shape;

/** Finds positions of largest elements by whole numbers that are ordered as the elements are. */
final class HostArgmax {
  private static final int BLOCK = HostElementwise.BLOCK;

  private final HostBlock source;
  private final boolean isFloating;
  private final long[] keys = new long[BLOCK];
  private final double[] values = new double[BLOCK];
  private final long[] best = new long[BLOCK];
  private final long[] positions = new long[BLOCK];

  private HostArgmax(Operand input) {
    this.source = HostBlock.of(input);
    this.isFloating = input.dtype().isFloating();
  }

  static void run(Operand input, int axis, Operand output) {
    Shape shape = input.shape();
    int outer = (int) shape.product(0, axis);
    int size = (int) shape.dim(axis);
    int inner = (int) shape.product(axis + 1, shape.rank());
    HostBlock target = HostBlock.of(output);
    HostArgmax search = new HostArgmax(input);
    for (int i = 0; i < outer; i++) {
      if (inner == 1) {
        search.searchRun(i * size, size);
        target.store(search.positions, i, 1);
        continue;
      }
      for (int column = 0; column < inner; column += BLOCK) {
        int count = Math.min(BLOCK, inner - column);
        search.searchColumns(i * size * inner + column, inner, size, count);
        target.store(search.positions, i * inner + column, count);
      }
    }
  }

  private void searchRun(int from, int size) {
    long largest = 0;
    int position = -1;
    for (int done = 0; done < size; done += BLOCK) {
      int count = Math.min(BLOCK, size - done);
      loadKeys(from + done, count);
      for (int i = 0; i < count; i++) {
        if (position < 0 || keys[i] > largest) {
          largest = keys[i];
          position = done + i;
        }
      }
    }
    positions[0] = position;
  }

  private void searchColumns(int from, int stride, int size, int count) {
    for (int row = 0; row < size; row++) {
      loadKeys(from + row * stride, count);
      for (int i = 0; i < count; i++) {
        if (row == 0 || keys[i] > best[i]) {
          best[i] = keys[i];
          positions[i] = row;
        }
      }
    }
  }

  private void loadKeys(int from, int count) {
    if (!isFloating) {
      source.load(from, 1, keys, 0, count);
      return;
    }
    source.load(from, 1, values, 0, count);
    for (int i = 0; i < count; i++) {
      keys[i] = orderedKey(values[i]);
    }
  }

  /** Adding zero makes zeros of both signs equal; the bits of a NaN are above those of infinity. */
  private static long orderedKey(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }
}
