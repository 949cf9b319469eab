package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
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
    assertEquals(5, Clipping.byGlobalNorm(parameters, 1).item(), 1e-12);
    assertEquals(1, parameters.get(0).grad().norm().item(), 1e-5);
    assertEquals(1, Clipping.byGlobalNorm(parameters, 1).item(), 1e-5);
  }

  @Test
  void smallGradientsKeepTheirBits() {
    Tensor random = Tensor.randn(new Generator(5), 1000);
    float[] gradient = random.mul(random.mul(20).exp()).toFloatArray();
    List<Parameter> parameters = withGradient(gradient);
    double norm = Clipping.byGlobalNorm(parameters, 1e38).item();
    assertTrue(norm > 1e3 && norm < 1e38, () -> "norm " + norm);
    assertArrayEquals(gradient, parameters.get(0).grad().toFloatArray());
  }

  @Test
  void theNormOfNoGradientIsZero() {
    assertEquals(0, Clipping.byGlobalNorm(List.of(), 1).item());
    List<Parameter> zeros = withGradient(0, 0);
    assertEquals(0, Clipping.byGlobalNorm(zeros, 1).item());
    assertArrayEquals(new float[] {0, 0}, zeros.get(0).grad().toFloatArray());
  }

  @Test
  void gradientsOfSeveralTypesAreScaledByOneFactor() {
    Parameter single = Parameter.of(Tensor.zeros(1));
    Parameter twice = Parameter.of(Tensor.of(new double[] {0}));
    single.tensor().setGrad(Tensor.of(new float[] {3}));
    twice.tensor().setGrad(Tensor.of(new double[] {4}));
    assertEquals(5, Clipping.byGlobalNorm(List.of(single, twice), 1).item(), 1e-12);
    assertEquals(0.6, single.grad().item(), 1e-6);
    assertEquals(4 / (5 + 1e-6), twice.grad().item(), 1e-12);
  }

  @Test
  void gradientsOnSeveralDevicesAreScaledByOneFactor() {
    Device second = Device.cuda(6);
    ReferenceBackend.install(second);
    List<Parameter> parameters = new ArrayList<>(withGradient(3));
    Linear other = new Linear(1, 1);
    other.weight().tensor().setGrad(Tensor.of(new float[] {4}, 1, 1));
    other.to(second);
    parameters.addAll(other.parameters());
    assertEquals(5, Clipping.byGlobalNorm(parameters, 1).item(), 1e-12);
    assertEquals(0.6, parameters.get(0).grad().item(), 1e-6);
    assertEquals(0.8, other.weight().grad().item(), 1e-6);
  }

  @Test
  void largeGradientsDoNotOverflow() {
    List<Parameter> parameters = withGradient(3e30f, 4e30f);
    assertEquals(5e30, Clipping.byGlobalNorm(parameters, 1).item(), 1e24);
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
