package dev.jacobian.device.host.convolution;

import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.shape.DType;

/**
 * The matrix of a tile and a block of channels, {@code [channels * taps, windows]}: what lies under
 * each tap of each window. It is read from the input, or added to it. Belongs to one thread.
 */
final class TileColumns {
  /*
   * Of each channel and each plane that a tap lies in, the rows under the tile are loaded into an
   * array once; the rows of the matrix, one for each tap of a channel, are put together from it in
   * another array, and stored as a whole. In the other direction everything goes backwards. What lies
   * outside of the input is the same of each channel and stays zero.
   */

  /** Elements up to which a loop is faster than a call that copies. */
  private static final int SHORT = 16;

  private final WindowTiles tiles;
  private final Lane lane;
  private final HostBlock columns;

  /** Rows of the input: see {@link #find}. */
  private final Object lines;

  /** The rows of the matrix that are a channel's. */
  private final Object entries;

  private int firstRow;
  private int endRow;
  private int firstColumn;
  private int endColumn;

  TileColumns(WindowTiles tiles, DType dtype, HostBlock columns) {
    this.tiles = tiles;
    this.lane = Lane.of(dtype);
    this.columns = columns;
    int rows = Math.min(tiles.in()[1], span(tiles.rows(), 1));
    int width = Math.min(tiles.in()[2], span(tiles.width(), 2));
    this.lines = lane.newArray(Math.multiplyExact(rows, width));
    this.entries = lane.newArray(Math.multiplyExact(tiles.taps(), tiles.largest()));
  }

  /** Returns the entries along an axis that neighbouring windows span. */
  private int span(int windows, int axis) {
    return (windows - 1) * tiles.stride()[axis]
        + (tiles.kernel()[axis] - 1) * tiles.dilation()[axis]
        + 1;
  }

  /** Finds the rows and columns of the input under a tile. */
  private void find(WindowTiles.Tile tile) {
    int row = tile.row() * tiles.stride()[1] - tiles.padding()[1];
    firstRow = Math.max(0, row);
    endRow = Math.max(firstRow, Math.min(tiles.in()[1], row + span(tile.rows(), 1)));
    int column = tile.column() * tiles.stride()[2] - tiles.padding()[2];
    firstColumn = Math.max(0, column);
    endColumn = Math.max(firstColumn, Math.min(tiles.in()[2], column + span(tile.width(), 2)));
  }

  /**
   * Makes the matrix of a tile, or adds it to the input.
   *
   * @param input holds the images, of which the first element of the block's first channel of image
   *     0 lies at {@code start}
   * @param apart the elements from image to image
   * @param isAdded whether the matrix is added to the input
   */
  void run(
      WindowTiles.Tile tile,
      HostBlock input,
      long start,
      long apart,
      int channels,
      boolean isAdded) {
    find(tile);
    int[] kernel = tiles.kernel();
    int plane = tile.rows() * tile.width();
    int columnsApart = tile.size();
    int size = tiles.taps() * columnsApart;
    lane.fill(entries, 0, size, 0);
    for (int channel = 0; channel < channels; channel++) {
      if (isAdded) {
        columns.load((long) channel * size, entries, 0, size);
      }
      for (int i = 0; i < tile.images(); i++) {
        long image = start + (tile.image() + i) * apart + (long) channel * tiles.inputSize();
        for (int p = 0; p < tile.planes(); p++) {
          int column = (i * tile.planes() + p) * plane;
          for (int tap = 0; tap < kernel[0]; tap++) {
            int depth =
                (tile.plane() + p) * tiles.stride()[0]
                    + tap * tiles.dilation()[0]
                    - tiles.padding()[0];
            int at = tap * kernel[1] * kernel[2] * columnsApart + column;
            boolean isInside = depth >= 0 && depth < tiles.in()[0];
            long base = image + (long) depth * tiles.in()[1] * tiles.in()[2];
            if (isInside) {
              load(input, base);
              walkTaps(tile, at, columnsApart, isAdded);
              if (isAdded) {
                store(input, base);
              }
            }
          }
        }
      }
      if (!isAdded) {
        columns.store(entries, 0, (long) channel * size, size);
      }
    }
  }

