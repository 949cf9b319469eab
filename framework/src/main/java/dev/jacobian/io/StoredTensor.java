package dev.jacobian.io;

import dev.jacobian.shape.Shape;

/**
 * A tensor as a safetensors file stores it.
 *
 * @param dtype the format's code, such as {@code F32} or {@code BF16}
 * @param shape sizes of its axes
 */
public record StoredTensor(String dtype, Shape shape) {}
