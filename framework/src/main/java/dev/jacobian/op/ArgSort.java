package dev.jacobian.op;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Positions along an axis in the order of their elements, as int64; equal elements stay in the
 * order of their positions, and NaN counts as the largest number. It has no gradient. PyTorch
 * equivalent: {@code torch.argsort} with {@code stable=True}.
 *
 * @param axis counted from 0
 * @param isDescending whether the largest element comes first
 * @param count how many of the order are wanted, from its beginning
 */
public record ArgSort(int axis, boolean isDescending, long count) implements Op {
  @Override
  public String name() {
    return "argsort";
  }

  @Override
  public String settings() {
    return "axis=" + axis + (isDescending ? ", descending" : "");
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape shape = inputs[0].shape();
    if (count < 0 || count > shape.dim(axis)) {
      throw new ShapeException(
          "argsort: " + count + " elements of axis " + axis + " of " + shape,
          "0 to " + shape.dim(axis));
    }
    return new TensorSpec(shape.withDim(axis, count), DType.INT64);
  }

  /** The order is found in Java's memory, wherever the elements lie. */
  @Override
  public Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          Shape shape = inputs[0].shape();
          Object elements = JavaArrays.allocate(inputs[0].dtype(), shape.size());
          inputs[0].download(elements, 0);
          backend.upload(order(elements, shape), 0, output);
        };
  }

  private long[] order(Object elements, Shape shape) {
    int size = (int) shape.dim(axis);
    int apart = (int) shape.product(axis + 1, shape.rank());
    int wanted = (int) count;
    Object order = JavaArrays.allocate(DType.INT64, shape.withDim(axis, count).size());
    long[] positions = (long[]) order;
    if (positions.length == 0) {
      return positions;
    }
    StableOrder line = new StableOrder(size);
    for (int start = 0, to = 0; start < shape.size(); start += size * apart, to += wanted * apart) {
      for (int inner = 0; inner < apart; inner++) {
        line.read(elements, start + inner, apart, isDescending);
        int[] found = line.first(wanted);
        for (int i = 0; i < wanted; i++) {
          positions[to + inner + i * apart] = found[i];
        }
      }
    }
    return positions;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("argsort has no gradient");
  }
}
