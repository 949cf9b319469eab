package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Modules that are called with other tensors in the place of their parameters. */
class FunctionalCallTest {
  private static final Tensor X = Tensor.randn(new Generator(1), 6, 2).to(DType.FLOAT64);
  private static final Tensor Y = Tensor.randn(new Generator(2), 6, 1).to(DType.FLOAT64);

  private final Sequential model = new Sequential(layer(2, 4, 3), new Tanh(), layer(4, 1, 4));

  private static Linear layer(int in, int out, long seed) {
    LinearOptions options = LinearOptions.defaults().withDtype(DType.FLOAT64);
    return new Linear(in, out, options, new Generator(seed));
  }

  private static Map<String, Tensor> tensors(Module module) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    module.namedParameters().forEach((name, own) -> tensors.put(name, own.tensor()));
    return tensors;
  }

  /** Returns the loss after a step of gradient descent on the loss, as in MAML. */
  private Tensor lossAfterAStep() {
    Map<String, Tensor> fast = tensors(model);
    Tensor inner = new MSELoss().forward(model.functionalCall(fast, X), Y);
    Map<String, Tensor> slopes = Gradients.of(inner, fast, true);
    fast.replaceAll((name, value) -> value.sub(slopes.get(name).mul(0.1)));
    return new MSELoss().forward(model.functionalCall(fast, X.neg()), Y);
  }

  @Test
  void aStepOfGradientDescentIsDifferentiatedItself() {
    Tensor[] parameters = tensors(model).values().toArray(Tensor[]::new);
    GradCheck.Report report = GradCheck.check(in -> lossAfterAStep(), parameters);
    assertEquals(17, report.derivatives(), report::toString);
    assertTrue(model.parameters().stream().allMatch(p -> p.tensor().isLeaf()));
  }

  @Test
  void aCompiledFunctionGivesTheSame() {
    Compiled compiled = Compiled.function(t -> lossAfterAStep().add(t[0]));
    Tensor zero = Tensor.of(new double[1], new long[0]);
    compiled.run(zero);
    assertTrue(compiled.isCompiled(zero), compiled.explain());
    assertEquals(lossAfterAStep().item(), compiled.run(zero).item(), 1e-12);
  }

  @Test
  void othersKeepTheirValuesAndAllAreBackAfterwards() {
    double[] usual = model.forward(X).toDoubleArray();
    Map<String, Tensor> zeros = Map.of("2.bias", Tensor.zeros(1).to(DType.FLOAT64));
    Linear last = (Linear) model.get(2);
    Tensor own = last.bias().tensor();
    double bias = own.item();
    double[] without = model.functionalCall(zeros, X).add(bias).toDoubleArray();
    assertArrayEquals(usual, without, 1e-14);
    assertSame(own, last.bias().tensor());
    Map<String, Tensor> wrong = Map.of("0.weight", Tensor.zeros(3, 3).to(DType.FLOAT64));
    assertThrows(ShapeException.class, () -> model.functionalCall(wrong, X));
    assertArrayEquals(usual, model.forward(X).toDoubleArray());
  }

  @Test
  void mistakesAreExplained() {
    assertEquals(
        "Sequential: no parameter '1.weight'; expected one of [0.weight, 0.bias, 2.weight, 2.bias]",
        assertThrows(
                OptionException.class,
                () -> model.functionalCall(Map.of("1.weight", Tensor.zeros(1)), X))
            .getMessage());
    Tensor loss = model.forward(X).sum();
    Tensor other = Tensor.zeros(2).setRequiresGrad(true);
    assertEquals(
        "the output, a float64[] tensor, does not depend on the input 'w'; expected inputs that the output was"
            + " computed from; fix: use Gradients.of with lists, which gives null for such an input",
        assertThrows(AutogradException.class, () -> Gradients.of(loss, Map.of("w", other), false))
            .getMessage());
    assertEquals(
        4,
        Gradients.of(List.of(model.forward(X).sum()), List.copyOf(tensors(model).values()), false)
            .size());
  }
}
