package dev.jacobian.kernel;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A part of a kernel that reads no reduction of its own: those that it reads have been computed by
 * earlier stages and are loads here. What is stored comes in the last stage, since it may replace
 * what others read.
 *
 * @param kernel what is computed; its first loads are all loads of the whole kernel
 * @param reduced which outputs of the whole kernel the other loads read
 * @param outputs which outputs of the whole kernel are computed
 */
public record Stage(Kernel kernel, List<Integer> reduced, List<Integer> outputs) {
  /** Copies the lists. */
  public Stage {
    reduced = List.copyOf(reduced);
    outputs = List.copyOf(outputs);
  }

  /** Returns a kernel's stages, in their order; usually there is one. */
  public static List<Stage> of(Kernel kernel) {
    int count = kernel.outputs().size();
    IdentityHashMap<Expr, Integer> levels = new IdentityHashMap<>();
    int[] levelOf = new int[count];
    int last = 0;
    for (int i = 0; i < count; i++) {
      levelOf[i] = level(kernel.outputs().get(i).value(), levelOf, levels);
      last = Math.max(last, levelOf[i]);
    }
    if (last == 0) {
      return List.of(new Stage(kernel, List.of(), all(count)));
    }
    List<Stage> stages = new ArrayList<>();
    for (int level = 0; level <= last; level++) {
      List<Integer> outputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        boolean isReduced = kernel.outputs().get(i).store() instanceof Store.Reduce;
        if ((isReduced ? levelOf[i] : last) == level) {
          outputs.add(i);
        }
      }
      if (!outputs.isEmpty()) {
        stages.add(stage(kernel, outputs));
      }
    }
    return stages;
  }

  private static List<Integer> all(int count) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(i);
    }
    return all;
  }

  /** Returns how many reductions have to come before, one after the other. */
  private static int level(Expr value, int[] levelOf, IdentityHashMap<Expr, Integer> levels) {
    Integer known = levels.get(value);
    if (known != null) {
      return known;
    }
    int level = value instanceof Expr.Reduced reduced ? levelOf[reduced.output()] + 1 : 0;
    for (Expr operand : value.operands()) {
      level = Math.max(level, level(operand, levelOf, levels));
    }
    levels.put(value, level);
    return level;
  }

  private static Stage stage(Kernel kernel, List<Integer> outputs) {
    SortedSet<Integer> found = new TreeSet<>();
    Leaves search = new Leaves(leaf -> find(leaf, found));
    outputs.forEach(output -> search.in(kernel.outputs().get(output).value()));
    List<Integer> reduced = List.copyOf(found);
    List<Load> loads = new ArrayList<>(kernel.loads());
    for (int output : reduced) {
      Output source = kernel.outputs().get(output);
      Shape shape = source.shape(kernel.space());
      loads.add(new Load(source.dtype(), IndexMap.broadcast(shape, kernel.space())));
    }
    int own = kernel.loads().size();
    Leaves leaves =
        new Leaves(
            leaf ->
                leaf instanceof Expr.Reduced read
                    ? new Expr.Input(
                        own + Collections.binarySearch(reduced, read.output()), read.dtype())
                    : leaf);
    List<Output> computed = new ArrayList<>();
    for (int output : outputs) {
      Output wanted = kernel.outputs().get(output);
      computed.add(new Output(leaves.in(wanted.value()), wanted.store()));
    }
    return new Stage(new Kernel(kernel.space(), loads, computed), reduced, outputs);
  }

  private static Expr find(Expr leaf, SortedSet<Integer> found) {
    if (leaf instanceof Expr.Reduced reduced) {
      found.add(reduced.output());
    }
    return leaf;
  }
}
