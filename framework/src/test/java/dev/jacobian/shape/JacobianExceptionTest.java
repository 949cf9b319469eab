package dev.jacobian.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class JacobianExceptionTest {

  @Test
  void aMessageSaysWhatHappenedWhatWasExpectedAndWhatHelps() {
    assertEquals(
        "axis 3 is gone; expected an axis; fix: add one",
        new ShapeException("axis 3 is gone", "an axis", "add one").getMessage());
    assertEquals(
        "axis 3 is gone; expected an axis",
        new ShapeException("axis 3 is gone", "an axis").getMessage());
  }

  @Test
  void partsThatAreMissingLeaveNoTrace() {
    Throwable cause = new RuntimeException("below");
    ShapeException e = new ShapeException("axis 3 is gone", null, "add one", cause);
    assertEquals("axis 3 is gone; fix: add one", e.getMessage());
    assertSame(cause, e.getCause());
    assertNull(new ShapeException("a", "b").getCause());
  }

  @Test
  void everyExceptionHasTheFormat() {
    List<JacobianException> all =
        List.of(
            new AutogradException("a", "b", "c"),
            new DataException("a", "b", "c"),
            new DeviceException("a", "b", "c"),
            new DTypeException("a", "b", "c"),
            new FileFormatException("a", "b", "c"),
            new MemoryException("a", "b", "c"),
            new NumericException("a", "b", "c"),
            new ShapeException("a", "b", "c"),
            new StateException("a", "b", "c"));
    assertEquals(9, all.stream().map(Object::getClass).distinct().count());
    for (JacobianException e : all) {
      assertEquals("a; expected b; fix: c", e.getMessage(), e.getClass().getName());
    }
  }
}
