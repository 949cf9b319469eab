package dev.jacobian.tensor;

import dev.jacobian.op.ArgMax;
import dev.jacobian.op.CumProd;
import dev.jacobian.op.CumSum;
import dev.jacobian.op.Max;
import dev.jacobian.op.Min;
import dev.jacobian.op.Op;
import dev.jacobian.op.Sum;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import java.util.List;
import java.util.function.Function;

/**
 * Functions that combine the elements along axes. Axes may be counted from the end ({@code -1} is
 * the last). A reduced axis disappears, or stays with size 1 if {@code keepDim}.
 */
public sealed interface Reductions extends Family permits Tensor {

  /** The sum of all elements, a scalar; of int32 elements, an int64; of bool ones, their count. */
  default Tensor sum() {
    return sum(false);
  }

  /**
   * The sum over some axes, over all if none is named; of int32 elements, int64 sums; of bool ones,
   * how many are true, as int64.
   */
  default Tensor sum(boolean keepDim, int... axes) {
    Reductions terms = self().dtype() == DType.BOOL ? self().to(DType.INT64) : self();
    return terms.reduce(Sum::new, keepDim, axes);
  }

  /** The arithmetic mean of all elements, a scalar; NaN if there are none. */
  default Tensor mean() {
    return mean(false);
  }

  /** The arithmetic mean over some axes; over all if none is named. */
  default Tensor mean(boolean keepDim, int... axes) {
    Calls.requireFloating("mean", self());
    return sum(keepDim, axes).div((double) count(axes));
  }

  /** The product of all elements, a scalar; of int32 elements, an int64. */
  default Tensor prod() {
    return self().flatten().prod(0, false);
  }

  /**
   * The product over an axis; of int32 elements, int64 products; of bool ones, whether all are
   * true, as int64. Its gradient is right where elements are 0, too. PyTorch equivalent: {@code
   * torch.prod}.
   */
  default Tensor prod(int axis, boolean keepDim) {
    int at = self().shape().axis(axis);
    Tensor left = self().dtype() == DType.INT32 ? self().to(DType.INT64) : self();
    if (left.size(at) == 0) {
      left = left.sum(true, at).add(1);
    }
    // The halves of what is left are multiplied, and an odd one stays.
    for (long size = left.size(at); size > 1; size = left.size(at)) {
      long half = size / 2;
      Tensor product = left.slice(at, 0, half).mul(left.slice(at, half, 2 * half));
      left = size % 2 == 0 ? product : Tensor.concat(at, product, left.slice(at, size - 1, size));
    }
    return keepDim ? left : Layouts.drop(left, List.of(at));
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
    Calls.requireFloating("var", self());
    return ComposedReductions.VAR.apply(over(correction, keepDim, axes), self());
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
    return std(1, false);
  }

  /**
   * The standard deviation over some axes, over all if none is named, the root of {@link #var(int,
   * boolean, int...)}; its gradient is 0 where it is.
   */
  default Tensor std(int correction, boolean keepDim, int... axes) {
    Calls.requireFloating("std", self());
    return ComposedReductions.STD.apply(over(correction, keepDim, axes), self());
  }

  /** The Euclidean norm of all elements, a scalar. */
  default Tensor norm() {
    return norm(2, false);
  }

  /**
   * The p-norm {@code (sum |x|^p)^(1/p)} over some axes, over all if none is named; with p infinite
   * the largest magnitude. Its gradient is 0 where the norm is. Computed in float64, whatever the
   * type, so that powers neither overflow nor vanish. PyTorch equivalent: {@code
   * torch.linalg.vector_norm}.
   *
   * @param p 1 or more
   * @throws OptionException if p is below 1
   */
  default Tensor norm(double p, boolean keepDim, int... axes) {
    Calls.requireFloating("norm", self());
    if (!(p >= 1)) {
      throw new OptionException("norm: p is " + p, "a number of 1 or more, or infinity");
    }
    return ComposedReductions.NORM.apply(over(p, keepDim, axes), self());
  }

  private ComposedReductions.Over over(double number, boolean keepDim, int... axes) {
    return new ComposedReductions.Over(resolve(axes), keepDim, number);
  }

  /** The position of the largest of all elements in row-major order, an int64 scalar. */
  default Tensor argmax() {
    return self().flatten().argmax(0);
  }

  /**
   * The position of the largest element along an axis as int64, the first one among equals; the
   * axis disappears.
   */
  default Tensor argmax(int axis) {
    return argmax(axis, false);
  }

  /** {@link #argmax(int)}, of which the axis stays with size 1 if {@code keepDim}. */
  default Tensor argmax(int axis, boolean keepDim) {
    int resolved = self().shape().axis(axis);
    Tensor kept = Calls.apply(new ArgMax(resolved), self());
    return keepDim ? kept : Layouts.drop(kept, List.of(resolved));
  }

  /** The position of the smallest of all elements in row-major order, an int64 scalar. */
  default Tensor argmin() {
    return self().flatten().argmin(0);
  }

  /**
   * The position of the smallest element along an axis as int64, the first one among equals; the
   * axis disappears.
   */
  default Tensor argmin(int axis) {
    return argmin(axis, false);
  }

