package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import org.junit.jupiter.api.Test;

/** Entries by their indices. */
class EntryTest {
  @Test
  void severalIndicesGoAlongTheFirstAxes() {
    Tensor x = Tensor.arange(24).to(DType.FLOAT32).reshape(2, 3, 4).setRequiresGrad(true);
    assertArrayEquals(new float[] {20, 21, 22, 23}, x.get(1, 2).toFloatArray());
    assertArrayEquals(x.get(1, 2).toFloatArray(), x.get(-1, -1).toFloatArray());
    Tensor one = x.get(0, 1, 3);
    assertEquals(7, one.item());
    one.backward();
    assertEquals(1, x.grad().get(0, 1, 3).item());
    assertEquals(1, x.grad().sum().item());
    Tensor view = x.detach().get(1, 0);
    view.fillInPlace(-1);
    assertEquals(-4, x.get(1, 0).sum().item());
  }

  @Test
  void indicesThatAreNotThereAreErrors() {
    Tensor x = Tensor.zeros(2, 3);
    assertEquals(
        "get: index 3 of [3]; expected an index from -3 to 2",
        assertThrows(ShapeException.class, () -> x.get(1, 3)).getMessage());
    assertThrows(ShapeException.class, () -> x.get(1, 2, 0));
  }
}
