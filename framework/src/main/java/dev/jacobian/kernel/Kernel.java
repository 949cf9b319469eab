package dev.jacobian.kernel;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A computation over a space of positions, as data: what is read at each position, what is computed
 * of it, and what becomes of the values. {@link Expr.Input} {@code i} is the element that load i
 * reads at a position. Code generators print it, backends run it.
 *
 * @param space the positions
 * @param loads what is read, one for each input operand
 * @param outputs what is computed, one for each output operand; at least one
 */
public record Kernel(Shape space, List<Load> loads, List<Output> outputs) {
  /** Copies the lists and checks that everything that is referred to is there. */
  public Kernel {
    loads = List.copyOf(loads);
    outputs = List.copyOf(outputs);
    require(!outputs.isEmpty(), "a kernel without outputs", "at least one");
    for (int i = 0; i < loads.size(); i++) {
      requireMap("load " + i, loads.get(i).map(), space);
      Gather gather = loads.get(i).gather();
      if (gather != null) {
        requireGather("load " + i, gather, loads, i);
      }
    }
    for (int i = 0; i < outputs.size(); i++) {
      requireStore("output " + i, outputs.get(i).store(), space, loads);
      requireLeaves(i, loads, outputs);
    }
  }

  private static void require(boolean isTrue, String received, String expected) {
    if (!isTrue) {
      throw new IllegalArgumentException(received + "; expected " + expected);
    }
  }

  private static void requireMap(String what, IndexMap map, Shape space) {
    require(
        map.strides().size() == space.rank(),
        what + " has " + map.strides().size() + " strides over the space " + space,
        "one for each axis");
  }

  private static void requireGather(String what, Gather gather, List<Load> loads, int end) {
    require(
        gather.load() >= 0
            && gather.load() < end
            && loads.get(gather.load()).dtype() == DType.INT64,
        what + " gathers by load " + gather.load(),
        "an earlier load of int64");
  }

  private static void requireAxis(String what, int axis, Shape space) {
    require(
        axis >= 0 && axis < space.rank(),
        what + " names axis " + axis + " of the space " + space,
        "an axis counted from 0");
  }

  private static void requireStore(String what, Store store, Shape space, List<Load> loads) {
    if (store instanceof Store.Map map) {
      requireMap(what, map.map(), space);
    } else if (store instanceof Store.Reduce reduce) {
      int before = -1;
      for (int axis : reduce.axes()) {
        requireAxis(what, axis, space);
        require(axis > before, what + " is reduced over axes " + reduce.axes(), "rising axes");
        before = axis;
      }
    } else if (store instanceof Store.Scan scan) {
      requireAxis(what, scan.axis(), space);
    } else if (store instanceof Store.ArgMax search) {
      requireAxis(what, search.axis(), space);
      require(
          space.dim(search.axis()) > 0 || space.withDim(search.axis(), 1).size() == 0,
          what + " searches axis " + search.axis() + " of the space " + space,
          "an axis that is not empty");
    } else if (store instanceof Store.ScatterAdd scatter) {
      requireMap(what, scatter.map(), space);
      requireGather(what, scatter.gather(), loads, loads.size());
    }
  }

  /** Checks the inputs and reductions that a value is computed from. */
  private static void requireLeaves(int output, List<Load> loads, List<Output> outputs) {
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Expr> open = new ArrayDeque<>(List.of(outputs.get(output).value()));
    while (!open.isEmpty()) {
      Expr expression = open.pop();
      if (!seen.add(expression)) {
        continue;
      }
      expression.operands().forEach(open::push);
      if (expression instanceof Expr.Input input) {
        require(
            input.index() >= 0
                && input.index() < loads.size()
                && loads.get(input.index()).dtype() == input.dtype(),
            "output " + output + " reads input " + input.index() + " as " + input.dtype(),
            "a load of that type; the loads are " + loads.stream().map(Load::dtype).toList());
      } else if (expression instanceof Expr.Reduced reduced) {
        require(
            reduced.output() >= 0
                && reduced.output() < output
                && outputs.get(reduced.output()).store() instanceof Store.Reduce
                && outputs.get(reduced.output()).dtype() == reduced.dtype(),
            "output " + output + " reads reduction " + reduced.output() + " as " + reduced.dtype(),
            "an earlier output of that type that is reduced");
      }
    }
  }

  /** Returns the kernel of row-major operands, each whole or stretched: see {@link Load#of}. */
  public static Kernel of(Shape space, List<TensorSpec> inputs, List<Output> outputs) {
    List<Load> loads =
        inputs.stream().map(input -> Load.of(input.dtype(), input.shape(), space)).toList();
    return new Kernel(space, loads, outputs);
  }

  /** Returns the kernel that sets every element of an array to a number. */
  public static Kernel filled(TensorSpec array, double value) {
    Expr number = new Expr.Constant(value, array.dtype());
    return of(array.shape(), List.of(), List.of(Output.stored(number, array.shape())));
  }

  /** Returns the outputs, reductions, that other outputs are computed from. */
  public Set<Integer> readReductions() {
    return readReductions(Set.of());
  }

  /**
   * Returns the outputs, reductions, that other outputs are computed from.
   *
   * @param without outputs that do not count
   */
  public Set<Integer> readReductions(Set<Integer> without) {
    Set<Integer> read = new HashSet<>();
    Leaves search =
        new Leaves(
            leaf -> {
              if (leaf instanceof Expr.Reduced reduced) {
                read.add(reduced.output());
              }
              return leaf;
            });
    for (int i = 0; i < outputs.size(); i++) {
      if (!without.contains(i)) {
        search.in(outputs.get(i).value());
      }
    }
    return read;
  }

  /** Returns shape and type of an output operand: see {@link Output#shape}. */
  public TensorSpec outputSpec(int index) {
    return new TensorSpec(outputs.get(index).shape(space), outputs.get(index).dtype());
  }

  /** Returns a form to read, a line for each load, shared value and output. */
  @Override
  public String toString() {
    return KernelPrinter.print(this);
  }
}
