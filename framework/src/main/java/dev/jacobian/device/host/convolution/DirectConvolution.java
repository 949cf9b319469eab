package dev.jacobian.device.host.convolution;

import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.HostMemory;
import dev.jacobian.kernel.c.CFunction;
import dev.jacobian.kernel.c.NativeNumbers;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution by a function in C, {@code convolve.c}, which multiplies what lies under the taps
 * where it lies. What the function is given is here: which of the three arrays and of their axes
 * has which part in the sum, and how the work is divided, which follows from sizes alone.
 */
public final class DirectConvolution {
  /** Channels of a part: whole vectors, and four of the widest that there are of float. */
  private static final int BLOCK = 64;

  /** The fewest channels of a part, if more would need too much memory: one such vector. */
  private static final int SMALLEST_BLOCK = 16;

  /** What a thread may keep beside its operands, of which whole images are a part if packed. */
  private static final long MOST_BYTES = 32 << 20;

  /** Rows of a part; with a block's channels they fill some of a second-level cache. */
  private static final long RUN = 512;

  /** Rows below which packing would be a good part of the work. */
  private static final long SHORTEST_RUN = 128;

  /** Products that are packed at once. */
  private static final long CHUNK = 512;

  /** Parts that there are at least, if the work is enough. */
  private static final long WANTED_PARTS = 16;

  /** Products of a weight's sum for which a share of the batch is worth adding to others. */
  private static final long WORTH_A_SHARE = 256;

  private static final long SMALLEST_MATRIX = 512;
  private static final long FEWEST_LANES = 8;

  /** Bytes of a row or a product in the lists that a part makes: two numbers. */
  private static final int ENTRY = 16;

  /** What the first two axes of operands count. */
  private enum Index {
    GROUP,
    BATCH,
    IN,
    OUT
  }

  private final ConvolutionShape shape;
  private final Operand[] operands;
  private final ConvolutionPart result;
  private final long batch;
  private final long in;
  private final long out;

  /** The operand that is read where it lies, and the one that is packed. */
  private final List<ConvolutionPart> given;

  /** Those that are sums for themselves, that rows have besides axes, are summed, are lanes. */
  private final List<Index> indices;

  private final List<ConvolutionAxis> axes = new ArrayList<>();

  private DirectConvolution(
      ConvolutionShape shape,
      ConvolutionPart result,
      Operand input,
      Operand weight,
      Operand output) {
    this.shape = shape;
    this.result = result;
    this.operands = new Operand[] {input, weight, output};
    this.batch = input.shape().dim(0);
    this.in = weight.shape().dim(1);
    this.out = weight.shape().dim(0) / shape.groups();
    this.given =
        List.of(
            result == ConvolutionPart.INPUT ? ConvolutionPart.OUTPUT : ConvolutionPart.INPUT,
            result == ConvolutionPart.WEIGHT ? ConvolutionPart.OUTPUT : ConvolutionPart.WEIGHT);
    this.indices = indices(weight.shape());
    for (int axis = shape.axes() - 3; axis < shape.axes(); axis++) {
      axes.add(ConvolutionAxis.of(shape, result, axis));
    }
  }

  private List<Index> indices(Shape weight) {
    Index lanes = result == ConvolutionPart.INPUT ? Index.IN : Index.OUT;
    Index channels = result == ConvolutionPart.WEIGHT ? Index.IN : Index.BATCH;
    Index sums =
        switch (result) {
          case INPUT -> Index.OUT;
          case WEIGHT -> Index.BATCH;
          case OUTPUT -> Index.IN;
        };
    if (channels(shape, result, weight) >= FEWEST_LANES) {
      return List.of(Index.GROUP, channels, sums, lanes);
    }
    // What fills vectors instead: groups, or images if there is one group.
    return shape.groups() >= FEWEST_LANES
        ? List.of(lanes, channels, sums, Index.GROUP)
        : List.of(lanes, Index.GROUP, sums, Index.BATCH);
  }

  /** Returns the channels that a result's lanes are, of a group. */
  private static long channels(ConvolutionShape shape, ConvolutionPart result, Shape weight) {
    return result == ConvolutionPart.INPUT ? weight.dim(1) : weight.dim(0) / shape.groups();
  }

  /**
   * Returns whether this takes less time than BLAS: not where a large image is a matrix as it lies,
   * nor where nothing fills a good part of a vector.
   */
  private static boolean isFaster(
      ConvolutionShape shape, ConvolutionPart result, Shape weight, Shape output) {
    boolean isMatrix = shape.isPointwise() && output.product(2, output.rank()) >= SMALLEST_MATRIX;
    boolean hasImages = shape.groups() == 1 && result != ConvolutionPart.WEIGHT;
    long lanes = Math.max(channels(shape, result, weight), shape.groups());
    return Math.max(lanes, hasImages ? output.dim(0) : 0) >= FEWEST_LANES && !isMatrix;
  }

  /**
   * Returns the computation of one part from the two others, of which none is empty; null if BLAS
   * takes less time, or this would take much memory.
   */
  public static @Nullable DirectConvolution of(
      ConvolutionShape shape,
      ConvolutionPart result,
      Operand input,
      Operand weight,
      Operand output) {
    if (!isFaster(shape, result, weight.shape(), output.shape())) {
      return null;
    }
    DirectConvolution convolution = new DirectConvolution(shape, result, input, weight, output);
    return convolution.bytes(convolution.block()) <= MOST_BYTES ? convolution : null;
  }

  private long size(Index index) {
    return switch (index) {
      case GROUP -> shape.groups();
      case BATCH -> batch;
      case IN -> in;
      case OUT -> out;
    };
  }

