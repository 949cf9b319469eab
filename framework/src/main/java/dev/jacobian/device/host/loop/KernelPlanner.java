package dev.jacobian.device.host.loop;

import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which order a kernel goes through its positions. Most go along them. A reduction whose
 * row of results is too long to be kept for each part goes down columns instead; if a kernel holds
 * both kinds, its values are computed once for each.
 */
final class KernelPlanner {
  private final HostEngine engine;
  private final Shape space;
  private final InputReader[] readers;
  private final CompiledBody body;
  private final @Nullable NativePlanner natives;

  /**
   * Makes a planner.
   *
   * @param space the positions, at least one
   * @param natives makes the same passes in C, or null
   */
  KernelPlanner(
      HostEngine engine,
      Shape space,
      InputReader[] readers,
      CompiledBody body,
      @Nullable NativePlanner natives) {
    this.engine = engine;
    this.space = space;
    this.readers = readers;
    this.body = body;
    this.natives = natives;
  }

  /**
   * Returns the walks for some results.
   *
   * @param wanted which results
   * @param rows what no part divides, or null
   */
  List<BlockPass> plan(List<Output> results, List<Integer> wanted, Walk.@Nullable Rows rows) {
    Grouping[] groupings = new Grouping[results.size()];
    Arrays.fill(groupings, Grouping.NONE);
    List<Integer> stored = new ArrayList<>();
    List<Integer> along = new ArrayList<>();
    List<Grouping.Step> down = new ArrayList<>();
    for (int i : wanted) {
      groupings[i] =
          results.get(i).store() instanceof Store.Reduce reduce
              ? Grouping.of(space, reduce.axes())
              : Grouping.NONE;
      if (groupings[i].steps().isEmpty()) {
        stored.add(i);
      } else if (goesDown(groupings[i])) {
        Grouping.Step matrices = groupings[i].steps().get(0);
        if (!down.contains(matrices)) {
          down.add(matrices);
        }
      } else {
        along.add(i);
      }
    }
    List<BlockPass> passes = new ArrayList<>();
    for (int i = 0; i < down.size(); i++) {
      // Values are stored in the last pass only, since they may replace what others read.
      boolean stores = along.isEmpty() && i == down.size() - 1;
      passes.add(passDown(down.get(i), results, groupings, stores ? stored : List.of()));
    }
    if (!along.isEmpty() || down.isEmpty()) {
      passes.add(passAlong(results, groupings, along, stored, rows));
    }
    return passes;
  }

  private boolean goesDown(Grouping grouping) {
    return space.size() > Walk.UNDIVIDED && grouping.steps().get(0).inner() > Walk.WIDEST_ROW;
  }

  private BlockPass passAlong(
      List<Output> results,
      Grouping[] groupings,
      List<Integer> reduced,
      List<Integer> stored,
      Walk.@Nullable Rows rows) {
    long[] periods = Arrays.copyOf(readerPeriods(), readers.length + 2 * reduced.size());
    long width = 1;
    int at = readers.length;
    for (int result : reduced) {
      Grouping.Step step = groupings[result].steps().get(0);
      periods[at++] = step.inner();
      periods[at++] = step.inner() * step.middle();
      width = Math.max(width, step.inner());
    }
    Walk walk =
        rows != null
            ? Walk.rows(rows, space.size(), periods)
            : Walk.along(space.size(), width, periods);
    List<Sink> sinks = new ArrayList<>();
    stored.forEach(result -> sinks.add(stored(result, results.get(result))));
    for (int result : reduced) {
      sinks.add(sink(result, results.get(result), groupings[result], walk));
    }
    return pass(walk, sinks);
  }

  private BlockPass passDown(
      Grouping.Step matrices, List<Output> results, Grouping[] groupings, List<Integer> stored) {
    Walk walk = Walk.down(matrices, readerPeriods());
    List<Sink> sinks = new ArrayList<>();
    stored.forEach(result -> sinks.add(stored(result, results.get(result))));
    for (int result = 0; result < results.size(); result++) {
      List<Grouping.Step> steps = groupings[result].steps();
      if (!steps.isEmpty() && steps.get(0).equals(matrices)) {
        sinks.add(sink(result, results.get(result), groupings[result], walk));
      }
    }
    return pass(walk, sinks);
  }

  private Sink stored(int result, Output wanted) {
    return wanted.store() instanceof Store.Map map && !map.map().isRowMajor(space)
        ? new Sink.Mapped(result, map.map(), space)
        : new Sink.Store(result);
  }

  private Sink sink(int result, Output wanted, Grouping grouping, Walk walk) {
    Reducer reduction = ((Store.Reduce) wanted.store()).reduction();
    Sink.Reducing reducing = Sink.Reducing.of(engine, reduction, wanted.value().dtype());
    if (walk.isDown()) {
      return new Sink.Tiles(result, reducing, grouping, walk);
    }
    return grouping.steps().get(0).inner() == 1
        ? new Sink.Runs(result, reducing, grouping, walk)
        : new Sink.Columns(result, reducing, grouping, walk);
  }

  private long[] readerPeriods() {
    long[] periods = new long[readers.length];
    for (int i = 0; i < readers.length; i++) {
      periods[i] = readers[i].period();
    }
    return periods;
  }

  private BlockPass pass(Walk walk, List<Sink> sinks) {
    Sink[] all = sinks.toArray(new Sink[0]);
    NativePass natively = natives == null ? null : natives.pass(engine, walk, all);
    return new BlockPass(engine, readers, body, walk, all, natively);
  }
}
