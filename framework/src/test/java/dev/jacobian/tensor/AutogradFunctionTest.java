package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.Compiled;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AutogradFunctionTest {

  /** A function of lambdas; its inputs are kept, and what it says more. */
  private static final class Given extends AutogradFunction {
    private final Function<List<Tensor>, Tensor> forward;
    private final BiFunction<List<Tensor>, Tensor, List<@Nullable Tensor>> backward;
    private int runs;

    Given(
        Function<List<Tensor>, Tensor> forward,
        BiFunction<List<Tensor>, Tensor, List<@Nullable Tensor>> backward) {
      this.forward = forward;
      this.backward = backward;
    }

    @Override
    protected Tensor forward(Context context, Tensor... inputs) {
      context.saveForBackward(inputs);
      return forward.apply(List.of(inputs));
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, Tensor gradient) {
      runs++;
      return backward.apply(context.savedTensors(), gradient);
    }
  }

  private static Given cube() {
    return new Given(in -> in.get(0).pow(3), (in, g) -> List.of(g.mul(in.get(0).square().mul(3))));
  }

  private static Given product() {
    return new Given(
        in -> in.get(0).mul(in.get(1)), (in, g) -> List.of(g.mul(in.get(1)), g.mul(in.get(0))));
  }

  private static Tensor leaf(double... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  @Test
  void theGradientIsTheGivenOne() {
    Tensor x = leaf(-2, 0.5);
    Tensor y = new Given(in -> in.get(0).sign(), (in, g) -> List.of(g.mul(7))).apply(x);
    assertArrayEquals(new double[] {-1, 1}, y.toDoubleArray());
    y.sum().backward();
    assertArrayEquals(new double[] {7, 7}, x.grad().toDoubleArray());
  }

  @Test
  void backwardRunsOnceForAllInputs() {
    Given product = product();
    Tensor a = leaf(2, 3);
    Tensor b = leaf(5, 7);
    product.apply(a, b).sum().backward();
    assertArrayEquals(new double[] {5, 7}, a.grad().toDoubleArray());
    assertArrayEquals(new double[] {2, 3}, b.grad().toDoubleArray());
    assertEquals(1, product.runs);
  }

  @Test
  void oneInstanceIsAppliedAgainAndAgain() {
    Given product = product();
    Tensor a = leaf(2);
    product.apply(product.apply(a, a), a).sum().backward();
    assertEquals(12, a.grad().item());
  }

  @Test
  void noGradientIsZeros() {
    Tensor a = leaf(2, 3);
    Tensor b = leaf(5, 7);
    Given first =
        new Given(in -> in.get(0).mul(in.get(1)), (in, g) -> Arrays.asList(g.mul(in.get(1)), null));
    first.apply(a, b).sum().backward();
    assertArrayEquals(new double[] {0, 0}, b.grad().toDoubleArray());
  }

  @Test
  void isDifferentiatedAgainThroughItsInputs() {
    GradCheck.check(in -> cube().apply(in.get(0)), leaf(0.5, -2));
    GradCheck.check(in -> product().apply(in.get(0), in.get(1)), leaf(0.5, -2), leaf(3, 4));
    LayerNorm norm = new LayerNorm(LayerNormOptions.defaults().withAffine(false), 4);
    GradCheck.check(in -> norm.forward(in.get(0)), leaf(0.5, -2, 1.5, 4));
  }

  @Test
  void compiledIsEager() {
    Tensor x = leaf(0.5, -2, 3);
    Function<Tensor[], List<Tensor>> both =
        in -> {
          Tensor y = cube().apply(in[0].mul(2)).exp();
          List<Tensor> all = new ArrayList<>(List.of(y));
          all.addAll(Gradients.of(List.of(y.sum()), List.of(in[0]), false));
          return all;
        };
    Compiled compiled = Compiled.functions(both::apply);
    List<Tensor> eager = both.apply(new Tensor[] {x});
    for (int run = 0; run < 3; run++) {
      List<Tensor> found = compiled.runAll(x);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(eager.get(i).toDoubleArray(), found.get(i).toDoubleArray(), 1e-12);
      }
    }
  }

  @Test
  void nothingIsKeptWhereNoGradientIsAskedFor() {
    assertFalse(cube().apply(Tensor.of(new double[] {2})).requiresGrad());
    try (Autograd.Guard guard = Autograd.noGrad()) {
      assertTrue(guard != null);
      assertFalse(cube().apply(leaf(2)).requiresGrad());
    }
  }

  @Test
  void anInputThatIsGivenBackIsCopied() {
    Tensor x = leaf(2, 3);
    for (Given identity :
        List.of(
            new Given(in -> in.get(0), (in, g) -> List.of(g.mul(5))),
            new Given(in -> in.get(0).reshape(2), (in, g) -> List.of(g.mul(5))))) {
      Tensor y = identity.apply(x);
      assertNotSame(x.variable().storage(), y.variable().storage());
      assertArrayEquals(new double[] {5, 5}, Gradients.of(y.sum(), x, false).toDoubleArray());
    }
    assertNull(x.grad());
  }

  @Test
  void aKeptTensorThatChangesIsAnError() {
    Tensor x = leaf(2);
    Tensor middle = x.mul(1);
    Tensor y = cube().apply(middle);
    middle.addInPlace(1);
    AutogradException e = assertThrows(AutogradException.class, () -> y.sum().backward());
    assertTrue(e.getMessage().contains("backward of Given: input 1"), e.getMessage());
    assertTrue(e.getMessage().contains("was changed in place after forward"), e.getMessage());
  }

  @Test
  void aSecondBackwardNeedsARetainedGraph() {
    Tensor x = leaf(2);
    Tensor y = cube().apply(x);
    y.backward(Tensor.of(new double[] {1}), true, false);
    y.backward(Tensor.of(new double[] {1}), false, false);
    assertEquals(24, x.grad().item());
    AutogradException e =
        assertThrows(
            AutogradException.class, () -> y.backward(Tensor.of(new double[] {1}), false, false));
    assertTrue(e.getMessage().contains("were freed by an earlier backward"), e.getMessage());
  }

  @Test
  void aWrongNumberOfGradients() {
    Tensor y = new Given(in -> in.get(0).mul(2), (in, g) -> List.of(g, g)).apply(leaf(1));
    assertEquals(
        "backward of Given gave 2 gradients for 1 input; expected one for each input, null where"
            + " there is none",
        assertThrows(AutogradException.class, () -> y.sum().backward()).getMessage());
  }

  @Test
  void aGradientOfAnotherShape() {
    Tensor y = new Given(in -> in.get(0).mul(2), (in, g) -> List.of(g.sum())).apply(leaf(1, 2));
    assertEquals(
        "backward of Given gave a float64[] gradient for input 0, a float64[2] tensor; expected the"
            + " shape and dtype of the input",
        assertThrows(ShapeException.class, () -> y.sum().backward()).getMessage());
  }

  @Test
  void anomalyModeNamesTheFunction() {
    try (Autograd.Guard guard = Autograd.detectAnomaly()) {
      assertTrue(guard != null);
      Tensor y = new Given(in -> in.get(0).mul(2), (in, g) -> List.of(g.div(0))).apply(leaf(1));
      RuntimeException e = assertThrows(RuntimeException.class, () -> y.sum().backward());
      assertTrue(e.getMessage().contains("Given"), e.getMessage());
    }
  }
}
