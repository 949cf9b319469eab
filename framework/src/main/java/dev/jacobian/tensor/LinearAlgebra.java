package dev.jacobian.tensor;

import dev.jacobian.op.Cholesky;
import dev.jacobian.op.Solve;
import dev.jacobian.op.SolveTriangular;
import dev.jacobian.shape.ShapeException;

/** Products, solutions and factors of vectors and matrices. */
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

  /**
   * The sum of the products of two vectors of one length, a scalar. PyTorch equivalent: {@code
   * torch.dot}, {@code torch.vdot}.
   */
  default Tensor dot(Tensor other) {
    if (self().shape().rank() != 1 || !self().shape().equals(other.shape())) {
      throw new ShapeException(
          "dot: received " + self().shape() + " and " + other.shape(), "two vectors of one length");
    }
    return self().mul(other).sum();
  }

  /**
   * The products of each element of a vector {@code [m]} and each of another {@code [n]}: {@code
   * [m, n]}. PyTorch equivalent: {@code torch.outer}.
   */
  default Tensor outer(Tensor other) {
    if (self().shape().rank() != 1 || other.shape().rank() != 1) {
      throw new ShapeException(
          "outer: received " + self().shape() + " and " + other.shape(), "two vectors");
    }
    return self().unsqueeze(1).mul(other);
  }

  /** The sum of a matrix' main diagonal, a scalar. PyTorch equivalent: {@code torch.trace}. */
  default Tensor trace() {
    return self().diagonal().sum();
  }

  /**
   * {@code beta * x + alpha * first second}, a product added to what broadcasts to its shape: of
   * matrices, batches of them, a matrix and a vector, or a column and a row. PyTorch equivalent:
   * {@code torch.addmm}, {@code torch.baddbmm}, {@code torch.addmv} and {@code torch.addr}.
   */
  default Tensor addmm(Tensor first, Tensor second, double beta, double alpha) {
    Tensor product = first.matmul(second).mul(alpha);
    return beta == 0 ? product : product.add(self().mul(beta));
  }

  /**
   * The Kronecker product: each element of this tensor times the whole other one. Sizes multiply,
   * axis by axis from the last one on. PyTorch equivalent: {@code torch.kron}.
   */
  default Tensor kron(Tensor other) {
    return Products.kron(self(), other);
  }

  /**
   * The sums of products over pairs of axes, which disappear; this tensor's other axes come first.
   * PyTorch equivalent: {@code torch.tensordot} with lists of axes; {@link Tensor#einsum} says the
   * same by letters.
   *
   * @param axes of this tensor
   * @param others of the other one, in the same order
   * @throws ShapeException if their sizes differ
   */
  default Tensor tensordot(Tensor other, int[] axes, int[] others) {
    return Products.tensordot(self(), other, axes, others);
  }

  /**
   * The vector at right angles to two vectors of 3 elements along an axis, as long as their
   * parallelogram is large; the other axes broadcast. PyTorch equivalent: {@code
   * torch.linalg.cross}.
   *
   * @param other of this tensor's rank
   * @throws ShapeException if the axis has another size
   */
  default Tensor cross(Tensor other, int axis) {
    return Products.cross(self(), other, axis);
  }

  /**
   * The powers 0, 1, ... of each element along a new last axis of so many columns: {@code [..., n]}
   * gives {@code [..., n, columns]}. PyTorch equivalent: {@code torch.linalg.vander}; {@code
   * torch.vander} gives them from the highest one down, {@code flip(-1)}.
   *
   * @throws ShapeException if there are no columns
   */
  default Tensor vander(int columns) {
    if (columns < 1) {
      throw new ShapeException("vander: " + columns + " columns", "at least 1");
    }
    Tensor x = self().unsqueeze(-1);
    long[] dims = x.shape().withDim(-1, columns - 1L).dims();
    return Tensor.concat(-1, Tensor.onesLike(x), x.expand(dims)).cumprod(-1);
  }

  /**
   * The product of so many factors, each of them this matrix {@code [..., n, n]}; of the inverse if
   * the number is negative, and the unit matrix if it is 0. PyTorch equivalent: {@code
   * torch.linalg.matrix_power}.
   */
  default Tensor matrixPower(int exponent) {
    return Products.power(self(), exponent);
  }

  /**
   * The solution X of {@code A X = B}, where this tensor is A {@code [..., n, n]}. B is a vector
   * {@code [n]}, one for each matrix, {@code [..., n]}, or {@code [..., n, k]}, whose leading axes
   * broadcast. Computed in float64 whatever the type, as all that follows here is. PyTorch
   * equivalent: {@code torch.linalg.solve}.
   *
   * @throws ShapeException if A is not square, or B has not as many rows
   * @throws dev.jacobian.shape.NumericException if A is singular, or not finite
   */
  default Tensor solve(Tensor right) {
    return Decompositions.solve(new Solve(), self(), right);
  }

  /**
   * The solution X of {@code A X = B} for a triangular A: see {@link #solve}. PyTorch equivalent:
   * {@code torch.linalg.solve_triangular}.
   *
   * @param isUpper whether A is the upper triangle of this tensor, or the lower one; the other
   *     elements are not read
   */
  default Tensor solveTriangular(Tensor right, boolean isUpper) {
    return Decompositions.solve(new SolveTriangular(isUpper), self(), right);
  }

  /**
   * The X that makes {@code A X - B} shortest in each column, where this tensor is A {@code [...,
   * m, n]} of full rank; if m is smaller than n, the shortest X that solves {@code A X = B}. B is a
   * vector {@code [m]}, one for each matrix, or {@code [..., m, k]}, whose leading axes broadcast.
   * X is {@code [n]} or {@code [..., n, k]}. It is computed by {@link #qr()}, so of a matrix of
   * less than full rank that rounding hides the result is large and not meaningful: {@code
   * a.pinv().matmul(b)} is the shortest solution of any. PyTorch equivalent: {@code
   * torch.linalg.lstsq(a, b).solution}.
   *
   * @throws ShapeException if B has not as many rows as A
   * @throws dev.jacobian.shape.NumericException if the triangular factor of A is singular, or A is
   *     not finite
   */
  default Tensor lstsq(Tensor right) {
    return LeastSquares.lstsq(self(), right);
  }

  /**
   * The pseudo-inverse {@code [..., n, m]} of matrices {@code [..., m, n]}, by {@link
   * #svd(boolean)}: singular values of at most {@code max(m, n)} times the distance of 1 from the
   * next number of the dtype, times the largest one, count as 0. Gradients are those of matrices
   * whose rank stays, and finite where singular values are equal too. PyTorch equivalent: {@code
   * torch.linalg.pinv}.
   */
  default Tensor pinv() {
    return LeastSquares.pinv(self());
  }

  /**
   * The number of singular values of each matrix {@code [..., m, n]} that are above the tolerance
   * of {@link #pinv}, int64 {@code [...]}. PyTorch equivalent: {@code torch.linalg.matrix_rank}.
   */
  default Tensor matrixRank() {
    return LeastSquares.matrixRank(self());
  }

  /**
   * The inverse of each matrix {@code [..., n, n]}. PyTorch equivalent: {@code torch.linalg.inv}.
   *
   * @throws dev.jacobian.shape.NumericException if one is singular
   */
  default Tensor inv() {
    return Decompositions.inv(new Solve(), self());
  }

  /**
   * The lower triangular L with {@code L L^T = A}, of symmetric matrices {@code [..., n, n]}; of
   * others the symmetric part is taken. PyTorch equivalent: {@code torch.linalg.cholesky}.
   *
   * @throws dev.jacobian.shape.NumericException if a matrix is not positive definite
   */
  default Tensor cholesky() {
    return Calls.apply(new Cholesky(), self());
  }

  /**
   * The solution X of {@code A X = B}, where this tensor is B {@code [..., n, k]} and A is given by
   * its {@link #cholesky} factor. PyTorch equivalent: {@code torch.cholesky_solve}.
   *
   * @param factor L {@code [..., n, n]} of {@code A = L L^T}; or if so said, U of {@code A = U^T U}
   * @param isUpper whether it is the upper triangle of that tensor, or the lower one; the other
   *     elements are not read
   */
  default Tensor choleskySolve(Tensor factor, boolean isUpper) {
    return Decompositions.solveFactored(factor, self(), isUpper);
  }

  /**
   * The inverse of each matrix whose {@link #cholesky} factor this tensor is: see {@link
   * #choleskySolve}. PyTorch equivalent: {@code torch.cholesky_inverse}.
   */
  default Tensor choleskyInverse(boolean isUpper) {
    return Decompositions.inverseOfFactored(self(), isUpper);
  }

  /**
   * A norm of each matrix {@code [..., m, n]}: of order 1 the largest sum of magnitudes in a
   * column, infinite in a row, 2 the largest singular value; with a minus the smallest one instead.
   * Frobenius' norm is {@code norm(2, keepDim, -2, -1)}, the nuclear one {@code
   * svd(false).s().sum(keepDim, -1)}. PyTorch equivalent: {@code torch.linalg.matrix_norm}.
   *
   * @throws dev.jacobian.shape.OptionException if the order is another one
   */
  default Tensor matrixNorm(double order, boolean keepDim) {
    return LeastSquares.norm(self(), order, keepDim);
  }

  /** {@link #cond(double)} of order 2: how far the largest singular value is above the smallest. */
  default Tensor cond() {
    return cond(2);
  }

  /**
   * The condition number of each matrix, by which relative errors of a right side may grow in
   * {@link #solve}: its {@link #matrixNorm} times that of its inverse. PyTorch equivalent: {@code
   * torch.linalg.cond}.
   *
   * @param order of the norm; of 2 and -2 the matrix need not be square, and may be singular
   */
  default Tensor cond(double order) {
    return LeastSquares.condition(self(), order);
  }

  /** {@link #qr(boolean)}, reduced. */
  default QR qr() {
    return qr(false);
  }

  /**
   * Q with orthonormal columns and the upper triangular R of matrices {@code [..., m, n]}: {@code Q
   * R = A}. PyTorch equivalent: {@code torch.linalg.qr}.
   *
   * @param isComplete whether Q is {@code [m, m]}, where m is larger than n; then there is no
   *     gradient. Otherwise it is {@code [m, min(m, n)]}
   */
  default QR qr(boolean isComplete) {
    return Decompositions.qr(self(), isComplete);
  }

  /** {@link #svd(boolean)}, full, as PyTorch's is. */
  default SVD svd() {
    return svd(true);
  }

  /**
   * The singular values and vectors of matrices {@code [..., m, n]}. Gradients are not finite where
   * singular values are equal. PyTorch equivalent: {@code torch.linalg.svd}, and {@code
   * torch.linalg.svdvals} for the values alone.
   *
   * @param isFull whether U and V are square; what is added to them has no gradient
   */
  default SVD svd(boolean isFull) {
    return Decompositions.svd(self(), isFull);
  }

  /**
   * The eigenvalues and eigenvectors of symmetric matrices {@code [..., n, n]}; of others the
   * symmetric part is taken. Gradients through the vectors are not finite where eigenvalues are
   * equal. PyTorch equivalent: {@code torch.linalg.eigh}, and {@code torch.linalg.eigvalsh} for the
   * values alone.
   */
  default Eigh eigh() {
    return Decompositions.eigh(self());
  }

  /**
   * The determinant of each matrix {@code [..., n, n]}. A singular one has a gradient, its
   * cofactors, of which only others have one. PyTorch equivalent: {@code torch.linalg.det}.
   */
  default Tensor det() {
    return Decompositions.det(self());
  }

  /**
   * The determinant as its sign and the logarithm of its magnitude. The gradient of a singular
   * matrix is an error, as the logarithm has none there. PyTorch equivalent: {@code
   * torch.linalg.slogdet}.
   */
  default SlogDet slogdet() {
    return Decompositions.slogdet(self());
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