  /** {@link #argmin(int)}, of which the axis stays with size 1 if {@code keepDim}. */
  default Tensor argmin(int axis, boolean keepDim) {
    // The smallest integer has no opposite, but a complement: -1 - x.
    Tensor opposite = self().dtype().isFloating() ? self().neg() : self().neg().sub(1);
    return opposite.argmax(axis, keepDim);
  }

  /**
   * The largest element along an axis, which disappears, and where it is: the first one among
   * equals, which alone gets the gradient. PyTorch equivalent: {@code torch.max(x, dim)}.
   */
  default ValuesAndIndices maxAt(int axis) {
    return at(axis, argmax(axis));
  }

  /**
   * The smallest element along an axis, which disappears, and where it is: the first one among
   * equals, which alone gets the gradient. PyTorch equivalent: {@code torch.min(x, dim)}.
   */
  default ValuesAndIndices minAt(int axis) {
    return at(axis, argmin(axis));
  }

  private ValuesAndIndices at(int axis, Tensor indices) {
    int at = self().shape().axis(axis);
    Tensor values = self().gather(at, indices.unsqueeze(at));
    return new ValuesAndIndices(Calls.own(values, indices.shape().dims()), indices);
  }

  /**
   * The running sum along an axis, which stays: {@code y[i] = x[0] + ... + x[i]}; of int32
   * elements, int64 sums; of bool ones, how many are true, as int64. PyTorch equivalent: {@code
   * torch.cumsum}.
   */
  default Tensor cumsum(int axis) {
    Tensor terms = self().dtype() == DType.BOOL ? self().to(DType.INT64) : self();
    return Calls.apply(new CumSum(self().shape().axis(axis), false), terms);
  }

  /**
   * The running product along an axis, which stays: {@code y[i] = x[0] * ... * x[i]}; of int32
   * elements, int64 products; of bool ones, whether all are true, as int64. Its gradient is right
   * where elements are 0, too. PyTorch equivalent: {@code torch.cumprod}.
   */
  default Tensor cumprod(int axis) {
    Tensor factors = self().dtype() == DType.BOOL ? self().to(DType.INT64) : self();
    return Calls.apply(new CumProd(self().shape().axis(axis)), factors);
  }

  /**
   * {@code ln sum e^x} over an axis, without overflow, of floating-point elements. PyTorch
   * equivalent: {@code torch.logsumexp}.
   */
  default Tensor logSumExp(int axis, boolean keepDim) {
    Calls.requireFloating("logSumExp", self());
    return ComposedReductions.LOG_SUM_EXP.apply(over(0, keepDim, axis), self());
  }

  /** {@code e^x / sum e^x} over an axis. PyTorch equivalent: {@code torch.softmax}. */
  default Tensor softmax(int axis) {
    Calls.requireFloating("softmax", self());
    return Softmax.SOFTMAX.apply(axis, self());
  }

  /**
   * The logarithm of {@link #softmax}, without overflow. PyTorch equivalent: {@code
   * torch.log_softmax}.
   */
  default Tensor logSoftmax(int axis) {
    Calls.requireFloating("logSoftmax", self());
    return Softmax.LOG_SOFTMAX.apply(axis, self());
  }

  private Tensor reduceAll(Function<List<Integer>, Op> op) {
    List<Integer> axes = resolve();
    return Layouts.drop(Calls.apply(op.apply(axes), self()), axes);
  }

  private Tensor reduce(Function<List<Integer>, Op> op, boolean keepDim, int... axes) {
    List<Integer> resolved = resolve(axes);
    Tensor result = Calls.apply(op.apply(resolved), self());
    return keepDim ? result : Layouts.drop(result, resolved);
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

  /**
   * The smallest and the largest element over some axes, over all if none is named: see {@link
   * #min(boolean, int...)}. PyTorch equivalent: {@code torch.aminmax}.
   */
  default MinMax aminmax(boolean keepDim, int... axes) {
    return new MinMax(min(keepDim, axes), max(keepDim, axes));
  }

  /**
   * The variance and the mean over some axes, over all if none is named: see {@link #var(int,
   * boolean, int...)}. PyTorch equivalent: {@code torch.var_mean}.
   */
  default VarMean varMean(int correction, boolean keepDim, int... axes) {
    return new VarMean(var(correction, keepDim, axes), mean(keepDim, axes));
  }

  /**
   * The standard deviation and the mean over some axes, over all if none is named: see {@link
   * #std(int, boolean, int...)}. PyTorch equivalent: {@code torch.std_mean}.
   */
  default StdMean stdMean(int correction, boolean keepDim, int... axes) {
    return new StdMean(std(correction, keepDim, axes), mean(keepDim, axes));
  }

  /** What {@link #aminmax} gives. */
  record MinMax(Tensor min, Tensor max) {}

  /** What {@link #varMean} gives. */
  record VarMean(Tensor var, Tensor mean) {}

  /** What {@link #stdMean} gives. */
  record StdMean(Tensor std, Tensor mean) {}
}
