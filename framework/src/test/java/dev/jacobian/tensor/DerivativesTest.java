package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whole derivatives and those in a direction, of functions whose derivatives are known. */
class DerivativesTest {
  /** {@code [x^2 y, 5 x + sin y]}, of [x, y]. */
  private static final UnaryOperator<Tensor> CURVED =
      v -> Tensor.stack(0, v.get(0).square().mul(v.get(1)), v.get(0).mul(5).add(v.get(1).sin()));

  private static final UnaryOperator<Tensor> QUARTIC = v -> v.pow(4).sum().add(v.prod());

  private static Tensor doubles(double... values) {
    return Tensor.of(values);
  }

  private static void assertClose(double[] expected, Tensor received) {
    assertArrayEquals(expected, received.toDoubleArray(), 1e-12);
  }

  @Test
  void theJacobianHasTheShapesOfResultAndInput() {
    Tensor x = doubles(3, 2);
    Tensor jacobian = Derivatives.jacobian(CURVED, x, false);
    assertEquals(Shape.of(2, 2), jacobian.shape());
    assertClose(new double[] {12, 9, 5, Math.cos(2)}, jacobian);
    assertFalse(jacobian.requiresGrad());
    assertFalse(x.requiresGrad());
    Tensor matrix = Tensor.randn(new Generator(1), 2, 3);
    assertEquals(
        Shape.of(3, 2, 2, 3), Derivatives.jacobian(m -> m.t().mul(2), matrix, false).shape());
    assertEquals(Shape.of(2, 3), Derivatives.jacobian(Tensor::sum, matrix, false).shape());
    assertEquals(
        Shape.of(0, 2, 3),
        Derivatives.jacobian(m -> m.get(0).slice(0, 0, 0), matrix, false).shape());
  }

  @Test
  void theHessianIsTheJacobianOfTheGradient() {
    Tensor x = doubles(1, 2, 3);
    assertClose(
        new double[] {12, 3, 2, 3, 48, 1, 2, 1, 108}, Derivatives.hessian(QUARTIC, x, false));
    assertClose(new double[9], Derivatives.hessian(v -> v.mul(3).sum(), x, false));
  }

  @Test
  void productsAreThoseOfTheWholeDerivatives() {
    Tensor x = doubles(3, 2);
    Tensor v = doubles(0.5, -2);
    Tensor jacobian = Derivatives.jacobian(CURVED, x, false);
    assertClose(jacobian.t().matmul(v).toDoubleArray(), Derivatives.vjp(CURVED, x, v, false));
    assertClose(jacobian.matmul(v).toDoubleArray(), Derivatives.jvp(CURVED, x, v, false));
    assertClose(
        Derivatives.hessian(QUARTIC, x, false).matmul(v).toDoubleArray(),
        Derivatives.hvp(QUARTIC, x, v, false));
    assertClose(new double[2], Derivatives.hvp(Tensor::sum, x, v, false));
    assertClose(new double[] {1.5}, Derivatives.jvp(w -> w.sum().unsqueeze(0), x, v.neg(), false));
  }

  @Test
  void aFunctionThatDoesNotReadItsInputHasZeros() {
    Tensor x = doubles(3, 2);
    Tensor constant = doubles(1, 1, 1);
    assertClose(new double[6], Derivatives.jacobian(v -> constant, x, false));
    assertClose(new double[3], Derivatives.jvp(v -> constant, x, x, false));
    assertClose(new double[2], Derivatives.vjp(v -> constant, x, constant, false));
  }

  @Test
  void theyCanBeDifferentiatedInTurn() {
    Tensor x = doubles(3, 2).setRequiresGrad(true);
    // The sum of 2xy, x^2, 5 and cos y.
    Tensor jacobian = Derivatives.jacobian(CURVED, x, true).sum();
    assertClose(
        new double[] {2 * 2 + 2 * 3, 2 * 3 - Math.sin(2)}, Gradients.of(jacobian, x, false));
    Tensor along = Derivatives.jvp(CURVED, x, doubles(1, 0), true).sum();
    assertClose(new double[] {4, 6}, Gradients.of(along, x, false));
  }

  @Test
  @NeedsCompiler
  void compiledFunctionsComputeThem() {
    Tensor x = doubles(3, 2);
    Compiled hessian = Compiled.function(in -> Derivatives.hessian(QUARTIC, in[0], false));
    for (int i = 0; i < 2; i++) {
      assertClose(
          Derivatives.hessian(QUARTIC, x.add(i), false).toDoubleArray(), hessian.run(x.add(i)));
    }
  }

  @Test
  void mistakesAreNamed() {
    for (Runnable call :
        List.<Runnable>of(
            () -> Derivatives.hessian(CURVED, doubles(1, 2), false),
            () -> Derivatives.hvp(CURVED, doubles(1, 2), doubles(1, 2), false))) {
      String message = assertThrows(JacobianException.class, call::run).getMessage();
      assertEquals(
          "the function returned float64[2]; expected one element",
          message.substring(message.indexOf(' ') + 1));
    }
    assertEquals(
        "a derivative: received int64[2]; expected a floating-point tensor; fix: cast it first, for"
            + " example x.to(DType.FLOAT64)",
        assertThrows(
                JacobianException.class,
                () -> Derivatives.jacobian(v -> v, Tensor.of(new long[] {1, 2}), false))
            .getMessage());
  }
}
