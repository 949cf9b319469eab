package dev.jacobian.device.host.convolution;

import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PartTask;
import dev.jacobian.device.host.blas.Blas;
import dev.jacobian.device.host.blas.BlasThreads;
import dev.jacobian.device.host.loop.Frame;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.DType;
import java.util.function.ObjIntConsumer;

/**
 * A convolution as products of matrices: for a tile of windows and a block of channels, what lies
 * under the taps is put together in a buffer of the thread, and BLAS multiplies it. Where windows
 * are single elements the input itself is that matrix.
 *
 * <p>Source: the implicit general matrix product of Chetlur et al., "cuDNN: Efficient primitives
 * for deep learning", 2014.
 */
public final class HostConvolution {
  /*
   * Parts of the work write to different elements, and which they are follows from the sizes alone:
   * of the output a tile, of the input all windows of some images and a block of channels. Of the
   * weight, parts that have a share of the batch add up sums of their own, which are added in
   * order. So results do not depend on the number of threads.
   */

  /** Parts of the weight's sum: enough for threads to share. */
  private static final int WANTED_PARTS = 16;

  private final WorkerThreads threads;
  private final ConvolutionShape shape;
  private final DType dtype;
  private final HostBlock input;
  private final HostBlock output;
  private final long inputAt;
  private final long weightAt;
  private final long outputAt;
  private final WindowTiles tiles;
  private final int groups;

  /** Output channels of a group. */
  private final int filters;

  private HostConvolution(
      WorkerThreads threads,
      ConvolutionShape shape,
      Operand input,
      Operand weight,
      Operand output) {
    this.threads = threads;
    this.shape = shape;
    this.dtype = output.dtype();
    this.input = HostBlock.of(input);
    this.output = HostBlock.of(output);
    this.inputAt = HostBlock.address(input);
    this.weightAt = HostBlock.address(weight);
    this.outputAt = HostBlock.address(output);
    this.groups = Math.toIntExact(shape.groups());
    int batch = Math.toIntExact(input.shape().dim(0));
    this.tiles = WindowTiles.of(shape, batch, Math.toIntExact(weight.shape().dim(1)));
    this.filters = Math.toIntExact(weight.shape().dim(0)) / groups;
  }

  /** Computes one part from the two others: see {@link dev.jacobian.device.Backend#convolve}. */
  public static void run(
      HostEngine engine,
      ConvolutionShape shape,
      ConvolutionPart result,
      Operand input,
      Operand weight,
      Operand output) {
    HostConvolution convolution =
        new HostConvolution(engine.threads(), shape, input, weight, output);
    switch (result) {
      case OUTPUT -> convolution.computeOutput();
      case INPUT -> convolution.computeInput();
      case WEIGHT -> convolution.computeWeight(weight);
    }
  }

  /** What one part works with. */
  private final class Room {
    final Blas blas;
    final HostBlock columns;
    final HostBlock rows;
    final TileColumns maker;
    final boolean joins = tiles.images() > 1;

    Room(ConvolutionScratch scratch) {
      blas = scratch.blas(dtype);
      long size = (long) tiles.block() * tiles.taps() * tiles.largest();
      columns = scratch.columns(dtype, shape.isPointwise() && !joins ? 0 : size);
      rows = scratch.rows(dtype, joins ? (long) filters * tiles.largest() : 0);
      maker = new TileColumns(tiles, dtype, columns);
    }

    private int channels(int block) {
      return Math.min(tiles.block(), tiles.channels() - block * tiles.block());
    }

    private long channel(int group, int block) {
      return (long) group * tiles.channels() + (long) block * tiles.block();
    }

    private long imagesApart() {
      return (long) groups * tiles.channels() * tiles.inputSize();
    }

    /** Returns the address of the matrix that the input itself is, or 0. */
    private long plain(WindowTiles.Tile tile, int group, int block) {
      if (!shape.isPointwise() || joins) {
        return 0;
      }
      long first = tile.image() * imagesApart() + channel(group, block) * tiles.inputSize();
      return inputAt + (first + tiles.start(tile)) * dtype.byteSize();
    }

    /** Moves a block's matrix to the buffer, or adds it from there. */
    void move(WindowTiles.Tile tile, int group, int block, boolean isAdded) {
      long start = channel(group, block) * tiles.inputSize();
      maker.run(tile, input, start, imagesApart(), channels(block), isAdded);
    }

    /** Returns the address of the weights of a group and a block. */
    long weights(int group, int block) {
      long first = (long) group * filters * tiles.channels() + (long) block * tiles.block();
      return weightAt + first * tiles.taps() * dtype.byteSize();
    }

    int weightsApart() {
      return tiles.channels() * tiles.taps();
    }

    private long outputStart(WindowTiles.Tile tile, int group, int image) {
      long first = ((long) (tile.image() + image) * groups + group) * filters * tiles.windows();
      return first + tiles.start(tile);
    }

    /** Returns the address of a tile's output, of whose rows each is a filter's. */
    long outputs(WindowTiles.Tile tile, int group) {
      return joins
          ? rows.pointer().address()
          : outputAt + outputStart(tile, group, 0) * dtype.byteSize();
    }

    int outputsApart(WindowTiles.Tile tile) {
      return joins ? tile.size() : tiles.windows();
    }

