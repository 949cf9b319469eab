package dev.jacobian.tensor;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import java.util.List;

/** Functions of elements in their order, running ones, and counts. */
public sealed interface Statistics extends Family permits Tensor {
  /**
   * The median of all elements, a scalar; of an even number of them the lower of the middle two,
   * NaN if one is. PyTorch equivalent: {@code torch.median}.
   *
   * @throws ShapeException if there are none
   */
  default Tensor median() {
    return self().flatten().median(0).values();
  }

  /**
   * The median along an axis, which disappears, and where it is; of an even number of elements the
   * lower of the middle two, NaN if one is. It alone gets the gradient. PyTorch equivalent: {@code
   * torch.median(x, dim)}.
   *
   * @throws ShapeException if the axis is empty
   */
  default ValuesAndIndices median(int axis) {
    long size = filled("median", axis);
    Tensor order = self().argsort(axis, false);
    // NaN counts as the largest number.
    Tensor others = self().isNaN().not().to(DType.INT64).sum(true, axis);
    Tensor middle = others.lt((double) size).where(others, Math.floor((size - 1) / 2.0));
    Tensor indices = order.gather(axis, middle);
    Tensor values = self().gather(axis, indices);
    List<Integer> axes = List.of(self().shape().axis(axis));
    return new ValuesAndIndices(Layouts.drop(values, axes), Layouts.drop(indices, axes));
  }

  /**
   * The number below which the part q of the elements along an axis lies, interpolated between the
   * two nearest; NaN if an element is. PyTorch equivalent: {@code torch.quantile}.
   *
   * @param q 0 to 1
   * @throws OptionException if q is no such number
   * @throws ShapeException if the axis is empty
   */
  default Tensor quantile(double q, int axis, boolean keepDim) {
    if (!(q >= 0 && q <= 1)) {
      throw new OptionException("quantile: q is " + q, "a number from 0 to 1");
    }
    Calls.requireFloating("quantile", self());
    long size = filled("quantile", axis);
    Tensor sorted = self().sort(axis, false).values();
    double rank = q * (size - 1);
    long low = (long) Math.floor(rank);
    Tensor upper = sorted.narrow(axis, Math.min(low + 1, size - 1), 1);
    Tensor inner = sorted.narrow(axis, low, 1).lerp(upper, rank - low);
    Tensor last = sorted.narrow(axis, size - 1, 1);
    Tensor quantile = last.isNaN().where(last, inner);
    return keepDim ? quantile : Layouts.drop(quantile, List.of(self().shape().axis(axis)));
  }

  private long filled(String function, int axis) {
    long size = self().size(axis);
    if (size == 0) {
      throw new ShapeException(
          function + ": axis " + axis + " of " + self().shape() + " is empty",
          "at least one element");
    }
    return size;
  }

  /**
   * The largest element so far along an axis, and where it is: the last one among equals, which
   * alone gets the gradient; NaN from the first one on. PyTorch equivalent: {@code torch.cummax}.
   */
  default ValuesAndIndices cummax(int axis) {
    return Sorting.running(self(), self().shape().axis(axis), true);
  }

  /**
   * The smallest element so far along an axis, and where it is: see {@link #cummax}. PyTorch
   * equivalent: {@code torch.cummin}.
   */
  default ValuesAndIndices cummin(int axis) {
    return Sorting.running(self(), self().shape().axis(axis), false);
  }

  /**
   * {@code ln(e^x[0] + ... + e^x[i])} along an axis, without overflow. PyTorch equivalent: {@code
   * torch.logcumsumexp}.
   */
  default Tensor logCumSumExp(int axis) {
    int at = self().shape().axis(axis);
    long size = self().size(at);
    Tensor sums = self();
    // Each sum of neighbours takes in the one of as many before it, as in cumprod.
    for (long width = 1; width < size; width *= 2) {
      Tensor before = sums.slice(at, 0, size - width);
      Tensor grown = sums.slice(at, width, size).logAddExp(before);
      sums = Tensor.concat(at, sums.slice(at, 0, width), grown);
    }
    return sums == self() ? self().copy() : sums;
  }

  /**
   * How many elements over some axes are not 0, over all if none is named: int64. PyTorch
   * equivalent: {@code torch.count_nonzero}.
   */
  default Tensor countNonzero(int... axes) {
    return self().ne(0).sum(false, axes);
  }

  /**
   * The sum over some axes of the elements that are numbers, over all if none is named. PyTorch
   * equivalent: {@code torch.nansum}.
   */
  default Tensor nanSum(boolean keepDim, int... axes) {
    return self().isNaN().where(0, self()).sum(keepDim, axes);
  }

  /**
   * The mean over some axes of the elements that are numbers, over all if none is named; NaN if
   * none is. PyTorch equivalent: {@code torch.nanmean}.
   */
  default Tensor nanMean(boolean keepDim, int... axes) {
    Calls.requireFloating("nanMean", self());
    Tensor count = self().isNaN().not().sum(keepDim, axes).to(self().dtype());
    return nanSum(keepDim, axes).div(count);
  }

  /**
   * How often each number from 0 on stands in a vector of int64: {@code [n]}, with n one more than
   * the largest one, or {@code minLength} if that is larger. It cannot be captured, since n depends
   * on values. PyTorch equivalent: {@code torch.bincount}.
   *
   * @throws DataException if an element is negative
   */
  default Tensor bincount(long minLength) {
    return Counting.bincount(self(), minLength);
  }

  /**
   * How many elements lie in each of so many equal parts of {@code [min, max]}; those outside count
   * nowhere. PyTorch equivalent: {@code torch.histc}.
   *
   * @throws OptionException if {@code bins} is below 1 or {@code max} not above {@code min}
   */
  default Tensor histc(int bins, double min, double max) {
    return Counting.histc(self(), bins, min, max);
  }

  /**
   * The elements of any shape without repetition, in rising order, where each went, and how often
   * it stood there. NaNs are different from each other. It cannot be captured, since the number
   * depends on values. PyTorch equivalent: {@code torch.unique} with {@code return_inverse} and
   * {@code return_counts}.
   */
  default Unique unique() {
    return Counting.unique(self());
  }

  /**
   * The elements of any shape in row-major order without those that repeat the one before, where
   * each went, and how often it stood there in a row, as in the decoding of {@code CTCLoss}. It
   * cannot be captured, since the number depends on values. PyTorch equivalent: {@code
   * torch.unique_consecutive} with {@code return_inverse} and {@code return_counts}.
   */
  default Unique uniqueConsecutive() {
    return Counting.uniqueConsecutive(self());
  }

  /**
   * The place of each value in this rising sequence: the first before which it can be put, int64.
   * PyTorch equivalent: {@code torch.searchsorted}.
   *
   * @param values of this tensor's dtype, of any shape if this is a vector, else of its shape but
   *     for the last axis
   * @param right whether the last such place is meant, behind equal elements
   * @throws ShapeException if the shapes differ otherwise
   */
  default Tensor searchSorted(Tensor values, boolean right) {
    return Counting.searchSorted(self(), values, right);
  }
}
