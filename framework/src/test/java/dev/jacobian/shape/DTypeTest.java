package dev.jacobian.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DTypeTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void aTypesNameNamesIt(DType dtype) {
    assertEquals(dtype, DType.parse(dtype.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "float", "FLOAT32", "int8"})
  void otherNamesAreAnError(String text) {
    DTypeException e = assertThrows(DTypeException.class, () -> DType.parse(text));
    assertEquals(
        "unknown dtype '" + text + "'; expected one of float32, float64, int32, int64, bool",
        e.getMessage());
  }

  @Test
  void sizesAndKinds() {
    assertEquals(
        List.of(4, 8, 4, 8, 1), Arrays.stream(DType.values()).map(DType::byteSize).toList());
    assertEquals(
        List.of(DType.FLOAT32, DType.FLOAT64),
        Arrays.stream(DType.values()).filter(DType::isFloating).toList());
  }

  @Test
  void aSpecHasAShapeATypeAndBytes() {
    TensorSpec spec = new TensorSpec(Shape.of(64, 10), DType.INT64);
    assertEquals("int64[64, 10]", spec.toString());
    assertEquals(64 * 10 * 8, spec.byteSize());
    assertEquals("float32[]", new TensorSpec(Shape.scalar(), DType.FLOAT32).toString());
  }
}