    /** Copies the output of several images to the rows of the buffer, or from there. */
    void join(WindowTiles.Tile tile, int group, boolean isBack) {
      int count = tile.windows();
      long apart = (long) groups * filters * tiles.windows();
      // The longer runs: windows of an image, or images at a window.
      boolean isAcross = count < tile.images() && apart <= HostBlock.LONGEST_RUN / tile.images();
      for (int filter = 0; joins && filter < filters; filter++) {
        long there = outputStart(tile, group, 0) + (long) filter * tiles.windows();
        long here = (long) filter * tile.size();
        for (int i = 0; i < (isAcross ? count : tile.images()); i++) {
          if (isAcross) {
            join(there + i, (int) apart, here + i, count, tile.images(), isBack);
          } else {
            join(there + i * apart, 1, here + (long) i * count, 1, count, isBack);
          }
        }
      }
    }

    private void join(
        long there, int thereApart, long here, int hereApart, int count, boolean isBack) {
      if (isBack) {
        output.copy(rows, here, hereApart, there, thereApart, count);
      } else {
        rows.copy(output, there, thereApart, here, hereApart, count);
      }
    }
  }

  /** Runs parts, each with BLAS on one thread. */
  private void share(int parts, ObjIntConsumer<Room> work) {
    PartTask task =
        part -> {
          BlasThreads blas = BlasThreads.process();
          int before = blas.enter();
          try {
            work.accept(new Room(ConvolutionScratch.mine()), part);
          } finally {
            blas.leave(before);
          }
        };
    threads.run(parts, task);
  }

  private void computeOutput() {
    int perRun = tiles.cuts();
    int perGroup = tiles.runs() * perRun;
    share(
        groups * perGroup,
        (room, part) -> {
          int group = part / perGroup;
          WindowTiles.Tile tile = tiles.tile(part % perGroup / perRun, part % perRun);
          long to = room.outputs(tile, group);
          for (int block = 0; block < tiles.blocks(); block++) {
            long plain = room.plain(tile, group, block);
            if (plain == 0) {
              room.move(tile, group, block, false);
            }
            room.blas.multiply(
                filters,
                tile.size(),
                room.channels(block) * tiles.taps(),
                1,
                room.weights(group, block),
                false,
                room.weightsApart(),
                plain == 0 ? room.columns.pointer().address() : plain,
                false,
                plain == 0 ? tile.size() : tiles.inputSize(),
                block == 0 ? 0 : 1,
                to,
                room.outputsApart(tile));
          }
          room.join(tile, group, true);
        });
  }

  private void computeInput() {
    int perGroup = tiles.runs() * tiles.blocks();
    Lane lane = Lane.of(dtype);
    share(
        groups * perGroup,
        (room, part) -> {
          int group = part / perGroup;
          int run = part % perGroup / tiles.blocks();
          int block = part % tiles.blocks();
          for (int cut = 0; cut < tiles.cuts(); cut++) {
            WindowTiles.Tile tile = tiles.tile(run, cut);
            long plain = room.plain(tile, group, block);
            if (cut == 0 && plain == 0) {
              clear(room, lane, tile, group, block);
            }
            room.join(tile, group, false);
            room.blas.multiply(
                room.channels(block) * tiles.taps(),
                tile.size(),
                filters,
                1,
                room.weights(group, block),
                true,
                room.weightsApart(),
                room.outputs(tile, group),
                false,
                room.outputsApart(tile),
                0,
                plain == 0 ? room.columns.pointer().address() : plain,
                plain == 0 ? tile.size() : tiles.inputSize());
            if (plain == 0) {
              room.move(tile, group, block, true);
            }
          }
        });
  }

  /** Sets a block of channels of some images to zero. */
  private void clear(Room room, Lane lane, WindowTiles.Tile tile, int group, int block) {
    Object zeros = lane.newArray(Frame.BLOCK);
    for (int image = 0; image < tile.images(); image++) {
      long at =
          (tile.image() + image) * room.imagesApart()
              + room.channel(group, block) * tiles.inputSize();
      long end = at + (long) room.channels(block) * tiles.inputSize();
      while (at < end) {
        int count = (int) Math.min(Frame.BLOCK, end - at);
        input.store(zeros, 0, at, count);
        at += count;
      }
    }
  }

  private void computeWeight(Operand weight) {
    int shares = Math.max(1, Math.min(tiles.runs(), WANTED_PARTS / (groups * tiles.blocks())));
    ShareSums.run(weight, shares, sums -> sumWeight(shares, sums, weight.shape().size()));
  }

  /** Adds up shares of the batch, of which each gets a weight of {@code size} elements. */
  private void sumWeight(int shares, long sums, long size) {
    int perShare = groups * tiles.blocks();
    share(
        shares * perShare,
        (room, part) -> {
          int share = part / perShare;
          int group = part % perShare / tiles.blocks();
          int block = part % tiles.blocks();
          int first = (int) ((long) tiles.runs() * share / shares) * tiles.cuts();
          int end = (int) ((long) tiles.runs() * (share + 1) / shares) * tiles.cuts();
          long to = sums + share * size * dtype.byteSize() + room.weights(group, block) - weightAt;
          for (int i = first; i < end; i++) {
            WindowTiles.Tile tile = tiles.tile(i / tiles.cuts(), i % tiles.cuts());
            long plain = room.plain(tile, group, block);
            if (plain == 0) {
              room.move(tile, group, block, false);
            }
            room.join(tile, group, false);
            room.blas.multiply(
                filters,
                room.channels(block) * tiles.taps(),
                tile.size(),
                1,
                room.outputs(tile, group),
                false,
                room.outputsApart(tile),
                plain == 0 ? room.columns.pointer().address() : plain,
                true,
                plain == 0 ? tile.size() : tiles.inputSize(),
                i == first ? 0 : 1,
                to,
                room.weightsApart());
          }
        });
  }
}
