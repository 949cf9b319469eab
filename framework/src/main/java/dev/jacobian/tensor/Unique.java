package dev.jacobian.tensor;

/**
 * What {@link Statistics#unique} and {@link Statistics#uniqueConsecutive} find.
 *
 * @param values each element once, in rising order, or once for each run of it, {@code [n]}
 * @param inverse the index among the values of each element, int64, of the tensor's shape
 * @param counts how often each value stood in the tensor, int64 {@code [n]}
 */
public record Unique(Tensor values, Tensor inverse, Tensor counts) {}
