package dev.jacobian.shape;

/**
 * What is known of a tensor without its values.
 *
 * @param shape sizes of its axes
 * @param dtype type of its elements
 */
public record TensorSpec(Shape shape, DType dtype) {
  /** Returns the number of bytes that the elements take. */
  public long byteSize() {
    return shape.size() * dtype.byteSize();
  }

  /** Returns, for example, {@code float32[64, 10]}. */
  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
