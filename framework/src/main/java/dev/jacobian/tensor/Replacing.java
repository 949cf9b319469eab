package dev.jacobian.tensor;

import dev.jacobian.autograd.Recording;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Tensors of which entries are replaced, by indices or where a mask holds. Which value an entry
 * takes is found first, as a number for each entry: 0 for one that stays, else 1 more than the
 * place of the value. So nothing depends on the order in which a device writes, and gradients
 * follow from picking by these numbers.
 */
final class Replacing {
  private Replacing() {}

  static Tensor indexCopy(Tensor x, int axis, Tensor index, Tensor source) {
    requireEntries("indexCopy", x, axis, index, source);
    Tensor which =
        Indices.named("indexCopy", index, axis, 0, x.size(axis), () -> last(index, x.size(axis)));
    return replaced(x, axis, which, source);
  }

  static Tensor indexFill(Tensor x, int axis, Tensor index, double number) {
    requireList("indexFill", index);
    Tensor counts =
        Indices.named("indexFill", index, axis, 0, x.size(axis), () -> counts(index, x.size(axis)));
    return along(counts.gt(0), x, axis).where(number, x);
  }

  static Tensor indexAdd(Tensor x, int axis, Tensor index, Tensor source) {
    requireEntries("indexAdd", x, axis, index, source);
    IndexAdd sum = new IndexAdd(axis, x.size(axis));
    Tensor sums =
        Indices.named(
            "indexAdd", index, axis, 0, x.size(axis), () -> Calls.apply(sum, source, index));
    return x.add(sums);
  }

  static Tensor scatter(Tensor x, int axis, Tensor index, Tensor source) {
    Tensor places = Indices.places("scatter", x, axis, index);
    Tensor values = Indices.part("scatter", x, index, source);
    Tensor which =
        Indices.named("scatter", index, axis, 0, x.size(axis), () -> last(places, x.size()));
    return replaced(x.flatten(), 0, which, values.flatten()).reshape(x.shape().dims());
  }

  static Tensor scatter(Tensor x, int axis, Tensor index, double number) {
    Tensor places = Indices.places("scatter", x, axis, index);
    Tensor counts =
        Indices.named("scatter", index, axis, 0, x.size(axis), () -> counts(places, x.size()));
    return counts.gt(0).reshape(x.shape().dims()).where(number, x);
  }

  static Tensor maskedScatter(Tensor x, Tensor mask, Tensor source) {
    requireType("maskedScatter", x, source);
    if (mask.dtype() != DType.BOOL || !Broadcasting.isBroadcastable(mask.shape(), x.shape())) {
      throw new ShapeException(
          "maskedScatter: received " + x.value().spec() + " and the mask " + mask.value().spec(),
          "a bool mask that broadcasts to the tensor's shape",
          "compare first, for example x.gt(0)");
    }
    Tensor whole = mask.expand(x.shape().dims()).flatten();
    requireCount("maskedScatter", whole, source.size(), false);
    return replaced(x.flatten(), 0, inOrder(whole), source.flatten()).reshape(x.shape().dims());
  }

  static Tensor indexPut(Tensor x, List<Tensor> indices, Tensor values, boolean accumulate) {
    requireType("indexPut", x, values);
    if (indices.size() == 1 && indices.get(0).dtype() == DType.BOOL) {
      return putWhere(x, indices.get(0), values, accumulate);
    }
    Places places = Places.of("indexPut", x.shape(), indices.toArray(Tensor[]::new));
    requireRoom(values.shape(), Shape.of(places.picked()));
    Tensor rows = x.reshape(places.rows());
    long size = rows.size(0);
    Tensor at = places.flat().flatten();
    long[] others = places.others();
    Tensor put;
    if (accumulate) {
      Tensor each = values.expand(places.picked()).reshape(with(at.size(), others));
      IndexAdd sum = new IndexAdd(0, size);
      put = rows.add(places.checked(() -> Calls.apply(sum, each, at)));
    } else if (Broadcasting.isBroadcastable(values.shape(), Shape.of(others))) {
      Tensor counts = places.checked(() -> counts(at, size));
      put = along(counts.gt(0), rows, 0).where(values, rows);
    } else {
      Tensor each = values.expand(places.picked()).reshape(with(at.size(), others));
      put = replaced(rows, 0, places.checked(() -> last(at, size)), each);
    }
    return put.reshape(x.shape().dims());
  }

  /** Returns values as an entry for each place. */
  static Tensor entries(Places places, Tensor values) {
    requireRoom(values.shape(), Shape.of(places.picked()));
    return values.expand(places.picked()).reshape(with(places.flat().size(), places.others()));
  }

