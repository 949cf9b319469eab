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

  // Written out, as every op compares specs: until HotSpot compiles them, a record's own methods
  // take as long as the rest of a small op.

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof TensorSpec spec && dtype == spec.dtype && shape.equals(spec.shape));
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + dtype.hashCode();
  }

  /** Returns, for example, {@code float32[64, 10]}. */
  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
