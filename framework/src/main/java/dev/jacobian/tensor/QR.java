package dev.jacobian.tensor;

/**
 * An orthonormal and a triangular factor: {@code q r} are the matrices that they are of.
 *
 * @param q {@code [..., m, k]}, with orthonormal columns
 * @param r {@code [..., k, n]}, upper triangular
 */
public record QR(Tensor q, Tensor r) {}
