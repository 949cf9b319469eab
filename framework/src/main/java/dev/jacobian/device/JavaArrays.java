package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;

/** Java arrays as the carriers of values to and from devices. */
public final class JavaArrays {
  private JavaArrays() {}

  /**
   * Returns a new array of the Java type of {@code dtype}.
   *
   * @throws ShapeException if there are more elements than a Java array holds
   */
  public static Object allocate(DType dtype, long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new ShapeException(
          size + " elements do not fit into one Java array",
          "at most " + (Integer.MAX_VALUE - 8) + " elements",
          "slice the tensor");
    }
    int length = (int) size;
    return switch (dtype) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32 -> new int[length];
      case INT64 -> new long[length];
      case BOOL -> new boolean[length];
    };
  }
}
