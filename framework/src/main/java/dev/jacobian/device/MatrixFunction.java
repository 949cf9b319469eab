package dev.jacobian.device;

/**
 * A function of matrices that an adapter leaves to LAPACK. One matrix holds the whole result, parts
 * of which follow each other.
 */
public enum MatrixFunction {
  /** X with {@code A X = B}, of A {@code [n, n]} and B {@code [n, k]}. */
  SOLVE,
  /** The same, of the lower triangle of A. */
  SOLVE_LOWER,
  /** The same, of the upper triangle of A. */
  SOLVE_UPPER,
  /** The lower triangular L with {@code L L^T = A}, of A's symmetric part {@code [n, n]}. */
  CHOLESKY,
  /**
   * Q {@code [m, n]} with orthonormal columns over the upper triangular R {@code [n, n]}, {@code Q
   * R = A}, of A {@code [m, n]} with {@code m >= n}.
   */
  QR,
  /** The orthogonal Q {@code [m, m]} beside R {@code [m, n]}, of A {@code [m, n]}. */
  QR_COMPLETE,
  /**
   * U^T {@code [k, m]} beside the falling singular values {@code [k, 1]} and V^T {@code [k, n]},
   * {@code U S V^T = A}, of A {@code [m, n]} with {@code k = min(m, n)}.
   */
  SVD,
  /**
   * The rising eigenvalues {@code [1, n]} over the eigenvectors {@code [n, n]} in columns, of A's
   * symmetric part {@code [n, n]}.
   */
  EIGH,
  /** A's determinant, {@code [1, 1]}. */
  DET,
  /**
   * What A's determinant changes by with each element of A {@code [n, n]}: {@code det(A) A^-T},
   * which singular matrices have too.
   */
  COFACTORS,
  /** The sign of A's determinant beside the logarithm of its magnitude, {@code [1, 2]}. */
  SLOGDET
}