  private Operand operand(ConvolutionPart part) {
    return operands[
        switch (part) {
          case INPUT -> 0;
          case WEIGHT -> 1;
          case OUTPUT -> 2;
        }];
  }

  /** Returns the elements of a part that lie behind its first two axes. */
  private long inner(ConvolutionPart part) {
    Operand operand = operand(part);
    return operand.shape().product(2, operand.shape().rank());
  }

  /** Returns how far neighbours of an index are apart in a part; 0 if the part does not have it. */
  private long apart(ConvolutionPart part, Index index) {
    long channels =
        switch (part) {
          case INPUT ->
              switch (index) {
                case BATCH -> shape.groups() * in;
                case GROUP -> in;
                case IN -> 1;
                case OUT -> 0;
              };
          case WEIGHT ->
              switch (index) {
                case BATCH -> 0;
                case GROUP -> out * in;
                case IN -> 1;
                case OUT -> in;
              };
          case OUTPUT ->
              switch (index) {
                case BATCH -> shape.groups() * out;
                case GROUP -> out;
                case IN -> 0;
                case OUT -> 1;
              };
        };
    return channels * inner(part);
  }

  private static long divided(long size, long by) {
    return (size + by - 1) / by;
  }

  private boolean packsSource() {
    return apart(given.get(0), indices.get(3)) > 0;
  }

  /** Returns how many blocks of lanes there are, of all that are sums for themselves. */
  private long blocks(int block) {
    return size(indices.get(0)) * divided(size(indices.get(3)), block);
  }

  private long rows() {
    return size(indices.get(1)) * inner(result);
  }

  private long chunk() {
    return packsSource()
        ? axes.stream().mapToLong(ConvolutionAxis::used).reduce(1, Math::multiplyExact)
        : CHUNK;
  }

  /** Returns the lanes of a part: fewer where packed images would need too much memory. */
  private int block() {
    int block = BLOCK;
    while (block > SMALLEST_BLOCK && bytes(block) > MOST_BYTES) {
      block /= 2;
    }
    return block;
  }

  /** Returns what a thread keeps beside the operands. */
  private long bytes(int block) {
    long run = run(block);
    long elements = packsSource() ? run / inner(result) * inner(given.get(0)) : 0;
    return (run + chunk() + elements) * block * operand(result).dtype().byteSize()
        + (run + chunk()) * ENTRY
        + HostMemory.ALIGNMENT;
  }

  /** Computes the result. */
  public void run(HostEngine engine, CFunction function) {
    Operand target = operand(result);
    int block = block();
    long run = run(block);
    long bytes = bytes(block);
    long parts = blocks(block) * divided(rows(), run);
    long worth = batch * inner(ConvolutionPart.OUTPUT) / WORTH_A_SHARE;
    int shares =
        result == ConvolutionPart.WEIGHT
            ? (int) Math.max(1, Math.min(Math.min(batch, worth), WANTED_PARTS / parts))
            : 1;
    ShareSums.run(
        target,
        shares,
        address -> {
          List<Long> plan = new ArrayList<>();
          given.forEach(part -> plan.add(HostBlock.address(operand(part))));
          plan.add(address);
          indices.forEach(index -> plan.add(size(index)));
          for (ConvolutionPart part : List.of(given.get(0), given.get(1), result)) {
            indices.forEach(index -> plan.add(apart(part, index)));
          }
          plan.addAll(List.of((long) shares, target.shape().size(), (long) block, run, chunk()));
          NativeNumbers numbers = numbers(engine, plan);
          engine
              .threads()
              .run(
                  Math.toIntExact(shares * parts),
                  part -> {
                    NativeNumbers mine = ConvolutionScratch.mine().numbers(bytes);
                    mine.put(0, numbers.address(0));
                    function.run(mine.address(0), part);
                  });
        });
  }

  /**
   * Returns the rows of a part: of some m if they fit, else some of one, unless it must be whole.
   */
  private long run(int block) {
    long each = inner(result);
    long wanted = Math.max(SHORTEST_RUN, Math.min(RUN, rows() * blocks(block) / WANTED_PARTS));
    if (each <= wanted) {
      return wanted / each * each;
    }
    return packsSource() ? each : divided(each, Math.max(1, Math.round((double) each / wanted)));
  }

  /** Returns the numbers of a plan, those of its axes, and behind them their classes. */
  private NativeNumbers numbers(HostEngine engine, List<Long> plan) {
    int perAxis = 11;
    int perClass = 5;
    int classes = axes.stream().mapToInt(axis -> axis.classes().size()).sum();
    int end = plan.size() + axes.size() * perAxis;
    NativeNumbers numbers = engine.frame().numbers(end + classes * perClass);
    for (ConvolutionAxis axis : axes) {
      plan.addAll(List.of(axis.rows(), axis.others(), axis.sources()));
      plan.addAll(List.of(axis.rowStep(), axis.rowSource(), axis.otherStep(), axis.otherSource()));
      plan.addAll(List.of(axis.lowest(), axis.used()));
      plan.addAll(List.of((long) axis.classes().size(), numbers.address(end)));
      end += axis.classes().size() * perClass;
    }
    for (ConvolutionAxis axis : axes) {
      for (ConvolutionAxis.Alike alike : axis.classes()) {
        plan.addAll(
            List.of(alike.first(), alike.rows(), alike.met(), alike.meets(), alike.source()));
      }
    }
    numbers.put(0, plan.stream().mapToLong(Long::longValue).toArray());
    return numbers;
  }
}
