package dev.jacobian.shape;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The type of a tensor's elements. PyTorch equivalent: {@code torch.dtype}. */
public enum DType {
  /** 32-bit IEEE 754 floating point, the default for data and parameters. */
  FLOAT32("float32", 4),
  /** 64-bit IEEE 754 floating point, used where accuracy is checked. */
  FLOAT64("float64", 8),
  /** 32-bit signed integer. */
  INT32("int32", 4),
  /** 64-bit signed integer, the default for indices and class labels. */
  INT64("int64", 8),
  /** Truth value, one byte an element. */
  BOOL("bool", 1);

  private final String label;
  private final int byteSize;

  DType(String label, int byteSize) {
    this.label = label;
    this.byteSize = byteSize;
  }

  /** Returns the size of one element in bytes. */
  public int byteSize() {
    return byteSize;
  }

  /**
   * Returns whether this is {@link #FLOAT32} or {@link #FLOAT64}; only such tensors have gradients.
   */
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /**
   * Returns the type whose name is {@code text}, such as {@code float32}.
   *
   * @throws DTypeException if there is no such type
   */
  public static DType parse(String text) {
    for (DType dtype : values()) {
      if (dtype.label.equals(text)) {
        return dtype;
      }
    }
    throw new DTypeException(
        "unknown dtype '" + Brief.of(text) + "'",
        "one of " + Arrays.stream(values()).map(DType::toString).collect(Collectors.joining(", ")));
  }

  @Override
  public String toString() {
    return label;
  }
}
