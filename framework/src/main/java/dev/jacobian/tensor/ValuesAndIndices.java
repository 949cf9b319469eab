package dev.jacobian.tensor;

/**
 * Elements that were picked along an axis, and where they were.
 *
 * @param values of the tensor's dtype
 * @param indices int64, of the shape of the values
 */
public record ValuesAndIndices(Tensor values, Tensor indices) {}
