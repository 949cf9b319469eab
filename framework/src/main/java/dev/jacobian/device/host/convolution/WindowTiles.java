package dev.jacobian.device.host.convolution;

import dev.jacobian.device.ConvolutionShape;
import java.util.List;

/**
 * How a convolution is divided: into tiles of windows, and blocks of input channels. A tile's
 * windows times a block's taps make a matrix that stays in the processor's cache. It follows from
 * sizes alone. Axes are three; those that the convolution lacks come first, of size 1.
 *
 * @param in sizes of the input
 * @param kernel taps of a window
 * @param out numbers of windows
 * @param channels in a group of the input
 * @param block channels of a block; the last one may have fewer
 * @param images of which a tile has all windows, if it has any whole one; the last tile may have
 *     fewer
 * @param planes whole planes of windows in a tile: all of them, or 1
 * @param rows rows of windows in a tile
 * @param width windows of a row in a tile
 */
@SuppressWarnings("ArrayRecordComponent") // filled where it is made
record WindowTiles(
    int[] in,
    int[] kernel,
    int[] out,
    int[] stride,
    int[] padding,
    int[] dilation,
    int batch,
    int channels,
    int block,
    int images,
    int planes,
    int rows,
    int width) {
  /** Elements of the matrix of a tile and a block: a good part of a second-level cache. */
  private static final int ELEMENTS = 1 << 17;

  /** Taps of a block: as many as BLAS packs at once. */
  private static final int TAPS = 384;

  static WindowTiles of(ConvolutionShape shape, int batch, int channels) {
    int[] kernel = three(shape.kernel(), 1);
    int[] out = {1, 1, 1};
    for (int axis = 0; axis < shape.axes(); axis++) {
      out[3 - shape.axes() + axis] = Math.toIntExact(shape.windows(axis));
    }
    int taps = kernel[0] * kernel[1] * kernel[2];
    int block = Math.max(1, Math.min(channels, TAPS / taps));
    int windows = Math.max(1, ELEMENTS / (block * taps));
    int image = out[0] * out[1] * out[2];
    boolean isWhole = image <= windows;
    int width = Math.min(windows, out[2]);
    return new WindowTiles(
        three(shape.input(), 1),
        kernel,
        out,
        three(shape.stride(), 1),
        three(shape.padding(), 0),
        three(shape.dilation(), 1),
        batch,
        channels,
        block,
        isWhole ? Math.min(batch, windows / image) : 1,
        isWhole ? out[0] : 1,
        isWhole ? out[1] : Math.min(out[1], windows / width),
        width);
  }

  private static int[] three(List<Long> numbers, int missing) {
    int[] all = {missing, missing, missing};
    for (int i = 0; i < numbers.size(); i++) {
      all[3 - numbers.size() + i] = Math.toIntExact(numbers.get(i));
    }
    return all;
  }

  private static int divided(int size, int by) {
    return (size + by - 1) / by;
  }

  int taps() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  /** Returns the elements of one channel of the input. */
  int inputSize() {
    return in[0] * in[1] * in[2];
  }

  /** Returns the windows of one image. */
  int windows() {
    return out[0] * out[1] * out[2];
  }

  /** Returns the number of blocks of channels. */
  int blocks() {
    return divided(channels, block);
  }

  /** Returns the number of runs of images that tiles have. */
  int runs() {
    return divided(batch, images);
  }

  /** Returns the number of tiles of a run of images. */
  int cuts() {
    return divided(out[0], planes) * divided(out[1], rows) * divided(out[2], width);
  }

  /** Returns the most windows of a tile. */
  int largest() {
    return images * planes * rows * width;
  }

  /**
   * A tile.
   *
   * @param image the first one
   */
  record Tile(
      int image, int images, int plane, int planes, int row, int rows, int column, int width) {
    /** Returns how many windows of each image there are. */
    int windows() {
      return planes * rows * width;
    }

    /** Returns how many windows there are. */
    int size() {
      return images * windows();
    }
  }

  /** Returns tile {@code cut} of a run of images. */
  Tile tile(int run, int cut) {
    int across = divided(out[2], width);
    int down = divided(out[1], rows);
    int column = cut % across * width;
    int row = cut / across % down * rows;
    int plane = cut / across / down * planes;
    return new Tile(
        run * images,
        Math.min(images, batch - run * images),
        plane,
        planes,
        row,
        Math.min(rows, out[1] - row),
        column,
        Math.min(width, out[2] - column));
  }

  /** Returns the place of a tile's first window in its image; the others of an image follow it. */
  int start(Tile tile) {
    return (tile.plane * out[1] + tile.row) * out[2] + tile.column;
  }
}
