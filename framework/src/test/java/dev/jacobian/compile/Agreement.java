package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the tensors of a compiled run against those of an eager one. */
final class Agreement {
  private Agreement() {}

  /** What a program adds up to nearly nothing was about as large as this. */
  private static final double LEAST = 0.01;

  /** Fails unless both are equal to rounding: see {@link OpCheck#requireClose}. */
  static void assertClose(@Nullable Tensor expected, @Nullable Tensor actual, String what) {
    OpCheck.requireClose(what + " eagerly", expected, "compiled", actual, LEAST);
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
}
