package dev.jacobian.op;

import dev.jacobian.device.Backend;
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
  /** The fewest elements of a part: some 150 us for the first few of each line. */
  private static final int LEAST_OF_A_PART = 1 << 15;

  /** Parts beyond, each of which has memory of its own, would keep no more threads busy. */
  private static final int MOST_PARTS = 64;

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
          backend.upload(order(backend, elements, shape), 0, output);
        };
  }

  /** Each line has an order of its own, so that lines are divided over threads. */
  private long[] order(Backend backend, Object elements, Shape shape) {
    int size = (int) shape.dim(axis);
    int apart = (int) shape.product(axis + 1, shape.rank());
    int wanted = (int) count;
    Object order = JavaArrays.allocate(DType.INT64, shape.withDim(axis, count).size());
    long[] positions = (long[]) order;
    if (positions.length == 0) {
      return positions;
    }
    int lines = (int) (shape.size() / size);
    int parts = (int) Math.min(Math.min(lines, MOST_PARTS), 1 + shape.size() / LEAST_OF_A_PART);
    backend.inParts(
        parts,
        part -> {
          StableOrder line = new StableOrder(size, wanted);
          int end = (int) ((long) lines * (part + 1) / parts);
          for (int number = (int) ((long) lines * part / parts); number < end; number++) {
            int outer = number / apart;
            int inner = number % apart;
            line.read(elements, outer * size * apart + inner, apart, isDescending);
            int[] found = line.first();
            int to = outer * wanted * apart + inner;
            for (int i = 0; i < wanted; i++) {
              positions[to + i * apart] = found[i];
            }
          }
        });
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
