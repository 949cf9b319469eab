package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.OptionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DoubleExponentialTest {
  private static final DoubleExponential RULE = new DoubleExponential(96, -3.7, 4.5);

  private static double integral(double length, UnaryOperator<Tensor> function) {
    Tensor like = Tensor.of(new double[] {0});
    Tensor values = function.apply(RULE.places(like).mul(length));
    return values.mul(RULE.weights(like)).sum().item() * length;
  }

  @Test
  void integralsOfWhatFallsExponentiallyAreThoseOfCalculus() {
    assertEquals(1, integral(1, v -> v.neg().exp()), 1e-12);
    assertEquals(6, integral(1, v -> v.neg().exp().mul(v.pow(3))), 1e-10);
    assertEquals(1000, integral(1000, v -> v.div(1000).neg().exp()), 1e-9);
    assertEquals(Math.sqrt(Math.PI) / 2, integral(1, v -> v.square().neg().exp()), 1e-12);
  }

  @Test
  void aRuleHasSteps() {
    assertEquals(
        "a rule of 1 places from -3.0 to 4.0; expected at least 2, the first one before the last",
        assertThrows(OptionException.class, () -> new DoubleExponential(1, -3, 4)).getMessage());
    assertThrows(OptionException.class, () -> new DoubleExponential(9, 4, 4));
  }
}
