package dev.jacobian.kernel;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Divides a kernel into {@link Stage}s. */
final class Stages {
  private final Kernel kernel;
  private final IdentityHashMap<Expr, Integer> levels = new IdentityHashMap<>();
  private final int[] levelOf;

  /** The outputs that are computed when all others are done. */
  private final Set<Integer> endings = new TreeSet<>();

  Stages(Kernel kernel) {
    this.kernel = kernel;
    this.levelOf = new int[kernel.outputs().size()];
    for (int i = 0; i < levelOf.length; i++) {
      levelOf[i] = level(kernel.outputs().get(i).value());
    }
    Set<Integer> read = kernel.readReductions();
    for (int i = 0; i < levelOf.length; i++) {
      Output output = kernel.outputs().get(i);
      if (levelOf[i] > 0
          && !read.contains(i)
          && isOnePerGroup(output)
          && Stage.areColumns(kernel.space(), ((Store.Reduce) output.store()).axes())) {
        endings.add(i);
      }
    }
  }

  Set<Integer> endings() {
    return endings;
  }

  List<Stage> all() {
    int last = 0;
    for (int i = 0; i < levelOf.length; i++) {
      last = Math.max(last, endings.contains(i) ? 0 : levelOf[i]);
    }
    List<Stage> stages = new ArrayList<>();
    for (int level = 0; level <= last; level++) {
      // By the space that they are computed over; the whole one, where values are stored, last.
      Map<Shape, List<Integer>> groups = new LinkedHashMap<>();
      List<Integer> whole = new ArrayList<>();
      for (int i = 0; i < levelOf.length; i++) {
        Output output = kernel.outputs().get(i);
        boolean isHere = (output.store() instanceof Store.Reduce ? levelOf[i] : last) == level;
        if (isHere && !endings.contains(i)) {
          List<Integer> some =
              isOnePerGroup(output)
                  ? groups.computeIfAbsent(output.shape(kernel.space()), key -> new ArrayList<>())
                  : whole;
          some.add(i);
        }
      }
      groups.forEach((space, some) -> stages.add(stage(space, some)));
      if (!whole.isEmpty()) {
        stages.add(stage(kernel.space(), whole));
      }
    }
    Map<Shape, List<Integer>> ends = new LinkedHashMap<>();
    for (int i : endings) {
      ends.computeIfAbsent(outputShape(i), key -> new ArrayList<>()).add(i);
    }
    ends.forEach((space, some) -> stages.add(stage(space, some)));
    return stages;
  }

  /** Returns how many reductions have to come before, one after the other. */
  private int level(Expr value) {
    Integer known = levels.get(value);
    if (known != null) {
      return known;
    }
    int level = value instanceof Expr.Reduced reduced ? levelOf[reduced.output()] + 1 : 0;
    for (Expr operand : value.operands()) {
      level = Math.max(level, level(operand));
    }
    levels.put(value, level);
    return level;
  }

  /** Returns whether an output is an extremum of values that are the same along its axes. */
  private boolean isOnePerGroup(Output output) {
    if (!(output.store() instanceof Store.Reduce reduce)
        || (reduce.reduction() != Reducer.MAX && reduce.reduction() != Reducer.MIN)) {
      return false;
    }
    boolean[] moves = {output.shape(kernel.space()).equals(kernel.space())};
    new Leaves(
            leaf -> {
              moves[0] |= moves(leaf, reduce.axes());
              return leaf;
            })
        .in(output.value());
    return !moves[0];
  }

  /** Returns whether what a leaf reads may differ along some axes. */
  private boolean moves(Expr leaf, List<Integer> axes) {
    if (leaf instanceof Expr.Input input) {
      Load load = kernel.loads().get(input.index());
      return load.gather() != null || axes.stream().anyMatch(axis -> moves(load.map(), axis));
    }
    return leaf instanceof Expr.Reduced reduced
        && axes.stream().anyMatch(axis -> outputShape(reduced.output()).dim(axis) != 1);
  }

  private boolean moves(IndexMap map, int axis) {
    return kernel.space().dim(axis) != 1
        && (map.strides().get(axis) != 0
            || map.bounds().stream().anyMatch(bound -> bound.coefficients().get(axis) != 0));
  }

  private Shape outputShape(int output) {
    return kernel.outputs().get(output).shape(kernel.space());
  }

  private Stage stage(Shape space, List<Integer> outputs) {
    SortedSet<Integer> found = new TreeSet<>();
    Leaves search = new Leaves(leaf -> find(leaf, found));
    outputs.forEach(output -> search.in(kernel.outputs().get(output).value()));
    List<Integer> reduced = List.copyOf(found);
    List<Load> loads = new ArrayList<>(kernel.loads());
    for (int output : reduced) {
      Shape shape = outputShape(output);
      loads.add(new Load(kernel.outputs().get(output).dtype(), IndexMap.broadcast(shape, space)));
    }
    int own = kernel.loads().size();
    Leaves leaves =
        new Leaves(
            leaf ->
                leaf instanceof Expr.Reduced read
                    ? new Expr.Input(
                        own + Collections.binarySearch(reduced, read.output()), read.dtype())
                    : leaf);
    boolean isWhole = space.equals(kernel.space());
    List<Output> computed = new ArrayList<>();
    for (int output : outputs) {
      Output wanted = kernel.outputs().get(output);
      Expr value = leaves.in(wanted.value());
      computed.add(isWhole ? new Output(value, wanted.store()) : Output.stored(value, space));
    }
    return new Stage(new Kernel(space, loads, computed), reduced, outputs);
  }

  private static Expr find(Expr leaf, SortedSet<Integer> found) {
    if (leaf instanceof Expr.Reduced reduced) {
      found.add(reduced.output());
    }
    return leaf;
  }
}