  private void load(HostBlock input, long base) {
    int width = endColumn - firstColumn;
    int apart = tiles.in()[2];
    long from = base + (long) firstRow * apart + firstColumn;
    if (width == apart) {
      input.load(from, lines, 0, (endRow - firstRow) * width);
      return;
    }
    for (int row = 0; row < endRow - firstRow; row++) {
      input.load(from + (long) row * apart, lines, row * width, width);
    }
  }

  private void store(HostBlock input, long base) {
    int width = endColumn - firstColumn;
    int apart = tiles.in()[2];
    long to = base + (long) firstRow * apart + firstColumn;
    if (width == apart) {
      input.store(lines, 0, to, (endRow - firstRow) * width);
      return;
    }
    for (int row = 0; row < endRow - firstRow; row++) {
      input.store(lines, row * width, to + (long) row * apart, width);
    }
  }

  /** Walks over all taps in a plane, whose rows lie {@code apart}. */
  private void walkTaps(WindowTiles.Tile tile, int at, int apart, boolean isAdded) {
    int place = at;
    for (int tapRow = 0; tapRow < tiles.kernel()[1]; tapRow++) {
      for (int tapColumn = 0; tapColumn < tiles.kernel()[2]; tapColumn++) {
        walk(tile, tapRow, tapColumn, place, isAdded);
        place += apart;
      }
    }
  }

  /**
   * Takes the entries of a tap from the lines, or adds them to the lines.
   *
   * @param place of the first one among the entries
   */
  private void walk(WindowTiles.Tile tile, int tapRow, int tapColumn, int place, boolean isAdded) {
    int step = tiles.stride()[2];
    int lineWidth = endColumn - firstColumn;
    // The column of window 0, and the windows that have a column.
    int offset = tapColumn * tiles.dilation()[2] - tiles.padding()[2];
    int first = Math.max(tile.column(), -Math.floorDiv(offset, step));
    int last = Math.floorDiv(tiles.in()[2] - 1 - offset, step);
    int end = Math.max(first, Math.min(tile.column() + tile.width(), last + 1));
    first = Math.min(first, tile.column() + tile.width());
    end = Math.max(first, Math.min(end, tile.column() + tile.width()));
    int count = end - first;
    for (int r = 0; r < tile.rows() && count > 0; r++) {
      int row = (tile.row() + r) * tiles.stride()[1] + tapRow * tiles.dilation()[1];
      row -= tiles.padding()[1];
      if (row >= 0 && row < tiles.in()[1]) {
        int at = place + r * tile.width() + first - tile.column();
        int line = (row - firstRow) * lineWidth + first * step + offset - firstColumn;
        if (isAdded) {
          add(at, line, step, count);
        } else {
          take(line, step, at, count);
        }
      }
    }
  }

  private void take(int line, int step, int at, int count) {
    if (step == 1 && count > SHORT) {
      System.arraycopy(lines, line, entries, at, count);
    } else if (lines instanceof float[] from) {
      float[] to = (float[]) entries;
      for (int i = 0; i < count; i++) {
        to[at + i] = from[line + i * step];
      }
    } else {
      double[] from = (double[]) lines;
      double[] to = (double[]) entries;
      for (int i = 0; i < count; i++) {
        to[at + i] = from[line + i * step];
      }
    }
  }

  private void add(int at, int line, int step, int count) {
    if (lines instanceof float[] to) {
      float[] from = (float[]) entries;
      for (int i = 0; i < count; i++) {
        to[line + i * step] += from[at + i];
      }
    } else {
      double[] to = (double[]) lines;
      double[] from = (double[]) entries;
      for (int i = 0; i < count; i++) {
        to[line + i * step] += from[at + i];
      }
    }
  }
}
