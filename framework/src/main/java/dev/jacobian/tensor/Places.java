package dev.jacobian.tensor;

import dev.jacobian.op.FromStart;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Places that indices for the first axes name together, negative ones from the end.
 *
 * @param function what they are for, in messages
 * @param shape of the tensor that has the places
 * @param all one tensor of indices for each of the first axes
 * @param flat the places as numbers of rows, if the first axes were one
 */
record Places(String function, Shape shape, List<Tensor> all, Tensor flat) {

  static Places of(String function, Shape shape, Tensor... indices) {
    List<Tensor> all = new ArrayList<>();
    for (Tensor index : indices) {
      if (index.dtype() == DType.BOOL) {
        requireMask(function, shape, all.size(), index.shape());
        all.addAll(index.nonzero().unbind(1));
      } else {
        Indices.requireIndices(function, index);
        all.add(index);
      }
    }
    int axes = all.size();
    if (axes == 0 || axes > shape.rank()) {
      throw new ShapeException(
          function + ": indices for " + axes + " axes of " + shape,
          "1 to " + shape.rank() + " axes");
    }
    Tensor flat = fromStart(all.get(0), shape.dim(0));
    for (int axis = 1; axis < axes; axis++) {
      Tensor index = fromStart(all.get(axis), shape.dim(axis));
      Broadcasting.broadcast(function, flat.shape(), index.shape());
      // What is outside of one axis must not reach a neighbour along another.
      Tensor isInside = flat.ge(0).and(index.ge(0));
      flat = isInside.where(flat.mul((double) shape.dim(axis)).add(index), -1);
    }
    return new Places(function, shape, all, flat);
  }

  /** Returns the entries of a tensor at these places. */
  Tensor entries(Tensor x) {
    Tensor rows = x.reshape(rows());
    return Calls.own(checked(() -> rows.indexSelect(0, flat.flatten())), picked());
  }

  /** Returns the sizes of the axes that no index is for. */
  long[] others() {
    return Arrays.copyOfRange(shape.dims(), all.size(), shape.rank());
  }

  /** Returns the tensor's sizes with the axes that indices are for as one. */
  long[] rows() {
    return LongStream.concat(LongStream.of(shape.product(0, all.size())), Arrays.stream(others()))
        .toArray();
  }

  /** Returns the sizes of what is at these places. */
  long[] picked() {
    return LongStream.concat(Arrays.stream(flat.shape().dims()), Arrays.stream(others())).toArray();
  }

  /** Uses the places; an error about one of them names the index that was given. */
  Tensor checked(Supplier<Tensor> uses) {
    Supplier<Tensor> checked = uses;
    for (int i = 0; i < all.size(); i++) {
      int axis = i;
      Supplier<Tensor> inner = checked;
      long size = shape.dim(axis);
      checked = () -> Indices.named(function, all.get(axis), axis, -size, size, inner);
    }
    return checked.get();
  }

  /**
   * Counts negative indices from the start, where the device has them: nothing waits for values.
   */
  private static Tensor fromStart(Tensor index, long size) {
    return Calls.apply(new FromStart(size), index);
  }

  static void requireMask(String function, Shape shape, int axis, Shape mask) {
    int end = axis + mask.rank();
    boolean fits = mask.rank() > 0 && end <= shape.rank();
    if (!fits || !Shape.of(Arrays.copyOfRange(shape.dims(), axis, end)).equals(mask)) {
      throw new ShapeException(
          function
              + ": received "
              + shape
              + " and the mask "
              + mask
              + " for axes from "
              + axis
              + " on",
          "a mask of the sizes of these axes");
    }
  }
}
