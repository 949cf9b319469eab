package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.loop.Division;
import dev.jacobian.device.host.loop.Frame;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.shape.Layout;

/**
 * Copies elements between two layouts of one shape; where neighbours of the one lie apart in the
 * other, in tiles that the cache holds. Axes that are neighbours in both are walked as one.
 */
final class StridedCopy {
  /** Rows and columns of a tile, which is a block. */
  private static final int TILE = 32;

  private final Lane lane;
  private final HostBlock source;
  private final HostBlock target;
  private final long sourceOffset;
  private final long targetOffset;

  /** Of the axes, those that the target is walked along in the end are the last. */
  private final long[] sizes;

  private final long[] from;
  private final long[] to;
  private int count;

  private StridedCopy(Operand input, Operand output) {
    this.lane = Lane.of(input.dtype());
    this.source = HostBlock.whole(input);
    this.target = HostBlock.whole(output);
    this.sourceOffset = input.offset();
    this.targetOffset = output.offset();
    int rank = output.shape().rank();
    this.sizes = new long[rank + 2];
    this.from = new long[rank + 2];
    this.to = new long[rank + 2];
    addAxes(input.layout(), output.layout());
  }

  static void run(HostEngine engine, Operand input, Operand output) {
    if (output.shape().size() > 0) {
      new StridedCopy(input, output).divide(engine);
    }
  }

  private void addAxes(Layout input, Layout output) {
    for (int axis = 0; axis < output.shape().rank(); axis++) {
      if (output.shape().dim(axis) > 1) {
        add(output.shape().dim(axis), input.stride(axis), output.stride(axis));
      }
    }
    join();
    // A row and a run at least.
    while (count < 2) {
      for (int axis = count; axis > 0; axis--) {
        set(axis, sizes[axis - 1], from[axis - 1], to[axis - 1]);
      }
      set(0, 1, 0, 0);
      if (++count == 1) {
        set(0, 1, 1, 1);
      }
    }
    int last = count - 1;
    if (to[last] == 1 && from[last] != 1) {
      putContiguousSecondToLast();
    }
  }

  /** Puts an axis where the strides of the target fall. */
  private void add(long size, long fromStride, long toStride) {
    int at = count++;
    for (; at > 0 && Math.abs(to[at - 1]) < Math.abs(toStride); at--) {
      set(at, sizes[at - 1], from[at - 1], to[at - 1]);
    }
    set(at, size, fromStride, toStride);
  }

  private void join() {
    int joined = 0;
    for (int axis = 1; axis < count; axis++) {
      boolean isOne =
          from[joined] == from[axis] * sizes[axis] && to[joined] == to[axis] * sizes[axis];
      if (isOne) {
        set(joined, sizes[joined] * sizes[axis], from[axis], to[axis]);
      } else {
        set(++joined, sizes[axis], from[axis], to[axis]);
      }
    }
    count = count == 0 ? 0 : joined + 1;
  }

  private void set(int axis, long size, long fromStride, long toStride) {
    sizes[axis] = size;
    from[axis] = fromStride;
    to[axis] = toStride;
  }

  /**
   * Moves the axis along which the input is contiguous in front of the last one, so that the two
   * make tiles.
   */
  private void putContiguousSecondToLast() {
    int axis = 0;
    while (axis < count - 1 && from[axis] != 1) {
      axis++;
    }
    for (; axis < count - 2; axis++) {
      long size = sizes[axis];
      long fromStride = from[axis];
      long toStride = to[axis];
      set(axis, sizes[axis + 1], from[axis + 1], to[axis + 1]);
      set(axis + 1, size, fromStride, toStride);
    }
  }

  private void divide(HostEngine engine) {
    int last = count - 1;
    boolean isTiled = to[last] == 1 && from[last] != 1 && from[last - 1] == 1;
    // All axes but the last two, and rows of tiles along the last but one.
    long height = isTiled ? TILE : Math.max(1, Math.min(sizes[last - 1], 4 * TILE));
    long bands = (sizes[last - 1] + height - 1) / height;
    long outer = 1;
    for (int axis = 0; axis < last - 1; axis++) {
      outer *= sizes[axis];
    }
    if (outer * bands == 1) {
      divideRow(engine, isTiled);
      return;
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

  /** Divides a single band along its runs. */
  private void divideRow(HostEngine engine, boolean isTiled) {
    int last = count - 1;
    int rows = (int) sizes[last - 1];
    Division.overEntries(
        engine,
        sizes[last],
        rows,
        (begin, end) -> {
          long first = sourceOffset + begin * from[last];
          long at = targetOffset + begin * to[last];
          if (isTiled) {
            copyTiles(engine.frame(), first, at, rows, end - begin);
          } else {
            copyRuns(first, at, rows, end - begin);
          }
        });
  }

  /** Copies some rows of the matrix that the last two axes make at an index of the others. */
  private void copyBand(Frame frame, long index, long row, long height, boolean isTiled) {
    int last = count - 1;
    long first = sourceOffset + row * from[last - 1];
    long at = targetOffset + row * to[last - 1];
    long rest = index;
    for (int axis = last - 2; axis >= 0; axis--) {
      long i = rest % sizes[axis];
      rest /= sizes[axis];
      first += i * from[axis];
      at += i * to[axis];
    }
    int rows = (int) Math.min(height, sizes[last - 1] - row);
    if (isTiled) {
      copyTiles(frame, first, at, rows, sizes[last]);
    } else {
      copyRuns(first, at, rows, sizes[last]);
    }
  }

  private void copyRuns(long first, long at, int rows, long width) {
    int last = count - 1;
    long step = Math.max(1, Math.max(Math.abs(from[last]), Math.abs(to[last])));
    // A run backwards could leave the view that it begins in.
    boolean isRun =
        step <= HostBlock.LONGEST_RUN
            && (from[last] >= 0 || source.isOneView())
            && (to[last] >= 0 || target.isOneView());
    long longest = isRun ? Math.max(1, HostBlock.LONGEST_RUN / step) : 1;
    for (int row = 0; row < rows; row++) {
      for (long column = 0; column < width; column += longest) {
        int run = (int) Math.min(longest, width - column);
        target.copy(
            source,
            first + row * from[last - 1] + column * from[last],
            isRun ? (int) from[last] : 1,
            at + row * to[last - 1] + column * to[last],
            isRun ? (int) to[last] : 1,
            run);
      }
    }
  }

  /** Copies rows of the output; the input is contiguous along its own rows, their columns. */
  private void copyTiles(Frame frame, long first, long at, int rows, long width) {
    int last = count - 1;
    Object loaded = frame.spare(lane);
    Object turned = frame.secondSpare(lane);
    for (long column = 0; column < width; column += TILE) {
      int columns = (int) Math.min(TILE, width - column);
      for (int i = 0; i < columns; i++) {
        source.load(first + (column + i) * from[last], loaded, i * TILE, rows);
      }
      lane.transpose(loaded, turned, TILE);
      for (int i = 0; i < rows; i++) {
        target.store(turned, i * TILE, at + i * to[last - 1] + column, columns);
      }
    }
  }
}
