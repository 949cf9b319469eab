package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.NumericException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradCheckTest {

  private static Tensor input(double... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  @Test
  void countsTheDerivativesItCompared() {
    GradCheck.Report report =
        GradCheck.check(in -> in.get(0).mul(in.get(1)), input(1, 2, 3), input(4, 5, 6));
    assertEquals(18, report.derivatives());
    assertTrue(report.largestDifference() < 1e-6, report.toString());
  }

  @Test
  void leavesInputsAsTheyWere() {
    Tensor x = input(1, 2, 3);
    GradCheck.check(in -> in.get(0).exp(), x);
    assertArrayEquals(new double[] {1, 2, 3}, x.toDoubleArray());
    assertNull(x.grad());
  }

  @Test
  void holdsInputsFixedThatRequireNoGradient() {
    Tensor fixed = Tensor.of(new double[] {3, 4});
    GradCheck.Report report = GradCheck.check(in -> in.get(0).mul(in.get(1)), input(1, 2), fixed);
    assertEquals(4, report.derivatives());
  }

  @Test
  void checksTensorsThatTheFunctionHolds() {
    Tensor held = input(3, 4);
    GradCheck.Report report = GradCheck.check(in -> in.get(0).mul(held), input(1, 2), held);
    assertEquals(8, report.derivatives());
  }

  @Test
  void reportsAWrongGradientByInputElementValuesAndTolerance() {
    // detach() hides one factor of the square from backward.
    NumericException error =
        assertThrows(
            NumericException.class,
            () ->
                GradCheck.check(
                    in -> in.get(0).mul(in.get(1).detach().mul(in.get(1))), input(1), input(3)));
    assertEquals(
        "gradcheck: input 1, a float64[1] tensor, element 0: the derivative of element 0 of output 0"
            + " is 3.0 by backward and 6 by differences; expected a difference of at most 1.0E-5 +"
            + " 0.001 * |numeric|; fix: correct the gradient; if the function has a step or a kink"
            + " here, check it elsewhere",
        error.getMessage().replaceAll("and (5\\.99999|6\\.00000)[0-9]* by", "and 6 by"));
  }

  @Test
  void reportsAGradientThatIsMissing() {
    NumericException error =
        assertThrows(
            NumericException.class,
            () -> GradCheck.check(in -> in.get(0).detach().mul(in.get(1)), input(2), input(3)));
    assertTrue(error.getMessage().contains("input 0"), error.getMessage());
    assertTrue(error.getMessage().contains("is 0.0 by backward"), error.getMessage());
  }

  @Test
  void reportsANaN() {
    NumericException error =
        assertThrows(
            NumericException.class, () -> GradCheck.check(in -> in.get(0).sqrt(), input(0)));
    assertTrue(error.getMessage().contains("NaN by differences"), error.getMessage());
  }

  @Test
  void secondOrderFindsAGradientThatIsRightInValueButRecordsTooLittle() {
    // The gradient of x * detach(x) + x^2 / 2 is 2x, of which only one x is recorded.
    NumericException error =
        assertThrows(
            NumericException.class,
            () ->
                GradCheck.checkSecond(
                    in -> in.get(0).mul(in.get(0).detach()).add(in.get(0).square().mul(0.5)),
                    input(3)));
    assertTrue(error.getMessage().startsWith("gradcheck of second order: input 0"));
  }

  @Test
  void secondOrderComparesGradientsWithRespectToInputsAndSeed() {
    // The gradient of x * y, weighted by s, is (y * s, x * s): 2 outputs, 3 inputs.
    GradCheck.Report report =
        GradCheck.checkSecond(in -> in.get(0).mul(in.get(1)), input(2), input(3));
    assertEquals(6, report.derivatives());
  }

  @Test
  void refusesFloat32() {
    Tensor x = Tensor.of(1f).setRequiresGrad(true);
    DTypeException error =
        assertThrows(DTypeException.class, () -> GradCheck.check(in -> in.get(0).exp(), x));
    assertEquals(
        "gradcheck: received a float32[] input; expected float64, since differences of float32 values"
            + " are too coarse; fix: make it with to(DType.FLOAT64)",
        error.getMessage());
  }

  @Test
  void refusesInputsOfWhichNoneRequiresAGradient() {
    Tensor x = Tensor.of(new double[] {1});
    AutogradException error =
        assertThrows(AutogradException.class, () -> GradCheck.check(in -> in.get(0).exp(), x));
    assertEquals(
        "gradcheck: none of 1 inputs requires a gradient; expected at least one that does; fix: call"
            + " setRequiresGrad(true) on what shall be checked",
        error.getMessage());
  }

  @Test
  void acceptsEmptyInputs() {
    Tensor x = Tensor.of(new double[0], 0, 3).setRequiresGrad(true);
    assertEquals(0, GradCheck.check(in -> in.get(0).exp(), x).derivatives());
  }

  @Test
  void defaultsArePyTorchs() {
    assertEquals(new GradCheck.Options(1e-6, 1e-5, 1e-3), GradCheck.Options.defaults());
  }

  @Test
  void gradientsAreReturnedWithoutBeingAccumulated() {
    Tensor x = input(2);
    Tensor slope = Gradients.of(x.pow(3).sum(), x, true);
    Tensor curvature = Gradients.of(slope.sum(), x, false);
    assertEquals(12, slope.item(), 1e-12);
    assertEquals(12, curvature.item(), 1e-12);
    assertNull(x.grad());
    assertEquals(DType.FLOAT64, slope.dtype());
  }

  @Test
  void gradientsNameAnInputThatTheOutputDoesNotDependOn() {
    AutogradException error =
        assertThrows(AutogradException.class, () -> Gradients.of(input(1).sum(), input(2), false));
    assertEquals(
        "the output, a float64[] tensor, does not depend on the input, a float64[1] tensor; expected"
            + " an input that the output was computed from; fix: use Gradients.of with lists, which"
            + " gives null for such an input",
        error.getMessage());
  }

  @Test
  void gradientsOfAnInputWithoutPathAreNullInAList() {
    Tensor x = input(1);
    List<Tensor> gradients = Gradients.of(List.of(x.sum()), List.of(x, input(2)), false);
    assertEquals(1, gradients.get(0).item());
    assertNull(gradients.get(1));
  }
}
