package dev.jacobian.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastingTest {

  @Test
  void shapesAlignAtTheirLastAxis() {
    assertBroadcast(Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3));
    assertBroadcast(Shape.of(2, 3), Shape.of(3), Shape.of(2, 3));
    assertBroadcast(Shape.of(2, 1), Shape.of(1, 3), Shape.of(2, 3));
    assertBroadcast(Shape.of(4, 1, 3), Shape.of(2, 1), Shape.of(4, 2, 3));
    assertBroadcast(Shape.of(2, 3), Shape.scalar(), Shape.of(2, 3));
    assertBroadcast(Shape.of(0, 3), Shape.of(1, 3), Shape.of(0, 3));
    assertBroadcast(Shape.of(0), Shape.of(1), Shape.of(0));
  }

  private static void assertBroadcast(Shape a, Shape b, Shape expected) {
    assertEquals(expected, Broadcasting.broadcast("add", a, b));
    assertEquals(expected, Broadcasting.broadcast("add", b, a));
    assertTrue(Broadcasting.isBroadcastable(a, expected));
    assertTrue(Broadcasting.isBroadcastable(b, expected));
  }

  @Test
  void sizesThatDifferAreAnErrorThatNamesTheAxis() {
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> Broadcasting.broadcast("mul", Shape.of(64, 10), Shape.of(12, 1)));
    assertEquals(
        "mul: shapes do not broadcast: [64, 10] and [12, 1]; expected sizes that are equal or 1 at"
            + " axis -2, received 64 and 12; fix: reshape or expand one operand",
        e.getMessage());
    assertThrows(
        ShapeException.class, () -> Broadcasting.broadcast("mul", Shape.of(0), Shape.of(2)));
  }

  @Test
  void stretchingGoesOneWay() {
    assertFalse(Broadcasting.isBroadcastable(Shape.of(2, 3), Shape.of(3)));
    assertFalse(Broadcasting.isBroadcastable(Shape.of(3), Shape.of(1)));
    assertFalse(Broadcasting.isBroadcastable(Shape.of(2), Shape.of(3)));
    assertTrue(Broadcasting.isBroadcastable(Shape.of(1), Shape.of(0)));
  }

  @Test
  void stretchedAxesHaveStrideZero() {
    assertArrayEquals(
        new long[] {0, 3, 0, 1}, Broadcasting.strides(Shape.of(2, 1, 3), Shape.of(5, 2, 4, 3)));
    assertEquals(
        List.of(0, 2), Broadcasting.stretchedAxes(Shape.of(2, 1, 3), Shape.of(5, 2, 4, 3)));
    assertEquals(List.of(), Broadcasting.stretchedAxes(Shape.of(1, 3), Shape.of(1, 3)));
    assertEquals(List.of(0), Broadcasting.stretchedAxes(Shape.of(3), Shape.of(1, 3)));
  }
}
