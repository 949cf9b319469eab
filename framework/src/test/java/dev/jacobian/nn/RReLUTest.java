package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RReLUTest {
  @Test
  void slopesBelowZeroAreUniformInTrainingAndAreTheGradient() {
    RReLU layer = new RReLU(0.2, 0.6, new Generator(3));
    Tensor x = Tensor.randn(new Generator(4), 20_000).setRequiresGrad(true);
    Tensor y = layer.forward(x);
    y.sum().backward();
    float[] in = x.toFloatArray();
    float[] slopes = x.grad().toFloatArray();
    double sum = 0;
    int below = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] > 0) {
        assertEquals(1, slopes[i]);
      } else {
        assertTrue(slopes[i] >= 0.2f && slopes[i] <= 0.6f, "slope " + slopes[i]);
        sum += slopes[i];
        below++;
      }
    }
    assertEquals(0.4, sum / below, 0.01);
    assertArrayEquals(x.mul(x.grad()).toFloatArray(), y.toFloatArray(), 1e-6f);
  }
}
