package dev.jacobian.tensor;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;

/** Computations that the family of statistics needs. */
final class Counting {
  private Counting() {}

  static Tensor bincount(Tensor x, long minLength) {
    if (x.dtype() != DType.INT64 || x.shape().rank() != 1) {
      throw new ShapeException(
          "bincount: received " + x.value().spec(), "a vector of int64", "cast and flatten it");
    }
    long largest = -1;
    if (x.size() > 0) {
      double smallest = x.min().item();
      if (smallest < 0) {
        throw new DataException(
            "bincount: an element is " + (long) smallest, "0 or more", "shift the numbers");
      }
      largest = (long) x.max().item();
    }
    return counts(x, Math.max(minLength, largest + 1));
  }

  /** Returns how often each number below n stands in a vector. */
  private static Tensor counts(Tensor x, long n) {
    return Tensor.full(Shape.of(n), 0, DType.INT64, x.device()).indexAdd(0, x, Tensor.onesLike(x));
  }

  static Tensor histc(Tensor x, int bins, double min, double max) {
    if (bins < 1 || !(max > min)) {
      throw new OptionException(
          "histc: " + bins + " bins from " + min + " to " + max,
          "at least 1 bin, and an end above the start");
    }
    Calls.requireFloating("histc", x);
    Tensor values = x.detach().flatten();
    Tensor bin = values.sub(min).div(max - min).mul(bins).floor().clamp(0, bins - 1);
    // What lies outside goes into a bin of its own.
    Tensor isInside = values.ge(min).and(values.le(max));
    Tensor bucket = isInside.where(bin, bins).to(DType.INT64);
    return counts(bucket, bins + 1L).narrow(0, 0, bins).to(x.dtype());
  }

  static Unique unique(Tensor x) {
    ValuesAndIndices sorted = x.detach().flatten().sort(0, false);
    Unique runs = uniqueConsecutive(sorted.values());
    // The order of a permutation is its inverse.
    Tensor places = sorted.indices().argsort(0, false);
    Tensor inverse = runs.inverse().indexSelect(0, places);
    return new Unique(runs.values(), Calls.own(inverse, x.shape().dims()), runs.counts());
  }

  static Unique uniqueConsecutive(Tensor x) {
    Tensor values = x.detach().flatten();
    long n = values.size();
    if (n == 0) {
      Tensor none = values.to(DType.INT64);
      return new Unique(values, none.reshape(x.shape().dims()), none);
    }
    Tensor isNew =
        Tensor.concat(
            0,
            Tensor.full(Shape.of(1), 1, DType.BOOL, x.device()),
            values.narrow(0, 1, n - 1).ne(values.narrow(0, 0, n - 1)));
    Tensor group = isNew.to(DType.INT64).cumsum(0).sub(1);
    return new Unique(
        values.maskedSelect(isNew),
        Calls.own(group, x.shape().dims()),
        counts(group, (long) group.get(-1).item() + 1));
  }

  static Tensor searchSorted(Tensor sequence, Tensor values, boolean right) {
    Shape shape = sequence.shape();
    boolean isShared = shape.rank() == 1;
    boolean fits =
        isShared
            || (shape.rank() == values.shape().rank()
                && shape
                    .withDim(-1 + shape.rank(), 0)
                    .equals(values.shape().withDim(-1 + shape.rank(), 0)));
    if (shape.rank() == 0 || !fits) {
      throw new ShapeException(
          "searchSorted: a sequence " + shape + " and values " + values.shape(),
          "a vector, or sequences and values that differ along the last axis only");
    }
    long size = sequence.size(-1);
    Tensor low = Tensor.full(values.shape(), 0, DType.INT64, values.device());
    Tensor high = Tensor.full(values.shape(), (double) size, DType.INT64, values.device());
    for (long width = size; width > 0; width /= 2) {
      Tensor middle = low.add(high).floorDiv(2);
      Tensor place = middle.clamp(0, size - 1.0);
      Tensor element =
          isShared
              ? sequence.indexSelect(0, place.flatten()).reshape(values.shape().dims())
              : sequence.gather(-1, place);
      Tensor isBehind = (right ? element.gt(values) : element.ge(values)).not();
      Tensor isOpen = low.lt(high);
      low = isBehind.and(isOpen).where(middle.add(1), low);
      high = isBehind.not().and(isOpen).where(middle, high);
    }
    return low;
  }

  /** Returns the areas of the trapezoids between neighbours that are so far from each other. */
  static Tensor panels(String function, Tensor y, double apart, int axis) {
    Calls.requireFloating(function, y);
    return neighbours(y, axis).mul(apart / 2);
  }

  /** Returns the areas of the trapezoids between neighbours at some places. */
  static Tensor panels(String function, Tensor y, Tensor places, int axis) {
    Calls.requireFloating(function, y);
    int at = y.shape().axis(axis);
    long size = y.size(at);
    if (places.shape().rank() == 1 && places.size() != size) {
      throw new ShapeException(
          function + ": places " + places.shape() + " along axis " + axis + " of " + y.shape(),
          "as many as the axis has entries, " + size);
    }
    Tensor widths = places.diff(1, places.shape().rank() == 1 ? 0 : at);
    int behind = y.shape().rank() - 1 - at;
    for (int i = 0; places.shape().rank() == 1 && i < behind; i++) {
      widths = widths.unsqueeze(-1);
    }
    return neighbours(y, at).mul(widths).mul(0.5);
  }

  /** Returns the sums of neighbours along an axis. */
  private static Tensor neighbours(Tensor y, int axis) {
    long size = y.size(axis);
    Tensor before = y.slice(axis, 0, Math.max(0, size - 1));
    return before.add(y.slice(axis, Math.min(1, size), size));
  }
}
