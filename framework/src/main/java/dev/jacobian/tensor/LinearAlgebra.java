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

  /** {@link #scaledDotProductAttention(Tensor, Tensor, AttentionOptions)} with its defaults. */
  default Tensor scaledDotProductAttention(Tensor key, Tensor value) {
    return scaledDotProductAttention(key, value, AttentionOptions.defaults());
  }

  /**
   * Attention of this tensor's queries: {@code softmax(scale Q K^T + mask) V}, with the softmax
   * over keys. Shapes: queries {@code [..., t, e]}, keys {@code [..., s, e]} and values {@code
   * [..., s, v]}, whose leading axes broadcast, give {@code [..., t, v]}. It is computed in tiles,
   * and so are its gradients: memory grows with t and s, not with their product. A query that sees
   * no key gives 0. PyTorch equivalent: {@code torch.nn.functional.scaled_dot_product_attention}.
   *
   * @throws ShapeException if the shapes do not fit
   * @throws dev.jacobian.shape.DTypeException if the tensors have not one floating-point dtype, or
   *     the mask is neither bool nor of it
   */
  default Tensor scaledDotProductAttention(Tensor key, Tensor value, AttentionOptions options) {
    return ScaledDotProduct.of(self(), key, value, options);
  }
}
