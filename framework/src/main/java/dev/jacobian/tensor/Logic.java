package dev.jacobian.tensor;

import dev.jacobian.shape.DType;

/**
 * Functions whose results are truth values. A number is true if it is not 0, and so NaN is; the
 * results of tensors of one shape have that shape, and are bool tensors.
 */
public sealed interface Logic extends Family permits Tensor {
  /**
   * The opposite of each element. PyTorch equivalent: {@code torch.logical_not}, and {@code
   * torch.bitwise_not} of bool tensors.
   */
  default Tensor not() {
    return self().eq(0);
  }

  /**
   * Whether both elements are true, broadcast. PyTorch equivalent: {@code torch.logical_and}, and
   * {@code torch.bitwise_and} of bool tensors.
   */
  default Tensor and(Tensor other) {
    return self().ne(0).where(other.ne(0), 0);
  }

  /**
   * Whether an element is true, broadcast. PyTorch equivalent: {@code torch.logical_or}, and {@code
   * torch.bitwise_or} of bool tensors.
   */
  default Tensor or(Tensor other) {
    return not().where(other.ne(0), 1);
  }

  /**
   * Whether just one of two elements is true, broadcast. PyTorch equivalent: {@code
   * torch.logical_xor}, and {@code torch.bitwise_xor} of bool tensors.
   */
  default Tensor xor(Tensor other) {
    return self().ne(0).ne(other.ne(0));
  }

  /** Whether an element is not a number. PyTorch equivalent: {@code torch.isnan}. */
  default Tensor isNaN() {
    return self().ne(self());
  }

  /** Whether an element is infinite. PyTorch equivalent: {@code torch.isinf}. */
  default Tensor isInf() {
    return self().dtype().isFloating() ? self().abs().eq(Double.POSITIVE_INFINITY) : isNaN();
  }

  /** Whether an element is neither infinite nor NaN. PyTorch equivalent: {@code torch.isfinite}. */
  default Tensor isFinite() {
    return self().dtype().isFloating()
        ? self().abs().lt(Double.POSITIVE_INFINITY)
        : self().eq(self());
  }

  /**
   * Whether elements differ by no more than {@code atol + rtol * |other|}, broadcast; equal
   * infinities do not differ. PyTorch equivalent: {@code torch.isclose}, whose usual tolerances are
   * 1e-5 and 1e-8.
   *
   * @param other of this tensor's dtype, floating point
   * @param rtol the part of the other element that a difference may be, 0 or more
   * @param atol what a difference may be whatever the elements are, 0 or more
   * @param equalNaN whether NaNs do not differ either
   */
  default Tensor isClose(Tensor other, double rtol, double atol, boolean equalNaN) {
    Tensor isNear = self().sub(other).abs().le(other.abs().mul(rtol).add(atol));
    Tensor isClose = self().eq(other).or(isNear.and(other.isFinite()));
    return equalNaN ? isClose.or(isNaN().and(other.isNaN())) : isClose;
  }

  /**
   * Whether all elements are close to another tensor's: see {@link #isClose}. It reads values, so
   * it cannot be captured. PyTorch equivalent: {@code torch.allclose}.
   */
  default boolean allClose(Tensor other, double rtol, double atol) {
    return isClose(other, rtol, atol, false).all().item() != 0;
  }

  /** Whether any element is true, a scalar; of no elements none is. */
  default Tensor any() {
    return any(false);
  }

  /** Whether any element over some axes is true, over all if none is named. */
  default Tensor any(boolean keepDim, int... axes) {
    return self().ne(0).to(DType.INT64).sum(keepDim, axes).gt(0);
  }

  /** Whether all elements are true, a scalar; of no elements all are. */
  default Tensor all() {
    return all(false);
  }

  /** Whether all elements over some axes are true, over all if none is named. */
  default Tensor all(boolean keepDim, int... axes) {
    return not().any(keepDim, axes).not();
  }

  /**
   * Whether an element has a minus, as -0 has; false for NaN. PyTorch equivalent: {@code
   * torch.signbit}.
   */
  default Tensor signbit() {
    Tensor x = self().detach();
    // The reciprocal of -0 is below 0.
    return x.dtype().isFloating() ? x.eq(0).where(x.reciprocal(), x).lt(0) : x.lt(0);
  }
}
