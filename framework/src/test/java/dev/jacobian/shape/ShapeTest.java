package dev.jacobian.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void aShapeHasSizesAndStrides() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals(3, shape.rank());
    assertEquals(24, shape.size());
    assertEquals(3, shape.dim(1));
    assertEquals(4, shape.dim(-1));
    assertEquals(2, shape.axis(-1));
    assertArrayEquals(new long[] {12, 4, 1}, shape.strides());
    assertEquals(12, shape.product(1, 3));
    assertEquals(1, shape.product(1, 1));
    assertEquals("[2, 3, 4]", shape.toString());
  }

  @Test
  void aScalarHasNoAxisAndOneElement() {
    assertEquals(Shape.scalar(), Shape.of());
    assertEquals(0, Shape.scalar().rank());
    assertEquals(1, Shape.scalar().size());
    assertArrayEquals(new long[0], Shape.scalar().strides());
    assertEquals("[]", Shape.scalar().toString());
  }

  @Test
  void anAxisMayBeEmpty() {
    assertEquals(0, Shape.of(3, 0, 2).size());
  }

  @Test
  void aShapeIsAValueThatNothingChanges() {
    long[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertEquals(Shape.of(2, 3), shape);
    assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(3, 2), shape);
    assertEquals(Shape.of(2, 7), shape.withDim(-1, 7));
    assertEquals(Shape.of(2, 3), shape);
  }

  @Test
  void anAxisThatDoesNotExistIsAnError() {
    Shape shape = Shape.of(2, 3);
    assertMessage(
        "axis 2 does not exist in shape [2, 3]; expected an axis from -2 to 1", () -> shape.dim(2));
    assertMessage(
        "axis -3 does not exist in shape [2, 3]; expected an axis from -2 to 1",
        () -> shape.withDim(-3, 1));
    assertMessage(
        "axis 0 does not exist in shape []; expected no axis at all, since the shape is a scalar's",
        () -> Shape.scalar().axis(0));
  }

  @Test
  void negativeSizesAreAnError() {
    assertMessage(
        "negative size in shape [2, -1]; expected every size to be 0 or more",
        () -> Shape.of(2, -1));
  }

  @Test
  void moreElementsThanALongCountsAreAnError() {
    assertMessage(
        "shape [4294967296, 4294967296] has more elements than a 64-bit count holds; expected fewer"
            + " than 2^63 elements",
        () -> Shape.of(1L << 32, 1L << 32));
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(ShapeException.class, call::run).getMessage());
  }
}
