package dev.jacobian.device.cuda;

import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.Store;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.kernel.cuda.CudaStructure.Form;
import dev.jacobian.kernel.cuda.Sink;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Divides kernels into launches. */
final class CudaKernels {
  private static final double[] NO_PARAMETERS = {};
  private static final Operand[] NO_INPUTS = {};

  /** Reduced positions from which the threads of a block share them, if they are neighbours. */
  private static final long SHARED = 64;

  /** The most positions of a row that one block goes through for several stages. */
  private static final long LONGEST_ROW = 1 << 16;

  /** Kept positions that keep a device busy without parts: for blocks, and for threads. */
  private static final long MANY_BLOCKS = 512;

  private static final long MANY_THREADS = 1 << 15;

  /** Positions of a part, at least: for blocks, and for threads. */
  private static final long BLOCK_PART = 4096;

  private static final long THREAD_PART = 128;

  /** Parts of one position, at most: they are added up by one block. */
  private static final long MOST_PARTS = 1024;

  private final Engine engine;

  CudaKernels(Engine engine) {
    this.engine = engine;
  }

  PreparedKernel prepare(Kernel kernel) {
    return kernel.space().size() == 0 ? neutral(kernel) : prepared(kernel);
  }

  /** Returns a kernel over at least one position. */
  CudaKernel prepared(Kernel kernel) {
    return new CudaKernel(engine, plan(kernel));
  }

  /** Returns the structures of a kernel's launches. */
  static List<CudaStructure> structures(Kernel kernel) {
    return kernel.space().size() == 0 ? List.of() : plan(kernel).structures();
  }

  /** Returns those that launches have where their elements lie as packs do. */
  static List<CudaStructure> packs(Kernel kernel) {
    return kernel.space().size() == 0 ? List.of() : plan(kernel).packs();
  }

  private static CudaKernel.Plan plan(Kernel kernel) {
    CudaKernel.Plan plan = new CudaKernel.Plan(kernel);
    List<Integer> row = row(kernel);
    if (row != null) {
      plan.add(rows(kernel, row));
    } else {
      List<Stage> stages = Stage.of(kernel);
      List<Ending> endings = Ending.of(kernel, stages);
      for (Stage stage : stages) {
        if (endings.stream().noneMatch(it -> it.stage().outputs().equals(stage.outputs()))) {
          addStage(plan, stage, endings, stages.size() == 1);
        }
      }
    }
    return plan;
  }

  /** Returns the axes of several entries that an output is reduced or searched along. */
  private static List<Integer> axes(Shape space, Store store) {
    List<Integer> axes =
        store instanceof Store.Reduce reduce
            ? reduce.axes()
            : store instanceof Store.ArgMax search
                ? List.of(search.axis())
                : store instanceof Store.Scan scan ? List.of(scan.axis()) : List.of();
    return severalOf(space, axes);
  }

  private static List<Integer> severalOf(Shape space, List<Integer> axes) {
    return axes.stream().filter(axis -> space.dim(axis) > 1).toList();
  }

  private static long size(Shape space, List<Integer> axes) {
    return axes.stream().mapToLong(space::dim).reduce(1, (a, b) -> a * b);
  }

  /**
   * Returns the axes of a kernel whose outputs are all reduced along the same ones, or stored, and
   * that reads what it has reduced: one launch does all of it. Null of any other kernel.
   */
  private static @Nullable List<Integer> row(Kernel kernel) {
    Shape space = kernel.space();
    Set<Integer> read = kernel.readReductions();
    if (read.isEmpty() || !Stage.endings(kernel).isEmpty()) {
      return null;
    }
    List<Integer> row = axes(space, kernel.outputs().get(read.iterator().next()).store());
    long positions = size(space, row);
    if (row.isEmpty()
        || positions > LONGEST_ROW
        || (positions >= BLOCK_PART && space.size() / positions < MANY_BLOCKS / 16)) {
      return null;
    }
    for (Output output : kernel.outputs()) {
      boolean isStored = output.store() instanceof Store.Map;
      boolean isReduced =
          output.store() instanceof Store.Reduce || output.store() instanceof Store.ArgMax;
      if (!isStored && !(isReduced && axes(space, output.store()).equals(row))) {
        return null;
      }
    }
    return row;
  }

