package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterVectorsTest {
  @Test
  void elementsStandInOrderAndComeBack() {
    Sequential model = new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1, false));
    List<Parameter> parameters = model.parameters();
    float[] counted = new float[12];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = i;
    }
    Tensor weight = parameters.get(0).tensor();
    ParameterVectors.vectorToParameters(Tensor.of(counted), parameters);
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, weight.toFloatArray());
    assertArrayEquals(new float[] {6, 7, 8}, parameters.get(1).tensor().toFloatArray());
    assertArrayEquals(new float[] {9, 10, 11}, parameters.get(2).tensor().toFloatArray());
    assertTrue(weight.requiresGrad() && parameters.get(0).tensor() == weight);
    assertArrayEquals(counted, ParameterVectors.parametersToVector(parameters).toFloatArray());
  }

  @Test
  void gradientsFlowThroughTheVector() {
    Linear layer = new Linear(2, 1);
    Tensor vector = ParameterVectors.parametersToVector(layer.parameters());
    vector.square().sum().mul(0.5).backward();
    assertArrayEquals(
        layer.weight().tensor().toFloatArray(), layer.weight().grad().toFloatArray(), 1e-6f);
  }

  @Test
  void otherNumbersOfElementsAreRefused() {
    Linear layer = new Linear(2, 1);
    float[] before = layer.weight().tensor().toFloatArray();
    assertEquals(
        "vectorToParameters: a vector [4]; expected [3], which is what the 2 parameters have",
        assertThrows(
                ShapeException.class,
                () -> ParameterVectors.vectorToParameters(Tensor.zeros(4), layer.parameters()))
            .getMessage());
    assertArrayEquals(before, layer.weight().tensor().toFloatArray());
    assertEquals(
        "parametersToVector: no parameter; expected one or more",
        assertThrows(OptionException.class, () -> ParameterVectors.parametersToVector(List.of()))
            .getMessage());
  }
}
