package dev.jacobian.device.host;

import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.Operand;
import dev.jacobian.kernel.c.CFunction;
import dev.jacobian.kernel.c.NativeNumbers;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution by a function in C, {@code convolve.c}, which multiplies what lies under the taps
 * where it lies. What the function is given is here: which of the three arrays and of their axes
 * has which part in the sum, and how the work is divided, which follows from sizes alone.
 */
final class DirectConvolution {
  /** Channels of a part: whole vectors, and four of the widest that there are of float. */
  private static final int BLOCK = 64;

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
  private static final long FEWEST_LANES_OF_GROUPS = 2;

  /** Bytes of a row or a product in the lists that a part makes: two numbers. */
  private static final int ENTRY = 16;

  /** What an operand's second axis, and the first, count. */
  private enum Index {
    BATCH,
    IN,
    OUT
  }

  private final ConvolutionShape shape;
  private final Operand[] operands;
  private final long batch;
  private final long in;
  private final long out;

  private DirectConvolution(ConvolutionShape shape, Operand input, Operand weight, Operand output) {
    this.shape = shape;
    this.operands = new Operand[] {input, weight, output};
    this.batch = input.shape().dim(0);
    this.in = weight.shape().dim(1);
    this.out = weight.shape().dim(0) / shape.groups();
  }

  /**
   * Returns whether this takes less time than BLAS: not where a large image is a matrix as it lies,
   * nor where most of a vector of channels would be empty, unless those that groups share are
   * matrices of a few rows.
   */
  static boolean isFaster(
      ConvolutionShape shape, ConvolutionPart result, Shape weight, Shape output) {
    long lanes = result == ConvolutionPart.INPUT ? weight.dim(1) : weight.dim(0) / shape.groups();
    boolean isMatrix = shape.isPointwise() && output.product(2, output.rank()) >= SMALLEST_MATRIX;
    return lanes >= (shape.groups() == 1 ? FEWEST_LANES : FEWEST_LANES_OF_GROUPS) && !isMatrix;
  }

  /** Computes one part from the two others, of which none is empty. */
  static void run(
      HostEngine engine,
      CFunction function,
      ConvolutionShape shape,
      ConvolutionPart result,
      Operand input,
      Operand weight,
      Operand output) {
    DirectConvolution convolution = new DirectConvolution(shape, input, weight, output);
    switch (result) {
      case OUTPUT ->
          convolution.run(
              engine,
              function,
              result,
              List.of(ConvolutionPart.INPUT, ConvolutionPart.WEIGHT),
              List.of(Index.BATCH, Index.IN, Index.OUT));
      case INPUT ->
          convolution.run(
              engine,
              function,
              result,
              List.of(ConvolutionPart.OUTPUT, ConvolutionPart.WEIGHT),
              List.of(Index.BATCH, Index.OUT, Index.IN));
      case WEIGHT ->
          convolution.run(
              engine,
              function,
              result,
              List.of(ConvolutionPart.INPUT, ConvolutionPart.OUTPUT),
              List.of(Index.IN, Index.BATCH, Index.OUT));
    }
  }

  private long size(Index index) {
    return switch (index) {
      case BATCH -> batch;
      case IN -> in;
      case OUT -> out;
    };
  }

  /** Returns the elements of a part that lie behind its first two axes. */
  private long inner(ConvolutionPart part) {
    Operand operand = operands[part.ordinal()];
    return operand.shape().product(2, operand.shape().rank());
  }

  /** Returns how far neighbours of an index are apart in a part. */
  private long apart(ConvolutionPart part, Index index) {
    long inner = inner(part);
    return switch (part) {
      case INPUT -> index == Index.BATCH ? shape.groups() * in * inner : inner;
      case WEIGHT -> index == Index.OUT ? in * inner : inner;
      case OUTPUT -> index == Index.BATCH ? shape.groups() * out * inner : inner;
    };
  }

  /** Returns how far neighbouring groups are apart in a part. */
  private long groupsApart(ConvolutionPart part) {
    return inner(part)
        * switch (part) {
          case INPUT -> in;
          case WEIGHT -> out * in;
          case OUTPUT -> out;
        };
  }

  private static long divided(long size, long by) {
    return (size + by - 1) / by;
  }

  /**
   * Computes a part.
   *
   * @param operands the one that is read where it lies, and the one that is packed
   * @param indices those that rows have besides their axes, that are summed, and that are lanes
   */
  private void run(
      HostEngine engine,
      CFunction function,
      ConvolutionPart result,
      List<ConvolutionPart> operands,
      List<Index> indices) {
    Operand target = this.operands[result.ordinal()];
    long blocks = shape.groups() * divided(size(indices.get(2)), BLOCK);
    long each = inner(result);
    long rows = size(indices.get(0)) * each;
    long wanted = Math.max(SHORTEST_RUN, Math.min(RUN, rows * blocks / WANTED_PARTS));
    long run =
        each <= wanted
            ? wanted / each * each
            : divided(each, Math.max(1, Math.round((double) each / wanted)));
    long parts = blocks * divided(rows, run);
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
          operands.forEach(part -> plan.add(HostBlock.address(this.operands[part.ordinal()])));
          plan.add(address);
          indices.forEach(index -> plan.add(size(index)));
          plan.add(shape.groups());
          addDistances(plan, operands.get(0), indices.get(0), indices.get(1));
          addDistances(plan, operands.get(1), indices.get(1), indices.get(2));
          addDistances(plan, result, indices.get(0), indices.get(2));
          plan.addAll(List.of((long) shares, target.shape().size(), (long) BLOCK, run, CHUNK));
          NativeNumbers numbers = numbers(engine, plan, result);
          long bytes =
              (run + CHUNK) * (BLOCK * target.dtype().byteSize() + ENTRY) + HostMemory.ALIGNMENT;
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

  private void addDistances(List<Long> plan, ConvolutionPart part, Index first, Index second) {
    plan.addAll(List.of(groupsApart(part), apart(part, first), apart(part, second)));
  }

  /** Returns the numbers of a plan, those of its axes, and behind them their classes. */
  private NativeNumbers numbers(HostEngine engine, List<Long> plan, ConvolutionPart result) {
    List<ConvolutionAxis> axes = new ArrayList<>();
    for (int axis = shape.axes() - 3; axis < shape.axes(); axis++) {
      axes.add(ConvolutionAxis.of(shape, result, axis));
    }
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
