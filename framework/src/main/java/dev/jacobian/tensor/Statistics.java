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
   * The median of all elements that are numbers, a scalar: see {@link #nanMedian(int)}.
   *
   * @throws ShapeException if there are no elements
   */
  default Tensor nanMedian() {
    return self().flatten().nanMedian(0).values();
  }

  /**
   * The median along an axis of the elements that are numbers, and where it is: see {@link
   * #median(int)}; NaN if none is. PyTorch equivalent: {@code torch.nanmedian}.
   *
   * @throws ShapeException if the axis is empty
   */
  default ValuesAndIndices nanMedian(int axis) {
    filled("nanMedian", axis);
    Tensor order = self().argsort(axis, false);
    Tensor count = self().isNaN().not().sum(true, axis);
    Tensor indices = order.gather(axis, count.sub(1).floorDiv(2).clampMin(0));
    Tensor values = self().gather(axis, indices);
    List<Integer> axes = List.of(self().shape().axis(axis));
    return new ValuesAndIndices(Layouts.drop(values, axes), Layouts.drop(indices, axes));
  }

  /**
   * {@link #quantile} of the elements that are numbers; NaN if none is. PyTorch equivalent: {@code
   * torch.nanquantile}.
   */
  default Tensor nanQuantile(double q, int axis, boolean keepDim) {
    requireQuantile("nanQuantile", q);
    filled("nanQuantile", axis);
    Tensor sorted = self().sort(axis, false).values();
    Tensor last = self().isNaN().not().sum(true, axis).sub(1).clampMin(0);
    Tensor rank = last.to(DType.FLOAT64).mul(q);
    Tensor low = rank.floor();
    Tensor upper = sorted.gather(axis, low.to(DType.INT64).add(1).minimum(last));
    Tensor lower = sorted.gather(axis, low.to(DType.INT64));
    Tensor quantile = lower.lerp(upper, rank.sub(low).to(self().dtype()));
    return keepDim ? quantile : Layouts.drop(quantile, List.of(self().shape().axis(axis)));
  }

  private void requireQuantile(String function, double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new OptionException(function + ": q is " + q, "a number from 0 to 1");
    }
    Calls.requireFloating(function, self());
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
    requireQuantile("quantile", q);
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
    // Each sum of neighbours takes in the one of as many before it: Hillis and Steele, 1986.
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

  /**
   * The part that each element lies in, between rising boundaries: how many of them are below it,
   * int64. PyTorch equivalent: {@code torch.bucketize}.
   *
   * @param boundaries a vector of this tensor's dtype
   * @param right whether boundaries that an element is equal to count too
   * @throws ShapeException if they are no vector
   */
  default Tensor bucketize(Tensor boundaries, boolean right) {
    if (boundaries.shape().rank() != 1) {
      throw new ShapeException("bucketize: boundaries " + boundaries.shape(), "a vector");
    }
    return boundaries.searchSorted(self(), right);
  }

  /**
   * The differences of neighbours along an axis, so many times: {@code x[i + 1] - x[i]}. PyTorch
   * equivalent: {@code torch.diff}.
   *
   * @throws OptionException if {@code times} is negative
   */
  default Tensor diff(int times, int axis) {
    if (times < 0) {
      throw new OptionException("diff: " + times + " times", "0 or more");
    }
    Tensor result = self();
    for (int i = 0; i < times && result.size(axis) > 0; i++) {
      long size = result.size(axis);
      result = result.slice(axis, 1, size).sub(result.slice(axis, 0, size - 1));
    }
    return result == self() ? self().copy() : result;
  }

  /**
   * The covariances of variables in rows {@code [v, n]}, n observations of each: {@code [v, v]}; of
   * a vector its variance, a scalar. PyTorch equivalent: {@code torch.cov}.
   *
   * @param correction what is subtracted from n, 1 for the estimate of a sample
   * @throws ShapeException if there are more axes
   */
  default Tensor cov(int correction) {
    Calls.requireFloating("cov", self());
    int rank = self().shape().rank();
    if (rank < 1 || rank > 2) {
      throw new ShapeException("cov: received " + self().shape(), "[variables, observations]");
    }
    Tensor rows = rank == 1 ? self().unsqueeze(0) : self();
    Tensor apart = rows.sub(rows.mean(true, 1));
    double count = Math.max(0, rows.size(1) - correction);
    Tensor cov = apart.matmulTransposed(apart).div(count);
    return rank == 1 ? cov.reshape() : cov;
  }

  /**
   * Pearson's correlations of variables in rows {@code [v, n]}: {@code [v, v]}, in [-1, 1]. PyTorch
   * equivalent: {@code torch.corrcoef}.
   *
   * @throws ShapeException if there are more axes
   */
  default Tensor corrcoef() {
    Tensor cov = cov(1);
    if (cov.shape().rank() == 0) {
      return cov.div(cov);
    }
    Tensor deviations = cov.diagonal().sqrt();
    return cov.div(deviations.unsqueeze(1)).div(deviations).clamp(-1, 1);
  }

  /**
   * The k-th smallest element along an axis, which disappears, and where it is; NaN counts as the
   * largest number. It alone gets the gradient. PyTorch equivalent: {@code torch.kthvalue}.
   *
   * @param k from 1
   * @throws OptionException if there is no such element
   */
  default ValuesAndIndices kthvalue(long k, int axis) {
    long size = self().size(axis);
    if (k < 1 || k > size) {
      throw new OptionException(
          "kthvalue: k is " + k, "1 to " + size + ", the size of axis " + axis);
    }
    Tensor indices = self().argsort(axis, false).narrow(axis, k - 1, 1);
    Tensor values = self().gather(axis, indices);
    List<Integer> axes = List.of(self().shape().axis(axis));
    return new ValuesAndIndices(Layouts.drop(values, axes), Layouts.drop(indices, axes));
  }

  /**
   * The area below points that are so far from each other along an axis, which disappears, by
   * trapezoids. PyTorch equivalent: {@code torch.trapezoid} with {@code dx}.
   */
  default Tensor trapezoid(double apart, int axis) {
    return Counting.panels("trapezoid", self(), apart, axis).sum(false, axis);
  }

  /**
   * The area below points at some places along an axis, which disappears, by trapezoids. PyTorch
   * equivalent: {@code torch.trapezoid} with {@code x}.
   *
   * @param places of the axis' size, or of a shape that broadcasts to this tensor's
   * @throws ShapeException if they are not
   */
  default Tensor trapezoid(Tensor places, int axis) {
    return Counting.panels("trapezoid", self(), places, axis).sum(false, axis);
  }

  /**
   * The areas from the first point up to each later one, by trapezoids: the axis is shorter by one.
   * PyTorch equivalent: {@code torch.cumulative_trapezoid} with {@code dx}.
   */
  default Tensor cumulativeTrapezoid(double apart, int axis) {
    return Counting.panels("cumulativeTrapezoid", self(), apart, axis).cumsum(axis);
  }

  /**
   * {@link #cumulativeTrapezoid(double, int)} of points at some places: see {@link
   * #trapezoid(Tensor, int)}. PyTorch equivalent: {@code torch.cumulative_trapezoid} with {@code
   * x}.
   */
  default Tensor cumulativeTrapezoid(Tensor places, int axis) {
    return Counting.panels("cumulativeTrapezoid", self(), places, axis).cumsum(axis);
  }

  /**
   * Whether each element is one of some others, of any shape: bool. It takes as many comparisons as
   * both have elements together multiplied. PyTorch equivalent: {@code torch.isin}.
   */
  default Tensor isIn(Tensor others) {
    return self().unsqueeze(-1).eq(others.flatten()).any(false, -1);
  }
}