  /** Returns the launch that goes through each row once for each stage. */
  private static CudaKernel.Step rows(Kernel kernel, List<Integer> row) {
    List<Stage> stages = Stage.of(kernel);
    int[] levels = new int[kernel.outputs().size()];
    for (int stage = 0; stage < stages.size(); stage++) {
      for (int output : stages.get(stage).outputs()) {
        levels[output] = stage;
      }
    }
    LaunchBuilder builder = new LaunchBuilder(kernel, row);
    for (int i = 0; i < levels.length; i++) {
      Output output = kernel.outputs().get(i);
      boolean isStored = output.store() instanceof Store.Map;
      add(builder, output, isStored ? stages.size() : levels[i], output.dtype());
    }
    Launch launch = builder.build(form(kernel.space(), row), 1);
    int loads = kernel.loads().size();
    int[] sinks = IntStream.range(loads, loads + levels.length).toArray();
    return new CudaKernel.Run(launch, IntStream.range(0, loads).toArray(), sinks);
  }

  private static void add(LaunchBuilder builder, Output output, int stage, DType stored) {
    Expr value = output.value();
    Reducer any = Reducer.SUM;
    if (output.store() instanceof Store.Map map) {
      builder.add(value, Sink.Kind.STORE, any, false, stage, stored, map.map(), null);
    } else if (output.store() instanceof Store.Reduce reduce) {
      Reducer reduction = reduce.reduction();
      builder.add(value, Sink.Kind.REDUCE, reduction, false, stage, stored, null, null);
    } else if (output.store() instanceof Store.ArgMax) {
      builder.add(value, Sink.Kind.FIND, any, false, stage, stored, null, null);
    } else {
      throw new IllegalStateException("no stage computes " + output.store());
    }
  }

  private static Form form(Shape space, List<Integer> reduced) {
    int last = space.rank() - 1;
    while (last >= 0 && space.dim(last) == 1) {
      last--;
    }
    boolean areNeighbours = reduced.contains(last);
    return areNeighbours && size(space, reduced) >= SHARED ? Form.BLOCK : Form.THREAD;
  }

  /** Adds the launches of a stage; what is stored comes last, since it may replace what is read. */
  private static void addStage(
      CudaKernel.Plan plan, Stage stage, List<Ending> endings, boolean isOnly) {
    Kernel kernel = stage.kernel();
    Shape space = kernel.space();
    int[] loads = new int[kernel.loads().size()];
    int own = loads.length - stage.reduced().size();
    for (int i = 0; i < loads.length; i++) {
      loads[i] = i < own ? i : plan.output(stage.reduced().get(i - own));
    }
    Map<List<Integer>, List<Integer>> reduced = new LinkedHashMap<>();
    List<Integer> stored = new ArrayList<>();
    for (int i = 0; i < kernel.outputs().size(); i++) {
      Store store = kernel.outputs().get(i).store();
      if (store instanceof Store.Map) {
        stored.add(i);
      } else if (store instanceof Store.Reduce || store instanceof Store.ArgMax) {
        reduced.computeIfAbsent(axes(space, store), axes -> new ArrayList<>()).add(i);
      }
    }
    List<Integer> last = null;
    for (List<Integer> axes : reduced.keySet()) {
      last = axes;
    }
    boolean isAlsoStored =
        last != null
            && !last.isEmpty()
            && isMapOrReduced(kernel)
            && isOneLaunch(kernel, last, reduced.getOrDefault(last, List.of()));
    for (Map.Entry<List<Integer>, List<Integer>> group : reduced.entrySet()) {
      boolean isLast = isAlsoStored && group.getKey().equals(last);
      List<Ending> ends =
          endings.stream()
              .filter(ending -> stage.outputs().containsAll(ending.reductions()))
              .filter(ending -> severalOf(space, ending.axes()).equals(group.getKey()))
              .toList();
      addReductions(
          plan, stage, loads, group.getKey(), group.getValue(), isLast ? stored : List.of(), ends);
    }
    boolean isAlone = isOnly && kernel.outputs().size() == 1;
    for (int i = 0; i < kernel.outputs().size(); i++) {
      Output output = kernel.outputs().get(i);
      int place = plan.output(stage.outputs().get(i));
      if (output.store() instanceof Store.ScatterAdd scatter) {
        plan.add(ScatterStep.of(kernel, output.value(), scatter, loads, place));
      } else if (output.store() instanceof Store.Scan scan) {
        addScan(plan, kernel, output, scan, loads, place, isAlone);
      }
    }
    if (!stored.isEmpty() && !isAlsoStored) {
      LaunchBuilder builder = new LaunchBuilder(kernel, List.of());
      stored.forEach(
          i -> add(builder, kernel.outputs().get(i), 0, kernel.outputs().get(i).dtype()));
      plan.add(
          new CudaKernel.Run(builder.build(Form.THREAD, 1), loads, places(plan, stage, stored)));
    }
  }

