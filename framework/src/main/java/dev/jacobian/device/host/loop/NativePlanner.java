package dev.jacobian.device.host.loop;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.c.CKernels;
import dev.jacobian.kernel.c.CStructure;
import dev.jacobian.kernel.c.LateFunction;
import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes passes that C may do in Java's place.
 *
 * @param kernels where functions come from
 * @param space the positions
 * @param loads how inputs are read
 * @param values what is computed for each output
 */
record NativePlanner(CKernels kernels, Shape space, List<Load> loads, List<Expr> values) {
  /** What a kernel that moves more bytes stores first is in no cache when it ends. */
  private static final long CACHE = 32L << 20;

  /** Returns a pass over a walk, or null if C cannot do it. */
  @Nullable NativePass pass(HostEngine engine, Walk walk, Sink[] sinks) {
    List<CStructure.Sink> kinds = new ArrayList<>();
    List<Expr> wanted = new ArrayList<>();
    boolean isStreamed = bytes(sinks) >= CACHE;
    for (Sink sink : sinks) {
      CStructure.Sink kind = kind(sink, isStreamed);
      if (kind == null) {
        return null;
      }
      kinds.add(kind);
      wanted.add(values.get(sink.result));
    }
    NumberedKernel numbered = NumberedKernel.of(wanted);
    int run = walk.run(repeats());
    List<CStructure.Reading> readings = readings(walk, run);
    CStructure structure = new CStructure(numbered.structure(), readings, kinds);
    LateFunction function = kernels.kernel(structure);
    if (function == null) {
      return null;
    }
    long[] numbers = numbers(structure, walk, run, sinks, numbered.constants());
    return new NativePass(
        engine, structure, function, space.size(), walk, sinks, loads, wanted, numbers);
  }

  /** Returns how many bytes are read and stored position by position. */
  private long bytes(Sink[] sinks) {
    long each = 0;
    for (Load load : loads) {
      each += load.isWhole(space) ? load.dtype().byteSize() : 0;
    }
    for (Sink sink : sinks) {
      each += sink instanceof Sink.Store ? values.get(sink.result).dtype().byteSize() : 0;
    }
    return each * space.size();
  }

  /** Returns how many positions in succession have one element of each input. */
  private long[] repeats() {
    return loads.stream().mapToLong(load -> NativeMaps.repeats(load.map(), space)).toArray();
  }

  private List<CStructure.Reading> readings(Walk walk, int run) {
    List<CStructure.Reading> readings = new ArrayList<>();
    loads.forEach(load -> readings.add(reading(load, walk, run)));
    for (Load load : loads) {
      Gather gather = load.gather();
      if (gather == null) {
        continue;
      }
      // A gather looks at an index for each position, in an array of them.
      CStructure.Way way = readings.get(gather.load()).way();
      if (way.isShared() || way == CStructure.Way.SECOND) {
        readings.set(gather.load(), CStructure.Reading.of(CStructure.Way.WALKED));
      }
    }
    return readings;
  }

  private CStructure.Reading reading(Load load, Walk walk, int run) {
    Gather gather = load.gather();
    if (gather != null) {
      return new CStructure.Reading(CStructure.Way.GATHERED, gather.load());
    }
    if (load.isWhole(space)) {
      return CStructure.Reading.of(CStructure.Way.WHOLE);
    }
    if (liesInRuns(load.map(), 1, walk)) {
      return CStructure.Reading.of(CStructure.Way.RUN);
    }
    if (liesInRuns(load.map(), 2, walk)) {
      return CStructure.Reading.of(CStructure.Way.SECOND);
    }
    long repeats = NativeMaps.repeats(load.map(), space);
    if (!walk.isWithin(repeats, run)) {
      return CStructure.Reading.of(CStructure.Way.WALKED);
    }
    boolean isRow = repeats == run && NativeMaps.isEven(load.map(), space);
    return CStructure.Reading.of(isRow ? CStructure.Way.ROW : CStructure.Way.SAME);
  }

  /** Returns whether the elements of each block are equally far from one to the next. */
  private boolean liesInRuns(IndexMap map, long stride, Walk walk) {
    long run = NativeMaps.run(map, stride, space);
    return run == space.size() || (run > 0 && walk.isWithin(run, walk.block()));
  }

  private CStructure.@Nullable Sink kind(Sink sink, boolean isStreamed) {
    if (!(sink instanceof Sink.Reduce reduce)) {
      CStructure.Kind stored = isStreamed ? CStructure.Kind.STREAM : CStructure.Kind.STORE;
      return new CStructure.Sink(
          sink instanceof Sink.Mapped ? CStructure.Kind.MAPPED : stored, Reducer.SUM);
    }
    if (sink instanceof Sink.Columns && reduce.inner > CStructure.LONGEST_ROW) {
      return null;
    }
    CStructure.Kind kind =
        sink instanceof Sink.Runs
            ? CStructure.Kind.RUNS
            : sink instanceof Sink.Columns ? CStructure.Kind.COLUMNS : CStructure.Kind.TILES;
    return new CStructure.Sink(kind, reduce.fold.reduction());
  }

  /** Returns what is known before a run. */
  private long[] numbers(
      CStructure structure, Walk walk, int run, Sink[] sinks, List<Double> constants) {
    List<Long> maps = new ArrayList<>();
    long[] first = new long[structure.size()];
    System.arraycopy(walk.numbers(), 0, first, 0, CStructure.RUN);
    first[CStructure.RUN] = run;
    for (int i = 0; i < sinks.length; i++) {
      if (sinks[i] instanceof Sink.Reduce reduce) {
        int at = structure.sinkAt(i);
        first[at + 3] = reduce.inner;
        first[at + 4] = reduce.group;
        first[at + 5] = reduce.rowsPerPart();
      } else if (sinks[i] instanceof Sink.Mapped mapped) {
        first[structure.sinkAt(i) + 3] = (long) first.length + maps.size();
        maps.addAll(NativeMaps.numbers(mapped.map, null, space, loads));
      }
    }
    for (int slot = 0; slot < constants.size(); slot++) {
      first[structure.constantAt(slot)] = Double.doubleToRawLongBits(constants.get(slot));
    }
    for (int i = 0; i < loads.size(); i++) {
      CStructure.Way way = structure.readings().get(i).way();
      if (way != CStructure.Way.WHOLE) {
        IndexMap map = loads.get(i).map();
        boolean isOnce =
            way != CStructure.Way.GATHERED
                && map.bounds().isEmpty()
                && NativeMaps.period(map, space) <= (way.isShared() ? run : CStructure.BLOCK);
        first[structure.mapAt(i)] = (long) first.length + maps.size();
        first[structure.mapAt(i) + 1] = isOnce ? 1 : 0;
        maps.addAll(NativeMaps.numbers(map, loads.get(i).gather(), space, loads));
      }
    }
    long[] all = new long[first.length + maps.size()];
    System.arraycopy(first, 0, all, 0, first.length);
    for (int i = 0; i < maps.size(); i++) {
      all[first.length + i] = maps.get(i);
    }
    return all;
  }
}
