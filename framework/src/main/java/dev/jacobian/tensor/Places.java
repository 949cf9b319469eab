package dev.jacobian.tensor;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Entries at places that indices for several axes name together, negative ones from the end. */
final class Places {
  private Places() {}

  static Tensor entries(Tensor x, Tensor... indices) {
    Shape shape = x.shape();
    List<Tensor> all = new ArrayList<>();
    for (Tensor index : indices) {
      if (index.dtype() == DType.BOOL) {
        requireMask(shape, all.size(), index.shape());
        all.addAll(index.nonzero().unbind(1));
      } else {
        Indices.requireIndices("index", index);
        all.add(index);
      }
    }
    int axes = all.size();
    if (axes == 0 || axes > shape.rank()) {
      throw new ShapeException(
          "index: indices for " + axes + " axes of " + shape, "1 to " + shape.rank() + " axes");
    }
    Tensor positions = fromStart(all.get(0), shape.dim(0));
    Tensor isInside = isInside(positions, shape.dim(0));
    for (int axis = 1; axis < axes; axis++) {
      Tensor index = fromStart(all.get(axis), shape.dim(axis));
      Broadcasting.broadcast("index", positions.shape(), index.shape());
      positions = positions.mul((double) shape.dim(axis)).add(index);
      isInside = isInside.and(isInside(index, shape.dim(axis)));
    }
    // What is outside of one axis must not reach a neighbour along another.
    Tensor places = isInside.where(positions, -1);
    long[] others = Arrays.copyOfRange(shape.dims(), axes, shape.rank());
    long[] rows = LongStream.concat(LongStream.of(shape.product(0, axes)), of(others)).toArray();
    Supplier<Tensor> picked = () -> x.reshape(rows).indexSelect(0, places.flatten());
    for (int i = 0; i < axes; i++) {
      int axis = i;
      Supplier<Tensor> uses = picked;
      long size = shape.dim(axis);
      picked = () -> Indices.named("index", all.get(axis), axis, -size, size, uses);
    }
    long[] dims = LongStream.concat(of(places.shape().dims()), of(others)).toArray();
    return Calls.own(picked.get(), dims);
  }

  private static LongStream of(long[] dims) {
    return Arrays.stream(dims);
  }

  /**
   * Counts negative indices from the start, where the device has them: nothing waits for values.
   */
  private static Tensor fromStart(Tensor index, long size) {
    return index.lt(0).where(index.add((double) size), index);
  }

  private static Tensor isInside(Tensor index, long size) {
    return index.ge(0).and(index.lt((double) size));
  }

  private static void requireMask(Shape shape, int axis, Shape mask) {
    int end = axis + mask.rank();
    boolean fits = mask.rank() > 0 && end <= shape.rank();
    if (!fits || !Shape.of(Arrays.copyOfRange(shape.dims(), axis, end)).equals(mask)) {
      throw new ShapeException(
          "index: received " + shape + " and the mask " + mask + " for axes from " + axis + " on",
          "a mask of the sizes of these axes");
    }
  }
}