  private static int[] places(CudaKernel.Plan plan, Stage stage, List<Integer> some) {
    return some.stream().mapToInt(i -> plan.output(stage.outputs().get(i))).toArray();
  }

  private static boolean isMapOrReduced(Kernel kernel) {
    return kernel.outputs().stream()
        .noneMatch(
            output ->
                output.store() instanceof Store.ScatterAdd || output.store() instanceof Store.Scan);
  }

  /** Returns whether reductions along axes are made in one launch, whole. */
  private static boolean isOneLaunch(Kernel kernel, List<Integer> axes, List<Integer> some) {
    return parts(kernel, axes, some) == 1;
  }

  private static long parts(Kernel kernel, List<Integer> axes, List<Integer> some) {
    boolean isFound =
        some.stream().anyMatch(i -> kernel.outputs().get(i).store() instanceof Store.ArgMax);
    long positions = size(kernel.space(), axes);
    Form form = form(kernel.space(), axes);
    return isFound ? 1 : parts(form, kernel.space().size() / positions, positions);
  }

  /**
   * Adds the launches of reductions along the same axes.
   *
   * @param stored what the last of them stores too, when nothing is read any more
   * @param endings what the last of them computes too, of what it has reduced
   */
  private static void addReductions(
      CudaKernel.Plan plan,
      Stage stage,
      int[] loads,
      List<Integer> axes,
      List<Integer> some,
      List<Integer> stored,
      List<Ending> endings) {
    Kernel kernel = stage.kernel();
    long positions = size(kernel.space(), axes);
    long kept = kernel.space().size() / positions;
    Form form = form(kernel.space(), axes);
    long parts = parts(kernel, axes, some);
    LaunchBuilder builder = new LaunchBuilder(kernel, axes);
    int[] sinks = places(plan, stage, some);
    if (parts == 1) {
      some.forEach(i -> add(builder, kernel.outputs().get(i), 0, kernel.outputs().get(i).dtype()));
      stored.forEach(
          i -> add(builder, kernel.outputs().get(i), 1, kernel.outputs().get(i).dtype()));
      int[] last = addEndings(plan, builder, kernel.space(), 0, sinks, endings);
      // One block finds what one thread would take long for.
      boolean isShared =
          positions >= BLOCK_PART
              || (!stored.isEmpty() && positions >= SHARED && kept < MANY_THREADS);
      int[] all =
          Stream.of(sinks, places(plan, stage, stored), last)
              .flatMapToInt(Arrays::stream)
              .toArray();
      plan.add(new CudaKernel.Run(builder.build(isShared ? Form.BLOCK : form, 1), loads, all));
      return;
    }
    Shape partial = partial(parts, new Store.Reduce(Reducer.SUM, axes).shape(kernel.space()));
    int[] temporaries = new int[sinks.length];
    List<Load> read = new ArrayList<>();
    List<Output> sums = new ArrayList<>();
    for (int i = 0; i < sinks.length; i++) {
      Output output = kernel.outputs().get(some.get(i));
      DType wide = wide(output);
      add(builder, output, 0, wide);
      temporaries[i] = plan.temporary(new TensorSpec(partial, wide));
      read.add(Load.of(wide, partial, partial));
      Reducer reduction = ((Store.Reduce) output.store()).reduction();
      sums.add(Output.reduced(new Expr.Input(i, wide), reduction, List.of(0)));
    }
    plan.add(new CudaKernel.Run(builder.build(form, parts), loads, temporaries));
    kernel.loads().forEach(load -> read.add(new Load(load.dtype(), partial(load.map()))));
    LaunchBuilder last = new LaunchBuilder(new Kernel(partial, read, sums), List.of(0));
    for (int i = 0; i < sinks.length; i++) {
      add(last, sums.get(i), 0, kernel.outputs().get(some.get(i)).dtype());
    }
    int[] ends = addEndings(plan, last, partial, temporaries.length, sinks, endings);
    Form lastForm = kept < MANY_THREADS ? Form.BLOCK : Form.THREAD;
    plan.add(
        new CudaKernel.Run(
            last.build(lastForm, 1), joined(temporaries, loads), joined(sinks, ends)));
  }

  private static Shape partial(long parts, Shape columns) {
    return Shape.of(
        LongStream.concat(LongStream.of(parts), LongStream.of(columns.dims())).toArray());
  }

  /** Returns a map that is the same for all parts. */
  private static IndexMap partial(IndexMap map) {
    return new IndexMap(
        map.offset(),
        partial(map.strides()),
        map.bounds().stream()
            .map(bound -> new Bound(bound.start(), partial(bound.coefficients()), bound.size()))
            .toList(),
        map.fill());
  }

