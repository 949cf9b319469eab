package dev.jacobian.device;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Kernels of all forms at random, with whole numbers for them. Their functions are exact and their
 * sums small, so that every adapter gives the same numbers, in whatever order it adds.
 */
public final class RandomKernels {
  private static final int[] SMALL = {1, 1, 2, 3, 5, 7, 16, 33};
  private static final int[] LARGE = {1023, 1024, 1025, 4097, 16_385, 33_000};
  private static final long MOST_POSITIONS = 70_000;

  /** Values are kept within this before they are added up: sums stay exact in float32. */
  private static final double BOUND = 16;

  private final SplittableRandom random;
  private final List<Load> loads = new ArrayList<>();
  private final List<Values> inputs = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  private final List<Values> targets = new ArrayList<>();
  private final Shape space;
  private final double[] parameters = {2, -1};

  /**
   * A kernel and what it is run with.
   *
   * @param inputs one for each load
   * @param targets what each output holds before
   */
  @SuppressWarnings("ArrayRecordComponent") // a test's data
  public record Sample(
      Kernel kernel, List<Values> inputs, List<Values> targets, double[] parameters) {}

  private RandomKernels(long seed) {
    this.random = new SplittableRandom(seed);
    this.space = randomSpace();
  }

  /** Returns the kernel of a seed. */
  public static Sample sample(long seed) {
    RandomKernels made = new RandomKernels(seed);
    int loads = 1 + made.random.nextInt(3);
    for (int i = 0; i < loads; i++) {
      made.addLoad();
    }
    int outputs = 1 + made.random.nextInt(3);
    for (int i = 0; i < outputs; i++) {
      made.addOutput();
    }
    Kernel kernel = new Kernel(made.space, made.loads, made.outputs);
    return new Sample(kernel, made.inputs, made.targets, made.parameters);
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private int pick(int[] numbers) {
    return numbers[random.nextInt(numbers.length)];
  }

  private Shape randomSpace() {
    long[] dims = new long[random.nextInt(5)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = chance(0.02) ? 0 : pick(SMALL);
    }
    if (dims.length > 0 && chance(0.3)) {
      dims[random.nextInt(dims.length)] = pick(LARGE);
    }
    while (Arrays.stream(dims).reduce(1, (a, b) -> a * b) > MOST_POSITIONS) {
      int largest = random.nextInt(dims.length);
      dims[largest] = Math.max(1, dims[largest] / 2);
    }
    return Shape.of(dims);
  }

  private DType randomType() {
    return DType.values()[random.nextInt(DType.values().length)];
  }

  private int addInput(Load load, Shape shape) {
    loads.add(load);
    inputs.add(
        Values.generate(
            load.dtype(),
            shape,
            i -> load.dtype() == DType.BOOL ? random.nextInt(2) : random.nextInt(9) - 4));
    return loads.size() - 1;
  }

  private void addLoad() {
    DType dtype = chance(0.5) ? DType.FLOAT32 : randomType();
    int rank = space.rank();
    int form = rank == 0 ? 0 : random.nextInt(6);
    switch (form) {
      case 0 -> addInput(Load.of(dtype, space, space), space);
      case 1 -> {
        long[] dims = space.dims();
        for (int axis = 0; axis < rank; axis++) {
          dims[axis] = chance(0.5) ? 1 : dims[axis];
        }
        Shape shape = Shape.of(dims);
        addInput(new Load(dtype, IndexMap.broadcast(shape, space)), shape);
      }
      case 2, 3 -> addView(dtype);
      case 4 -> addPadded(dtype);
      default -> addGathered(dtype);
    }
  }

  /** Adds a load that goes through a larger array in any order of axes, step and direction. */
  private void addView(DType dtype) {
    View view = randomView();
    addInput(new Load(dtype, view.map()), view.array());
  }

  /** An array and the map of some of its elements, one for each position. */
  private record View(Shape array, IndexMap map) {}

  private View randomView() {
    int rank = space.rank();
    int[] order = IntStream.range(0, rank).toArray();
    for (int i = rank - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    long[] strides = new long[rank];
    long offset = 0;
    long distance = 1;
    for (int axis : order) {
      long size = space.dim(axis);
      long step = 1 + random.nextInt(2);
      long start = random.nextInt(3);
      long span = start + size * step + random.nextInt(2);
      boolean isBackwards = chance(0.3) && size > 0;
      strides[axis] = distance * (isBackwards ? -step : step);
      offset += distance * (start + (isBackwards ? (size - 1) * step : 0));
      distance *= Math.max(1, span);
    }
    return new View(Shape.of(distance), IndexMap.of(offset, strides));
  }

  /**
   * Adds a load of a shorter axis that lies somewhere within the space's, and a value around it.
   */
  private void addPadded(DType dtype) {
    int axis = random.nextInt(space.rank());
    long size = random.nextInt((int) space.dim(axis) + 2);
    long before = random.nextInt((int) space.dim(axis) + 1) - 1L;
    Shape shape = space.withDim(axis, size);
    long[] strides = shape.strides();
    long[] along = new long[space.rank()];
    along[axis] = 1;
    Bound bound = new Bound(-before, Arrays.stream(along).boxed().toList(), size);
    double fill = dtype == DType.BOOL ? random.nextInt(2) : random.nextInt(5) - 2;
    IndexMap map = IndexMap.of(-before * strides[axis], strides).within(bound, fill);
    addInput(new Load(dtype, map), shape);
  }

  /** Adds indices along an axis and a load that they move. */
  private void addGathered(DType dtype) {
    int axis = random.nextInt(space.rank());
    long size = 1 + random.nextInt(9);
    int indices = addIndices(axis, size);
    addInput(
        new Load(
            dtype, IndexMap.entry(space, axis, size), Gather.entries(indices, space, axis, size)),
        space.withDim(axis, size));
  }

  private int addIndices(int axis, long size) {
    long[] along = new long[space.rank()];
    along[axis] = 1;
    loads.add(new Load(DType.INT64, IndexMap.of(0, along)));
    inputs.add(
        Values.generate(DType.INT64, Shape.of(space.dim(axis)), i -> random.nextInt((int) size)));
    return loads.size() - 1;
  }

  private Expr leaf(DType dtype) {
    double kind = random.nextDouble();
    if (kind < 0.1) {
      return new Expr.Constant(dtype == DType.BOOL ? 1 : random.nextInt(5) - 2, dtype);
    }
    if (kind < 0.2 && dtype != DType.BOOL) {
      return new Expr.Parameter(random.nextInt(parameters.length), dtype);
    }
    int index = random.nextInt(loads.size());
    return Expr.converted(new Expr.Input(index, loads.get(index).dtype()), dtype);
  }

  private Expr value(DType dtype, int depth) {
    if (depth == 0) {
      return leaf(dtype);
    }
    if (chance(0.15)) {
      Expr condition = value(DType.BOOL, depth - 1);
      return new Expr.Select(condition, value(dtype, depth - 1), value(dtype, depth - 1));
    }
    if (dtype == DType.BOOL) {
      DType compared = chance(0.5) ? DType.FLOAT32 : DType.INT64;
      BinaryFunction[] comparisons =
          Arrays.stream(BinaryFunction.values())
              .filter(BinaryFunction::isComparison)
              .toArray(BinaryFunction[]::new);
      BinaryFunction function = comparisons[random.nextInt(comparisons.length)];
      return new Expr.Binary(function, value(compared, depth - 1), value(compared, depth - 1));
    }
    if (chance(0.3)) {
      UnaryFunction[] exact = {
        UnaryFunction.NEG, UnaryFunction.ABS, UnaryFunction.SIGN, UnaryFunction.RELU
      };
      return new Expr.Unary(exact[random.nextInt(exact.length)], value(dtype, depth - 1));
    }
    if (chance(0.1)) {
      return Expr.converted(value(randomType(), depth - 1), dtype);
    }
    BinaryFunction[] exact = {
      BinaryFunction.ADD,
      BinaryFunction.SUB,
      BinaryFunction.MUL,
      BinaryFunction.MAXIMUM,
      BinaryFunction.MINIMUM
    };
    BinaryFunction function = exact[random.nextInt(exact.length)];
    return new Expr.Binary(function, value(dtype, depth - 1), value(dtype, depth - 1));
  }

  private static Expr bounded(Expr value) {
    DType dtype = value.dtype();
    Expr least = new Expr.Constant(-BOUND, dtype);
    Expr most = new Expr.Constant(BOUND, dtype);
    Expr below = new Expr.Binary(BinaryFunction.MINIMUM, value, most);
    return new Expr.Binary(BinaryFunction.MAXIMUM, below, least);
  }

  /** Returns 1 or -1, so that products stay small. */
  private static Expr signOf(Expr value) {
    DType dtype = value.dtype();
    Expr zero = new Expr.Constant(0, dtype);
    return new Expr.Select(
        new Expr.Binary(BinaryFunction.GT, value, zero),
        new Expr.Constant(1, dtype),
        new Expr.Constant(-1, dtype));
  }

  private void addOutput() {
    DType dtype = chance(0.6) ? DType.FLOAT32 : randomType();
    Expr value = value(dtype, random.nextInt(4));
    if (chance(0.4)) {
      value = withReduced(value);
    }
    if (chance(0.15) && addForEachGroup()) {
      return;
    }
    int forms = space.rank() == 0 || space.size() == 0 || dtype == DType.BOOL ? 2 : 7;
    switch (random.nextInt(forms)) {
      case 0 -> add(Output.stored(value, space), space);
      case 1 -> {
        View view = randomView();
        add(new Output(value, new Store.Map(view.map())), view.array());
      }
      case 2, 3 -> {
        Reducer reduction = Reducer.values()[random.nextInt(Reducer.values().length)];
        List<Integer> axes =
            IntStream.range(0, space.rank()).filter(axis -> chance(0.5)).boxed().toList();
        Output output = Output.reduced(combined(value, reduction), reduction, axes);
        add(output, output.shape(space));
      }
      case 4 -> {
        int axis = random.nextInt(space.rank());
        add(new Output(value, new Store.ArgMax(axis)), space.withDim(axis, 1));
      }
      case 5 -> {
        Reducer reduction = Reducer.values()[random.nextInt(Reducer.values().length)];
        int axis = random.nextInt(space.rank());
        Store scan = new Store.Scan(reduction, axis, chance(0.5));
        add(new Output(combined(value, reduction), scan), space);
      }
      default -> {
        int axis = random.nextInt(space.rank());
        long size = 1 + random.nextInt(9);
        int indices = addIndices(axis, size);
        Store scatter =
            new Store.ScatterAdd(
                IndexMap.entry(space, axis, size), Gather.entries(indices, space, axis, size));
        add(new Output(bounded(value), scatter), space.withDim(axis, size));
      }
    }
  }

  /** Adds an extremum of what is the same along its axes, if there is a reduction to start from. */
  private boolean addForEachGroup() {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).store() instanceof Store.Reduce reduce && space.size() > 0) {
        DType dtype = outputs.get(i).dtype();
        Expr reduced = new Expr.Reduced(i, dtype);
        Expr other = new Expr.Parameter(random.nextInt(parameters.length), dtype);
        if (chance(0.5)) {
          Shape shape = outputs.get(i).shape(space);
          Load load = new Load(dtype, IndexMap.broadcast(shape, space));
          other = new Expr.Input(addInput(load, shape), dtype);
        }
        Expr value = new Expr.Binary(BinaryFunction.SUB, bounded(reduced), other);
        Reducer reduction = chance(0.5) ? Reducer.MAX : Reducer.MIN;
        Output output = Output.reduced(value, reduction, reduce.axes());
        add(output, output.shape(space));
        return true;
      }
    }
    return false;
  }

  private static Expr combined(Expr value, Reducer reduction) {
    return switch (reduction) {
      case SUM -> bounded(value);
      case PRODUCT -> signOf(value);
      case MAX, MIN -> value;
    };
  }

  /** Returns the difference to an earlier reduction, if there is one. */
  private Expr withReduced(Expr value) {
    for (int i = outputs.size() - 1; i >= 0; i--) {
      Output output = outputs.get(i);
      if (output.store() instanceof Store.Reduce && value.dtype() != DType.BOOL) {
        Expr reduced = Expr.converted(new Expr.Reduced(i, output.dtype()), value.dtype());
        return new Expr.Binary(BinaryFunction.SUB, value, reduced);
      }
    }
    return value;
  }

  private void add(Output output, Shape shape) {
    outputs.add(output);
    DType dtype = output.dtype();
    targets.add(
        Values.generate(
            dtype, shape, i -> dtype == DType.BOOL ? random.nextInt(2) : random.nextInt(9) - 4));
  }
}
