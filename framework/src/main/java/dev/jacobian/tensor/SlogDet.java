package dev.jacobian.tensor;

/**
 * A determinant that may be too large or too small for its type: {@code sign e^logAbsDet}.
 *
 * @param sign -1, 0 or 1, of the shape of the leading axes
 * @param logAbsDet of the same shape; minus infinity for a singular matrix
 */
public record SlogDet(Tensor sign, Tensor logAbsDet) {}