  private static List<Long> partial(List<Long> factors) {
    return Stream.concat(Stream.of(0L), factors.stream()).toList();
  }

  private static int[] joined(int[] some, int[] others) {
    return IntStream.concat(IntStream.of(some), IntStream.of(others)).toArray();
  }

  /**
   * Adds endings to a launch that reduces.
   *
   * @param space of the launch
   * @param firstLoad the launch's number of the kernel's first load
   * @param sinks the places of what the launch reduces
   * @return the places of what is added
   */
  private static int[] addEndings(
      CudaKernel.Plan plan,
      LaunchBuilder builder,
      Shape space,
      int firstLoad,
      int[] sinks,
      List<Ending> endings) {
    List<Integer> places = new ArrayList<>();
    for (Ending ending : endings) {
      List<Expr> values =
          ending.values(
              firstLoad,
              output -> IntStream.of(sinks).boxed().toList().indexOf(plan.output(output)));
      IndexMap map = IndexMap.broadcast(ending.stage().kernel().space(), space);
      for (int i = 0; i < values.size(); i++) {
        DType dtype = ending.outputs().get(i).dtype();
        builder.add(values.get(i), Sink.Kind.STORE_ONE, Reducer.MAX, false, 2, dtype, map, null);
        places.add(plan.output(ending.stage().outputs().get(i)));
      }
    }
    return places.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the type that partial results of a reduction have. */
  private static DType wide(Output output) {
    boolean isExtreme = ((Store.Reduce) output.store()).reduction().isExtreme();
    DType dtype = output.dtype();
    if (isExtreme || dtype == DType.BOOL) {
      return dtype;
    }
    return dtype.isFloating() ? DType.FLOAT64 : DType.INT64;
  }

  /** Returns how many parts of a reduction are worked on beside each other. */
  private static long parts(Form form, long kept, long positions) {
    long least = form == Form.BLOCK ? BLOCK_PART : THREAD_PART;
    long many = form == Form.BLOCK ? MANY_BLOCKS : MANY_THREADS;
    if (kept >= many || positions < 2 * least) {
      return 1;
    }
    long wanted = Math.min(MOST_PARTS, (many + kept - 1) / kept);
    long part = Math.max(least, (positions + wanted - 1) / wanted);
    return (positions + part - 1) / part;
  }

  private static void addScan(
      CudaKernel.Plan plan,
      Kernel kernel,
      Output output,
      Store.Scan scan,
      int[] loads,
      int place,
      boolean isAlone) {
    Shape space = kernel.space();
    List<Integer> axes = axes(space, scan);
    IndexMap map = IndexMap.rowMajor(space);
    Sink.Kind kind = axes.isEmpty() ? Sink.Kind.STORE : Sink.Kind.SCAN;
    Launch launch =
        new LaunchBuilder(kernel, axes)
            .add(
                output.value(),
                kind,
                scan.reduction(),
                scan.isReverse(),
                0,
                output.dtype(),
                map,
                null)
            .build(size(space, axes) >= SHARED ? Form.BLOCK : Form.THREAD, 1);
    if (isAlone) {
      plan.add(new CudaKernel.Run(launch, loads, new int[] {place}));
      return;
    }
    // Others may read what it replaces.
    TensorSpec spec = new TensorSpec(space, output.dtype());
    int temporary = plan.temporary(spec);
    plan.add(new CudaKernel.Run(launch, loads, new int[] {temporary}));
    plan.addLast(new CudaKernel.Copy(temporary, place, spec.byteSize()));
  }

  /**
   * Returns what a kernel over no position does: reductions are those of nothing, which only sums
   * and products have; others have been refused.
   */
  private PreparedKernel neutral(Kernel kernel) {
    @Nullable PreparedKernel[] fills = new PreparedKernel[kernel.outputs().size()];
    for (int i = 0; i < fills.length; i++) {
      if (kernel.outputs().get(i).store() instanceof Store.Reduce reduce) {
        TensorSpec output = kernel.outputSpec(i);
        if (output.shape().size() > 0) {
          fills[i] = prepare(Kernel.filled(output, reduce.reduction().neutral()));
        }
      }
    }
    return (inputs, parameters, outputs) -> {
      for (int i = 0; i < fills.length; i++) {
        PreparedKernel fill = fills[i];
        if (fill != null) {
          fill.runHeld(NO_INPUTS, NO_PARAMETERS, Arrays.copyOfRange(outputs, i, i + 1));
        }
      }
    };
  }
}
