package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.Clipping;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run that is captured gives the same bits as one that is replayed. */
@NeedsCompiler
class FirstRunTest {
  private static final int STEPS = 9;

  private final Generator data = new Generator(11);
  private final Tensor x = Tensor.randn(data, 33, 20);
  private final Tensor y = Tensor.randn(data, 33, 3);

  private enum Rule {
    PLAIN(model -> new SGD(model.parameters(), 0.05)),
    MOMENTUM(
        model ->
            new SGD(model.parameters(), SGD.Options.of(0.05).withMomentum(0.9).withDampening(0.1))),
    ADAM(model -> new Adam(model.parameters(), 0.01));

    private final Function<Sequential, Optimizer> maker;

    Rule(Function<Sequential, Optimizer> maker) {
      this.maker = maker;
    }
  }

  /** Training as it can be stopped and gone on with in a new process. */
  private final class Run {
    private final Dropout dropout = new Dropout(0.3, new Generator(5));
    private final Sequential model =
        new Sequential(
            new Linear(20, 31, new Generator(1)),
            new ReLU(),
            dropout,
            new Linear(31, 3, new Generator(2)));
    private final Optimizer optimizer;
    private final CompiledStep step;

    Run(Rule rule) {
      optimizer = rule.maker.apply(model);
      step = CompiledStep.of(model, new MSELoss(), optimizer);
    }

    void go(int steps) {
      for (int i = 0; i < steps; i++) {
        step.run(x, y);
      }
    }

    void goOnFrom(Run other) {
      model.loadStateDict(copies(other.model.stateDict()));
      optimizer.loadStateDict(copies(other.optimizer.stateDict()));
      dropout.generator().setState(other.dropout.generator().state());
    }
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> state) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    state.forEach((name, tensor) -> copies.put(name, tensor.detach().copy()));
    return copies;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 8})
  void trainingThatGoesOnElsewhereHasTheSameBits(int before) {
    for (Rule rule : Rule.values()) {
      Run whole = new Run(rule);
      whole.go(STEPS);
      Run first = new Run(rule);
      first.go(before);
      Run second = new Run(rule);
      second.goOnFrom(first);
      second.go(STEPS - before);
      assertSame(whole.model.stateDict(), second.model.stateDict(), rule);
      assertSame(whole.optimizer.stateDict(), second.optimizer.stateDict(), rule);
      assertEquals(
          whole.dropout.generator().state(), second.dropout.generator().state(), rule.toString());
    }
  }

  private static void assertSame(
      Map<String, Tensor> expected, Map<String, Tensor> actual, Rule rule) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, tensor) ->
            assertArrayEquals(
                tensor.toDoubleArray(), actual.get(name).toDoubleArray(), 0, rule + " " + name));
  }

  @Test
  void aGradientThatIsAddedToIsAddedToOnce() {
    Tensor weight = Tensor.of(new float[] {1, 2}).setRequiresGrad(true);
    weight.mul(10).sum().backward();
    Compiled adding =
        Compiled.functions(
            t -> {
              Tensor sum = weight.mul(t[0]).sum();
              sum.backward();
              return List.of(sum.detach());
            });
    adding.run(Tensor.of(new float[] {3, 4}));
    assertArrayEquals(new float[] {13, 14}, weight.grad().toFloatArray());
    adding.run(Tensor.of(new float[] {3, 4}));
    assertArrayEquals(new float[] {16, 18}, weight.grad().toFloatArray());
  }

  @Test
  void aFunctionThatChangesItsArgumentChangesItOnce() {
    Compiled doubling =
        Compiled.function(
            t -> {
              t[0].mulInPlace(2);
              return t[0].sum();
            });
    Tensor values = Tensor.of(new float[] {1, 2});
    assertEquals(6, doubling.run(values).item());
    assertEquals(12, doubling.run(values).item());
    assertArrayEquals(new float[] {4, 8}, values.toFloatArray());
  }

  @Test
  void aRefusedStepGivesItsRandomNumbersBack() {
    Run run = new Run(Rule.PLAIN);
    CompiledStep checked =
        CompiledStep.of(
            run.model,
            new MSELoss(),
            run.optimizer,
            parameters -> Clipping.byGlobalNorm(parameters, 1));
    checked.run(x, y);
    RandomState before = run.dropout.generator().state();
    Tensor infinite = Tensor.full(y.shape(), Double.POSITIVE_INFINITY, y.dtype(), y.device());
    assertThrows(NumericException.class, () -> checked.run(x, infinite));
    assertEquals(before, run.dropout.generator().state());
  }
}
