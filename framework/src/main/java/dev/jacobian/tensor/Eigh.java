package dev.jacobian.tensor;

/**
 * Eigenvalues and eigenvectors of symmetric matrices.
 *
 * @param eigenvalues {@code [..., n]}, rising
 * @param eigenvectors {@code [..., n, n]}, orthonormal, in columns
 */
public record Eigh(Tensor eigenvalues, Tensor eigenvectors) {}
