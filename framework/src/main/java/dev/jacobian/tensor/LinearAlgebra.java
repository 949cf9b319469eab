package dev.jacobian.tensor;

import dev.jacobian.shape.ShapeException;

/** Products of vectors and matrices. */
public sealed interface LinearAlgebra extends Family permits Tensor {

  /**
   * The matrix product. Shapes: {@code [m, k] x [k, n]}, a vector {@code [k]} on either side, or
   * batches {@code [..., m, k] x [..., k, n]} whose leading axes broadcast. PyTorch equivalent:
   * {@code torch.matmul}.
   *
   * @throws ShapeException if the inner dimensions differ
   */
  default Tensor matmul(Tensor other) {
    return Products.matmul(self(), other, false);
  }

  /**
   * The product with the transpose of {@code other}, {@code [n, k]}, without making the transpose.
   * {@code x.matmulTransposed(w)} is {@code x.matmul(w.t())}.
   */
  default Tensor matmulTransposed(Tensor other) {
    return Products.matmul(self(), other, true);
  }

  /** The sum of the products of two vectors of one length, a scalar. */
  default Tensor dot(Tensor other) {
    if (self().shape().rank() != 1 || !self().shape().equals(other.shape())) {
      throw new ShapeException(
          "dot: received " + self().shape() + " and " + other.shape(), "two vectors of one length");
    }
    return self().mul(other).sum();
  }
}
