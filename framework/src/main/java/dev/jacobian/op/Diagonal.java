package dev.jacobian.op;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The diagonal of two axes, as a new last axis: {@code y[.., i] = x[.., i, .., i + above, ..]};
 * {@code dx} is {@code dy} on that diagonal, 0 elsewhere. PyTorch equivalent: {@code diagonal}.
 *
 * @param first axis of the rows, counted from 0
 * @param second axis of the columns, counted from 0
 * @param above how far above the main diagonal, below it if negative
 */
public record Diagonal(int first, int second, long above) implements ViewOp {
  @Override
  public String name() {
    return "diagonal";
  }

  @Override
  public String settings() {
    return "axes=" + first + "," + second + (above == 0 ? "" : ", above=" + above);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape shape = inputs[0].shape();
    if (first == second) {
      throw new ShapeException(
          "diagonal: axis " + first + " of " + shape + " is named twice", "two different axes");
    }
    return new TensorSpec(layout(Layout.packed(shape)).shape(), inputs[0].dtype());
  }

  @Override
  public Layout layout(Layout input) {
    return input.diagonal(first, second, above);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Shape input = context.inputSpec(0).shape();
    Value gradient = context.gradient();
    int others = input.rank() - 2;
    long rows = input.dim(first);
    long columns = input.dim(second);
    // On the flattened matrices a diagonal is a range with a step.
    long start = above >= 0 ? above : -above * columns;
    long length = gradient.shape().dim(others);
    Value flat =
        b.apply(new Pad(others, length == 0 ? 0 : start, columns + 1, rows * columns), gradient);
    long[] dims = new long[input.rank()];
    List<Integer> order = new ArrayList<>(IntStream.range(0, others).boxed().toList());
    for (int axis = 0; axis < others; axis++) {
      dims[axis] = gradient.shape().dim(axis);
    }
    dims[others] = rows;
    dims[others + 1] = columns;
    order.add(Math.min(first, second), first < second ? others : others + 1);
    order.add(Math.max(first, second), first < second ? others + 1 : others);
    return b.apply(new Permute(order), b.reshape(flat, Shape.of(dims)));
  }
}