  /** Puts values where a mask for the first axes holds; unlike indices of it this is captured. */
  private static Tensor putWhere(Tensor x, Tensor mask, Tensor values, boolean accumulate) {
    Places.requireMask("indexPut", x.shape(), 0, mask.shape());
    long[] others = Arrays.copyOfRange(x.shape().dims(), mask.shape().rank(), x.shape().rank());
    Tensor rows = x.reshape(with(mask.size(), others));
    Tensor holds = mask.flatten();
    Tensor put;
    if (Broadcasting.isBroadcastable(values.shape(), Shape.of(others))) {
      put = along(holds, rows, 0).where(accumulate ? rows.add(values) : values, rows);
    } else {
      boolean isOne = values.shape().rank() <= others.length || values.size(0) == 1;
      long count = isOne ? 1 : values.size(0);
      requireRoom(values.shape(), Shape.of(with(count, others)));
      Tensor each = values.expand(with(count, others));
      if (isOne) {
        put = along(holds, rows, 0).where(accumulate ? rows.add(each) : each, rows);
      } else {
        requireCount("indexPut", holds, count, true);
        put = replaced(rows, 0, inOrder(holds), each);
        put = accumulate ? along(holds, rows, 0).where(put.add(rows), rows) : put;
      }
    }
    return put.reshape(x.shape().dims());
  }

  /**
   * Returns a tensor with values in the place of some entries.
   *
   * @param which for each entry along the axis 1 more than the number of its value, or 0
   */
  static Tensor replaced(Tensor x, int axis, Tensor which, Tensor values) {
    // There is something to pick from where nothing is taken.
    Tensor all = values.size(axis) > 0 ? values : values.pad(axis, 0, 1);
    Tensor picked = all.indexSelect(axis, which.gt(0).where(which.sub(1), 0));
    return along(which.gt(0), x, axis).where(picked, x);
  }

  /** Returns values of entries along an axis so that they broadcast to a tensor. */
  private static Tensor along(Tensor entries, Tensor x, int axis) {
    long[] dims = new long[x.shape().rank()];
    Arrays.fill(dims, 1);
    dims[axis] = entries.size();
    return entries.reshape(dims);
  }

  /** Returns for each entry 1 more than the place of the last index that names it, or 0. */
  static Tensor last(Tensor index, long size) {
    Tensor order = index.argsort(0, false);
    Tensor sorted = index.indexSelect(0, order);
    Tensor isLast = index.size() == 0 ? sorted.ne(0) : beforeAnother(sorted);
    // The sort is stable, so that of equal indices the last one in order is the last one given.
    Tensor places = isLast.where(order.add(1), 0);
    return Calls.apply(new IndexAdd(0, size), places, sorted);
  }

  private static Tensor beforeAnother(Tensor sorted) {
    long count = sorted.size();
    Tensor differs = sorted.narrow(0, 0, count - 1).ne(sorted.narrow(0, 1, count - 1));
    return Tensor.concat(0, differs, Tensor.onesLike(sorted.narrow(0, 0, 1)).ne(0));
  }

  /** Returns for each entry how many indices name it. */
  static Tensor counts(Tensor index, long size) {
    return Calls.apply(new IndexAdd(0, size), Tensor.onesLike(index), index);
  }

  /** Returns for each entry 1, 2 and so on where a mask holds, and 0 elsewhere. */
  private static Tensor inOrder(Tensor mask) {
    return mask.where(mask.to(DType.INT64).cumsum(0), 0);
  }

  private static void requireCount(String function, Tensor mask, long given, boolean isExact) {
    Recording.check(
        mask.to(DType.INT64).sum().variable(),
        holds -> {
          if (holds > given || (isExact && holds != given)) {
            throw new DataException(
                function
                    + ": the mask holds "
                    + (long) holds
                    + " times and there are "
                    + given
                    + " values",
                isExact ? "one for each" : "one for each at least");
          }
        });
  }

  private static void requireRoom(Shape values, Shape places) {
    if (!Broadcasting.isBroadcastable(values, places)) {
      throw new ShapeException(
          "indexPut: values " + values + " for places " + places,
          "values that broadcast to the places");
    }
  }

  static void requireEntries(String function, Tensor x, int axis, Tensor index, Tensor source) {
    requireList(function, index);
    requireType(function, x, source);
    Shape expected = x.shape().withDim(axis, index.size());
    if (!source.shape().equals(expected)) {
      throw new ShapeException(
          function
              + ": received "
              + x.shape()
              + ", "
              + index.size()
              + " indices for axis "
              + axis
              + " and the source "
              + source.shape(),
          "a source " + expected + ", one entry for each index");
    }
  }

  static void requireList(String function, Tensor index) {
    Indices.requireIndices(function, index);
    if (index.shape().rank() != 1) {
      throw new ShapeException(
          function + ": the indices are " + index.value().spec(), "indices [n]");
    }
  }

  static void requireType(String function, Tensor x, Tensor source) {
    if (source.dtype() != x.dtype()) {
      throw new DTypeException(
          function + ": the source is " + source.value().spec() + " and the tensor " + x.dtype(),
          "operands of one dtype",
          DTypeHints.toOne(x.dtype(), source.dtype()));
    }
  }

  private static long[] with(long first, long... others) {
    return LongStream.concat(LongStream.of(first), Arrays.stream(others)).toArray();
  }
}
