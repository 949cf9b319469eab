package dev.jacobian.tensor;

import dev.jacobian.op.ArgMax;
import dev.jacobian.op.CumSum;
import dev.jacobian.op.Max;
import dev.jacobian.op.Min;
import dev.jacobian.op.Op;
import dev.jacobian.op.Sum;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Functions that combine the elements along axes. Axes may be counted from the end ({@code -1} is
 * the last). A reduced axis disappears, or stays with size 1 if {@code keepDim}.
 */
public sealed interface Reductions extends Family permits Tensor {

  /** The sum of all elements, a scalar; of int32 elements, an int64. */
  default Tensor sum() {
    return reduceAll(Sum::new);
  }

  /** The sum over some axes, over all if none is named; of int32 elements, int64 sums. */
  default Tensor sum(boolean keepDim, int... axes) {
    return reduce(Sum::new, keepDim, axes);
  }

  /** The arithmetic mean of all elements, a scalar; NaN if there are none. */
  default Tensor mean() {
    return mean(false);
  }

  /** The arithmetic mean over some axes; over all if none is named. */
  default Tensor mean(boolean keepDim, int... axes) {
    requireFloating("mean");
    return sum(keepDim, axes).div((double) count(axes));
  }

  /**
   * The largest of all elements, a scalar; its gradient is shared evenly among equals, or among the
   * NaNs, if there are some.
   */
  default Tensor max() {
    return reduceAll(Max::new);
  }

  /**
   * The largest element over some axes, over all if none is named; its gradient is shared evenly
   * among equals. PyTorch equivalent: {@code amax}; {@code max(dim)} gives it to one of them.
   */
  default Tensor max(boolean keepDim, int... axes) {
    return reduce(Max::new, keepDim, axes);
  }

  /**
   * The smallest of all elements, a scalar; its gradient is shared evenly among equals, or among
   * the NaNs, if there are some.
   */
  default Tensor min() {
    return reduceAll(Min::new);
  }

  /**
   * The smallest element over some axes, over all if none is named; its gradient is shared evenly
   * among equals. PyTorch equivalent: {@code amin}; {@code min(dim)} gives it to one of them.
   */
  default Tensor min(boolean keepDim, int... axes) {
    return reduce(Min::new, keepDim, axes);
  }

  /**
   * The variance over some axes, over all if none is named, with Bessel's correction: divided by
   * {@code n - correction}. Computed in float64, whatever the type. PyTorch equivalent: {@code
   * torch.var}.
   *
   * @param correction 1 for the unbiased estimate, 0 for the population's variance
   */
  default Tensor var(int correction, boolean keepDim, int... axes) {
    return wideVar("var", correction, keepDim, axes).to(self().dtype());
  }

  /** The unbiased variance of all elements, a scalar. */
  default Tensor var() {
    return var(1, false);
  }

  /**
   * The unbiased standard deviation of all elements, a scalar; its gradient is 0 where they are
   * equal. Computed in float64, whatever the type.
   */
  default Tensor std() {
    return rootFlatAtZero(wideVar("std", 1, false)).to(self().dtype());
  }

  /**
   * The Euclidean norm of all elements, a scalar; its gradient is 0 where the norm is. Computed in
   * float64, whatever the type, so that squares neither overflow nor vanish.
   */
  default Tensor norm() {
    requireFloating("norm");
    Tensor squares = self().to(DType.FLOAT64).square().sum();
    return rootFlatAtZero(squares).to(self().dtype());
  }

  private Tensor wideVar(String name, int correction, boolean keepDim, int... axes) {
    requireFloating(name);
    return Moments.deviation(self().to(DType.FLOAT64), axes)
        .square()
        .sum(keepDim, axes)
        .div((double) Math.max(0, count(axes) - correction));
  }

  /** Returns the square root, with a gradient of 0 at 0. */
  private static Tensor rootFlatAtZero(Tensor squares) {
    // The root's slope at 0 is infinite; a root that is not taken there has none.
    Tensor isZero = squares.eq(0);
    return isZero.where(squares, isZero.not().where(squares, 1).sqrt());
  }

  private void requireFloating(String name) {
    if (!self().dtype().isFloating()) {
      throw new DTypeException(
          name + ": received " + self().value().spec(),
          "a floating-point tensor",
          DTypeHints.toFloating(self().dtype()));
    }
  }

  /**
   * The position of the largest element along an axis as int64, the first one among equals; the
   * axis disappears.
   */
  default Tensor argmax(int axis) {
    int resolved = self().shape().axis(axis);
    return drop(Calls.apply(new ArgMax(resolved), self()), List.of(resolved));
  }

  /**
   * The running sum along an axis, which stays: {@code y[i] = x[0] + ... + x[i]}; of int32
   * elements, int64 sums. PyTorch equivalent: {@code torch.cumsum}.
   */
  default Tensor cumsum(int axis) {
    return Calls.apply(new CumSum(self().shape().axis(axis), false), self());
  }

  /**
   * {@code ln sum e^x} over an axis, without overflow. PyTorch equivalent: {@code torch.logsumexp}.
   */
  default Tensor logSumExp(int axis, boolean keepDim) {
    Tensor top = max(true, axis).detach();
    // Infinity minus itself is NaN: an infinite maximum is left in.
    Tensor largest = top.abs().lt(Double.POSITIVE_INFINITY).where(top, 0);
    Tensor result = self().sub(largest).exp().sum(true, axis).log().add(largest);
    return keepDim ? result : drop(result, List.of(self().shape().axis(axis)));
  }

  /** {@code e^x / sum e^x} over an axis. PyTorch equivalent: {@code torch.softmax}. */
  default Tensor softmax(int axis) {
    Tensor powers = self().sub(max(true, axis).detach()).exp();
    return powers.div(powers.sum(true, axis));
  }

  /**
   * The logarithm of {@link #softmax}, without overflow. PyTorch equivalent: {@code
   * torch.log_softmax}.
   */
  default Tensor logSoftmax(int axis) {
    Tensor shifted = self().sub(max(true, axis).detach());
    return shifted.sub(shifted.exp().sum(true, axis).log());
  }

  private Tensor reduceAll(Function<List<Integer>, Op> op) {
    List<Integer> axes = resolve();
    return drop(Calls.apply(op.apply(axes), self()), axes);
  }

  private Tensor reduce(Function<List<Integer>, Op> op, boolean keepDim, int... axes) {
    List<Integer> resolved = resolve(axes);
    Tensor result = Calls.apply(op.apply(resolved), self());
    return keepDim ? result : drop(result, resolved);
  }

  private List<Integer> resolve(int... axes) {
    return Layouts.axes(self().shape(), axes);
  }

  private long count(int... axes) {
    long count = 1;
    for (int axis : resolve(axes)) {
      count *= self().shape().dim(axis);
    }
    return count;
  }

  private static Tensor drop(Tensor tensor, List<Integer> axes) {
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < tensor.shape().rank(); i++) {
      if (!axes.contains(i)) {
        dims.add(tensor.shape().dim(i));
      }
    }
    return Calls.own(tensor, dims.stream().mapToLong(Long::longValue).toArray());
  }
}
