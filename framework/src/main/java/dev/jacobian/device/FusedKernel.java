package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several results computed in one pass over a space of positions: each is an expression of the
 * inputs' elements at a position, stored as it is or reduced over some axes of the space. A
 * description: code generators print it, backends run it.
 *
 * @param space the positions
 * @param inputs shape and type of each input. An input with as many elements as the space is read
 *     in row-major order, whatever its axes are; any other is broadcastable to the space
 * @param results what is computed, at least one
 */
public record FusedKernel(Shape space, List<TensorSpec> inputs, List<Result> results) {
  /** Copies the lists. */
  public FusedKernel {
    inputs = List.copyOf(inputs);
    results = List.copyOf(results);
  }

  /**
   * One result.
   *
   * @param value its elements; {@link Expr.Input} refers to the kernel's inputs
   * @param reduction how elements along {@code axes} are combined, or null if the value is stored
   *     for each position
   * @param axes the axes of the space that are reduced, rising; empty if there is no reduction
   */
  public record Result(Expr value, @Nullable Reduction reduction, List<Integer> axes) {
    /** Copies the list. */
    public Result {
      axes = List.copyOf(axes);
    }

    /** Returns a result that is stored for each position. */
    public static Result stored(Expr value) {
      return new Result(value, null, List.of());
    }
  }

  /** Returns shape and type of a result: the space, with each reduced axis of size 1. */
  public TensorSpec resultSpec(int index) {
    Result result = results.get(index);
    Shape shape = space;
    for (int axis : result.axes()) {
      shape = shape.withDim(axis, 1);
    }
    return new TensorSpec(shape, result.value().dtype());
  }
}
