package dev.jacobian.device.cuda;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.cuda.Access;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.kernel.cuda.CudaStructure.Form;
import dev.jacobian.kernel.cuda.Packs;
import dev.jacobian.kernel.cuda.Sink;
import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Launch} of values of a kernel: numbers its axes, and writes the numbers down. */
final class LaunchBuilder {
  /** Below this, numbers of elements and all steps between them fit into 32 bits. */
  private static final long MOST_IN_32_BITS = 1 << 30;

  /** Of a load that is not read: no array has an element there. */
  private static final IndexMap NOWHERE = IndexMap.of(-1);

  private final Kernel kernel;
  private final List<Integer> reduced;
  private final List<Expr> values = new ArrayList<>();
  private final List<Sink> sinks = new ArrayList<>();
  private final List<IndexMap> sinkMaps = new ArrayList<>();
  private final List<@Nullable Gather> sinkGathers = new ArrayList<>();

  /**
   * Begins a launch.
   *
   * @param kernel whose space and loads it has
   * @param reduced the axes that are reduced, rising
   */
  LaunchBuilder(Kernel kernel, List<Integer> reduced) {
    this.kernel = kernel;
    this.reduced = reduced;
  }

  /** Adds what becomes of a value; a map is of what is not reduced. */
  LaunchBuilder add(
      Expr value,
      Sink.Kind kind,
      Reducer reduction,
      boolean isReverse,
      int stage,
      DType stored,
      @Nullable IndexMap map,
      @Nullable Gather gather) {
    values.add(value);
    Access access = new Access(stored, 0, Access.NO_INDICES, false);
    sinks.add(new Sink(kind, reduction, isReverse, stage, access));
    sinkMaps.add(map == null ? IndexMap.of(0, new long[kernel.space().rank()]) : map);
    sinkGathers.add(gather);
    return this;
  }

  /**
   * Returns the launch.
   *
   * @param parts how many parts the reduced positions are divided into
   */
  Launch build(Form form, long parts) {
    boolean isKey = sinks.get(0).kind() == Sink.Kind.KEY;
    NumberedKernel numbered = NumberedKernel.of(isKey ? List.of() : values);
    List<IndexMap> maps = loadMaps(numbered);
    List<IndexMap> all = new ArrayList<>(maps);
    all.addAll(sinkMaps);
    all.removeIf(NOWHERE::equals);
    Axes axes = Axes.of(kernel.space(), reduced, all);
    List<Access> loads = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      Gather gather = maps.get(i).equals(NOWHERE) ? null : kernel.loads().get(i).gather();
      loads.add(access(kernel.loads().get(i).dtype(), maps.get(i), gather));
    }
    List<Sink> ready = new ArrayList<>();
    for (int i = 0; i < sinks.size(); i++) {
      Sink sink = sinks.get(i);
      Access access = access(sink.dtype(), sinkMaps.get(i), sinkGathers.get(i));
      ready.add(new Sink(sink.kind(), sink.reduction(), sink.isReverse(), sink.stage(), access));
    }
    boolean isLong = axes.keptSize() * Math.max(parts, axes.reducedSize()) >= MOST_IN_32_BITS;
    for (IndexMap map : all) {
      isLong |= extent(axes, map.offset(), map.strides()) >= MOST_IN_32_BITS;
      for (Bound bound : map.bounds()) {
        long extent = extent(axes, bound.start(), bound.coefficients());
        isLong |= Math.max(extent, bound.size()) >= MOST_IN_32_BITS;
      }
    }
    CudaStructure structure =
        new CudaStructure(
            numbered.structure(),
            form,
            isLong,
            axes.kept(),
            axes.count() - axes.kept(),
            loads,
            ready);
    long[] numbers = new long[structure.size()];
    long part = (axes.reducedSize() + parts - 1) / parts;
    numbers[CudaStructure.KEPT] = axes.keptSize();
    numbers[CudaStructure.REDUCED] = axes.reducedSize();
    numbers[CudaStructure.PARTS] = parts;
    numbers[CudaStructure.PART] = part;
    for (int axis = 0; axis < axes.count(); axis++) {
      numbers[structure.axisAt(axis)] = axes.sizes().get(axis);
    }
    for (int i = 0; i < loads.size(); i++) {
      Gather gather = maps.get(i).equals(NOWHERE) ? null : kernel.loads().get(i).gather();
      write(numbers, structure.loadAt(i), axes, maps.get(i), gather);
    }
    for (int i = 0; i < ready.size(); i++) {
      write(numbers, structure.sinkAt(i), axes, sinkMaps.get(i), sinkGathers.get(i));
    }
    for (int slot = 0; slot < numbered.constants().size(); slot++) {
      double constant = numbered.constants().get(slot);
      numbers[structure.constantAt(slot)] = Double.doubleToRawLongBits(constant);
    }
    return new Launch(
        structure, Packs.of(structure, numbers), numbers, axes.keptSize() * parts, part);
  }

  /** Returns the map of each load that is read; of others, that of nothing. */
  private List<IndexMap> loadMaps(NumberedKernel numbered) {
    Set<Integer> read = new HashSet<>();
    for (NumberedValue value : numbered.structure().values()) {
      if (value instanceof NumberedValue.Input input) {
        read(input.index(), read);
      }
    }
    for (Gather gather : sinkGathers) {
      if (gather != null) {
        read(gather.load(), read);
      }
    }
    List<IndexMap> maps = new ArrayList<>();
    for (int i = 0; i < kernel.loads().size(); i++) {
      maps.add(read.contains(i) ? kernel.loads().get(i).map() : NOWHERE);
    }
    return maps;
  }

  private void read(int load, Set<Integer> read) {
    Load found = kernel.loads().get(load);
    if (read.add(load) && found.gather() != null) {
      read(found.gather().load(), read);
    }
  }

  private static Access access(DType dtype, IndexMap map, @Nullable Gather gather) {
    int indices = gather == null ? Access.NO_INDICES : gather.load();
    return new Access(dtype, map.bounds().size(), indices, false);
  }

  /** Returns what a number that begins somewhere and goes by steps does not pass. */
  private static long extent(Axes axes, long start, List<Long> steps) {
    long extent = Math.abs(start);
    for (int axis = 0; axis < axes.count(); axis++) {
      extent += Math.abs(axes.step(steps, axis)) * axes.sizes().get(axis);
    }
    return extent;
  }

  /** Writes the numbers of an access, as {@link CudaStructure} says. */
  private static void write(
      long[] numbers, int at, Axes axes, IndexMap map, @Nullable Gather gather) {
    int next = at + 1;
    numbers[next++] = map.offset();
    if (map.equals(NOWHERE)) {
      return;
    }
    for (int axis = 0; axis < axes.count(); axis++) {
      numbers[next++] = axes.step(map.strides(), axis);
    }
    for (Bound bound : map.bounds()) {
      numbers[next++] = bound.start();
      numbers[next++] = bound.size();
      for (int axis = 0; axis < axes.count(); axis++) {
        numbers[next++] = axes.step(bound.coefficients(), axis);
      }
    }
    numbers[next++] = Double.doubleToRawLongBits(map.fill());
    if (gather != null) {
      numbers[next++] = gather.stride();
      numbers[next] = gather.size();
    }
  }
}
