package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the tensors of a compiled run against those of an eager one. */
final class Agreement {
  private static final double FLOAT32_TOLERANCE = 1e-6;
  private static final double FLOAT64_TOLERANCE = 1e-12;

  private Agreement() {}

  /**
   * Fails unless shapes and types are equal, and elements are so to rounding: floating ones may
   * differ by a millionth (float32) or a million-millionth (float64) of the tensor's largest
   * magnitude.
   */
  static void assertClose(@Nullable Tensor expected, @Nullable Tensor actual, String what) {
    if (expected == null || actual == null) {
      assertEquals(expected == null, actual == null, what + " is null");
      return;
    }
    assertEquals(expected.value().spec(), actual.value().spec(), what);
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    double allowed = tolerance(expected.dtype()) * scale(wanted);
    for (int i = 0; i < wanted.length; i++) {
      // Equal infinities and NaN are equal.
      if (Double.compare(wanted[i], got[i]) != 0 && !(Math.abs(wanted[i] - got[i]) <= allowed)) {
        fail(what + " differs at " + i + ": eager " + wanted[i] + ", compiled " + got[i]);
      }
    }
  }

  static void assertClose(List<Tensor> expected, List<Tensor> actual, String what) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(expected.get(i), actual.get(i), what + " " + i);
    }
  }

  /** Fails unless shapes, types and all bits are equal. */
  static void assertSameBits(Tensor expected, Tensor actual, String what) {
    assertEquals(expected.value().spec(), actual.value().spec(), what);
    assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), what);
  }

  static void assertSameBits(List<Tensor> expected, List<Tensor> actual, String what) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      assertSameBits(expected.get(i), actual.get(i), what + " " + i);
    }
  }

  private static double tolerance(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT32_TOLERANCE;
      case FLOAT64 -> FLOAT64_TOLERANCE;
      case INT32, INT64, BOOL -> 0;
    };
  }

  private static double scale(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    return largest;
  }
}
