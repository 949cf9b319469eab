package dev.jacobian.op;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Axes in another order: axis i of y is axis {@code permutation[i]} of x; {@code dx} is {@code dy}
 * in the reverse order.
 *
 * @param permutation every axis once, counted from 0
 */
public record Permute(List<Integer> permutation) implements ViewOp {
  /** Copies the list. */
  public Permute {
    permutation = List.copyOf(permutation);
  }

  @Override
  public String name() {
    return "permute";
  }

  @Override
  public boolean isIdentity(TensorSpec input, TensorSpec output) {
    return permutation.equals(permutation.stream().sorted().toList());
  }

  @Override
  public String settings() {
    return permutation.toString();
  }

  /** Returns the permutation that does what another one and then this one do. */
  public Permute after(Permute first) {
    return new Permute(permutation.stream().map(first.permutation::get).toList());
  }

  /** Returns the order that puts axes back which another one has moved. */
  public static List<Integer> inverse(List<Integer> order) {
    return IntStream.range(0, order.size()).mapToObj(order::indexOf).toList();
  }

  /** Returns whether the last two axes are exchanged, and no others. */
  public boolean isTranspose() {
    int rank = permutation.size();
    return rank >= 2
        && permutation.get(rank - 1) == rank - 2
        && permutation.get(rank - 2) == rank - 1
        && permutation.subList(0, rank - 2).equals(IntStream.range(0, rank - 2).boxed().toList());
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape shape = inputs[0].shape();
    List<Integer> sorted = permutation.stream().sorted().toList();
    if (!sorted.equals(IntStream.range(0, shape.rank()).boxed().toList())) {
      throw new ShapeException(
          "permute: " + permutation + " does not order the axes of " + shape,
          "every axis exactly once");
    }
    return new TensorSpec(
        Shape.of(permutation.stream().mapToLong(shape::dim).toArray()), inputs[0].dtype());
  }

  @Override
  public Layout layout(Layout input) {
    return input.permute(permutation);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(new Permute(inverse(permutation)), context.gradient());
  }
}
