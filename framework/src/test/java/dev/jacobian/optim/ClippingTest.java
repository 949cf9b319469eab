package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClippingTest {
  private static List<Parameter> withGradient(float... gradient) {
    Linear layer = new Linear(gradient.length, 1);
    layer.weight().tensor().setGrad(Tensor.of(gradient, 1, gradient.length));
    return layer.parameters(); // The bias has no gradient.
  }

  @Test
  void theNormIsThatOfAllGradientsTogether() {
    List<Parameter> parameters = withGradient(3, 4);
    assertEquals(5, Clipping.byGlobalNorm(parameters, 1), 1e-12);
    assertEquals(1, parameters.get(0).grad().norm().item(), 1e-5);
    assertEquals(1, Clipping.byGlobalNorm(parameters, 1), 1e-5);
  }

  @Test
  void smallGradientsStayAsTheyAre() {
    List<Parameter> parameters = withGradient(3, 4);
    Clipping.byGlobalNorm(parameters, 10);
    assertArrayEquals(new float[] {3, 4}, parameters.get(0).grad().toFloatArray());
  }

  @Test
  void largeGradientsDoNotOverflow() {
    List<Parameter> parameters = withGradient(3e30f, 4e30f);
    assertEquals(5e30, Clipping.byGlobalNorm(parameters, 1), 1e24);
    assertArrayEquals(new float[] {0.6f, 0.8f}, parameters.get(0).grad().toFloatArray(), 1e-5f);
  }

  @Test
  void gradientsThatAreNotFiniteAreNamedAndStay() {
    List<Parameter> parameters = withGradient(3, Float.NaN);
    assertEquals(
        "clipping: the gradient of weight float32[1, 2] is not finite; expected finite gradients; fix: find where it"
            + " arises with Autograd.detectAnomaly(), or lower the learning rate",
        assertThrows(NumericException.class, () -> Clipping.byGlobalNorm(parameters, 1))
            .getMessage());
    assertEquals(3, parameters.get(0).grad().toFloatArray()[0]);
  }

  @Test
  void eachElementIsLimitedByValue() {
    List<Parameter> parameters = withGradient(3, -4, 0.5f);
    Clipping.byValue(parameters, 1);
    assertArrayEquals(new float[] {1, -1, 0.5f}, parameters.get(0).grad().toFloatArray());
  }

  @Test
  void limitsAreChecked() {
    assertEquals(
        "clipping: maximum norm 0.0; expected a number above 0",
        assertThrows(OptionException.class, () -> Clipping.byGlobalNorm(List.of(), 0))
            .getMessage());
    assertEquals(
        "clipping: limit NaN; expected a number above 0",
        assertThrows(OptionException.class, () -> Clipping.byValue(List.of(), Double.NaN))
            .getMessage());
  }
}
