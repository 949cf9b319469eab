package dev.jacobian.tensor;

/**
 * Singular values and their vectors: {@code u s vh}, with s as a diagonal, are the matrices that
 * they are of.
 *
 * @param u {@code [..., m, k]}, or {@code [..., m, m]} if full; with orthonormal columns
 * @param s {@code [..., k]}, falling, 0 or more; {@code k = min(m, n)}
 * @param vh {@code [..., k, n]}, or {@code [..., n, n]} if full; with orthonormal rows
 */
public record SVD(Tensor u, Tensor s, Tensor vh) {}
