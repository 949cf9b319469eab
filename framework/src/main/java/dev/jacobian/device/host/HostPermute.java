package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import java.util.Arrays;

/**
 * Reorders axes; where neighbours of the input lie apart in the output, in tiles that the cache
 * holds. Axes that stay neighbours are walked as one.
 */
final class HostPermute {
  /** Rows and columns of a tile, which is a block. */
  private static final int TILE = 32;

  private final Lane lane;
  private final HostBlock source;
  private final HostBlock target;
  private final long[] sizes;
  private final long[] sourceStrides;
  private final long[] targetStrides;

  private HostPermute(
      Operand input, Operand output, long[] sizes, long[] sourceStrides, long[] targetStrides) {
    this.lane = Lane.of(input.dtype());
    this.source = HostBlock.of(input);
    this.target = HostBlock.of(output);
    this.sizes = sizes;
    this.sourceStrides = sourceStrides;
    this.targetStrides = targetStrides;
  }

  static void run(HostEngine engine, Operand input, int[] permutation, Operand output) {
    if (output.shape().size() == 0) {
      return;
    }
    long[] inputStrides = input.shape().strides();
    long[] outputStrides = output.shape().strides();
    int rank = permutation.length;
    long[] sizes = new long[rank + 1];
    long[] from = new long[rank + 1];
    long[] to = new long[rank + 1];
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      long size = output.shape().dim(axis);
      long stride = inputStrides[permutation[axis]];
      if (size == 1) {
        continue;
      }
      if (count > 0 && from[count - 1] == stride * size) {
        sizes[count - 1] *= size;
      } else {
        sizes[count++] = size;
      }
      from[count - 1] = stride;
      to[count - 1] = outputStrides[axis];
    }
    if (count > 0 && from[count - 1] != 1) {
      putContiguousSecondToLast(sizes, from, to, count);
    }
    if (count < 2) {
      // A single run, or a single element.
      sizes = new long[] {1, Math.max(1, sizes[0])};
      from = new long[] {0, 1};
      to = new long[] {0, 1};
      count = 2;
    }
    new HostPermute(
            input,
            output,
            Arrays.copyOf(sizes, count),
            Arrays.copyOf(from, count),
            Arrays.copyOf(to, count))
        .divide(engine);
  }

  /**
   * Moves the axis along which the input is contiguous in front of the last one, so that the two
   * make tiles.
   */
  private static void putContiguousSecondToLast(long[] sizes, long[] from, long[] to, int count) {
    int axis = 0;
    while (axis < count - 1 && from[axis] != 1) {
      axis++;
    }
    for (; axis < count - 2; axis++) {
      swap(sizes, axis);
      swap(from, axis);
      swap(to, axis);
    }
  }

  private static void swap(long[] values, int at) {
    long value = values[at];
    values[at] = values[at + 1];
    values[at + 1] = value;
  }

  private void divide(HostEngine engine) {
    int last = sizes.length - 1;
    boolean isTiled = sourceStrides[last] != 1;
    // All axes but the last two, and rows of tiles along the last but one.
    long height = isTiled ? TILE : Math.max(1, Math.min(sizes[last - 1], 4 * TILE));
    long bands = (sizes[last - 1] + height - 1) / height;
    long outer = 1;
    for (int axis = 0; axis < last - 1; axis++) {
      outer *= sizes[axis];
    }
    Division.overEntries(
        engine,
        outer * bands,
        height * sizes[last],
        (begin, end) -> {
          for (long entry = begin; entry < end; entry++) {
            copyBand(engine.frame(), entry / bands, entry % bands * height, height, isTiled);
          }
        });
  }

  /** Copies some rows of the matrix that the last two axes make at an index of the others. */
  private void copyBand(Frame frame, long index, long row, long height, boolean isTiled) {
    int last = sizes.length - 1;
    long from = row * sourceStrides[last - 1];
    long at = row * targetStrides[last - 1];
    long rest = index;
    for (int axis = last - 2; axis >= 0; axis--) {
      long i = rest % sizes[axis];
      rest /= sizes[axis];
      from += i * sourceStrides[axis];
      at += i * targetStrides[axis];
    }
    int rows = (int) Math.min(height, sizes[last - 1] - row);
    if (isTiled) {
      copyTiles(frame, from, at, rows);
    } else {
      copyRuns(from, at, rows);
    }
  }

  private void copyRuns(long from, long at, int rows) {
    int last = sizes.length - 1;
    long width = sizes[last];
    for (int row = 0; row < rows; row++) {
      for (long column = 0; column < width; column += HostBlock.LONGEST_RUN) {
        int count = (int) Math.min(HostBlock.LONGEST_RUN, width - column);
        long first = from + row * sourceStrides[last - 1] + column;
        target.copy(source, first, 1, at + row * targetStrides[last - 1] + column, 1, count);
      }
    }
  }

  /** Copies rows of the output; the input is contiguous along its own rows, their columns. */
  private void copyTiles(Frame frame, long from, long at, int rows) {
    int last = sizes.length - 1;
    Object loaded = frame.spare(lane);
    Object turned = frame.secondSpare(lane);
    for (long column = 0; column < sizes[last]; column += TILE) {
      int columns = (int) Math.min(TILE, sizes[last] - column);
      for (int i = 0; i < columns; i++) {
        source.load(from + (column + i) * sourceStrides[last], loaded, i * TILE, rows);
      }
      lane.transpose(loaded, turned, TILE);
      for (int i = 0; i < rows; i++) {
        target.store(turned, i * TILE, at + i * targetStrides[last - 1] + column, columns);
      }
    }
  }
}
