package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Init;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Training steps, between which the user does what users do. */
@NeedsCompiler
class CompiledStepTest {
  private static Module mlp() {
    return new Sequential(
        new Linear(5, 8, new Generator(3)), new ReLU(), new Linear(8, 2, new Generator(4)));
  }

  private static Tensor x(int batch, int rows) {
    return Tensor.randn(new Generator(batch), rows, 5);
  }

  private static Tensor y(int batch, int rows) {
    return Tensor.randn(new Generator(500 + batch), rows, 2);
  }

  /** An eager and a compiled training that have to go the same way. */
  private static final class Pair {
    final Module eager = mlp();
    final Module captured = mlp();
    final Optimizer eagerOptimizer;
    final Optimizer optimizer;
    final Loss loss = new MSELoss();
    final CompiledStep step;

    Pair(Function<Module, Optimizer> optimizers) {
      eagerOptimizer = optimizers.apply(eager);
      optimizer = optimizers.apply(captured);
      step = CompiledStep.of(captured, loss, optimizer);
    }

    /** Trains both on one batch. */
    void train(int batch, int rows) {
      eagerOptimizer.zeroGrad();
      Tensor value = loss.forward(eager.forward(x(batch, rows)), y(batch, rows));
      value.backward();
      eagerOptimizer.step();
      float got = step.run(x(batch, rows), y(batch, rows));
      assertEquals((float) value.item(), got, 1e-6f * Math.abs((float) value.item()));
      assertEqual("batch " + batch);
    }

    void assertEqual(String when) {
      assertState(eager.stateDict(), captured.stateDict(), when);
      assertState(eagerOptimizer.stateDict(), optimizer.stateDict(), when);
    }

    private static void assertState(
        Map<String, Tensor> expected, Map<String, Tensor> actual, String when) {
      assertEquals(expected.keySet(), actual.keySet());
      expected.forEach(
          (name, tensor) -> Agreement.assertClose(tensor, actual.get(name), when + ": " + name));
    }
  }

  @Test
  void aLastSmallerBatchIsCompiledBesideTheOthers() {
    Pair pair = new Pair(model -> new Adam(model.parameters(), 0.05));
    for (int epoch = 0; epoch < 3; epoch++) {
      pair.train(3 * epoch, 8);
      pair.train(3 * epoch + 1, 8);
      pair.train(3 * epoch + 2, 3);
    }
    assertTrue(pair.step.isCompiled(x(0, 8), y(0, 8)));
    assertTrue(pair.step.isCompiled(x(0, 3), y(0, 3)));
    assertFalse(pair.step.isCompiled(x(0, 5), y(0, 5)));
  }

  @Test
  void theLearningRateOfTheMomentCounts() {
    Pair pair = new Pair(model -> new SGD(model.parameters(), 0.1));
    for (int batch = 0; batch < 5; batch++) {
      double rate = batch == 3 ? 0 : 0.2 / (batch + 1);
      pair.eagerOptimizer.setLearningRate(rate);
      pair.optimizer.setLearningRate(rate);
      Tensor before = pair.captured.parameters().get(0).tensor().detach().copy();
      pair.train(batch, 4);
      if (rate == 0) {
        Agreement.assertSameBits(
            before, pair.captured.parameters().get(0).tensor(), "without a learning rate");
      }
    }
    assertTrue(pair.step.isCompiled(x(0, 4), y(0, 4)));
  }

  @Test
  void parametersThatTheUserChangedAreWhatTheNextStepTrains() {
    Pair pair = new Pair(model -> new SGD(model.parameters(), 0.1));
    for (int batch = 0; batch < 4; batch++) {
      for (Module model : new Module[] {pair.eager, pair.captured}) {
        try (Autograd.Guard mode = Autograd.noGrad()) {
          model.parameters().get(batch).tensor().mulInPlace(0.5).addInPlace(0.1);
        }
      }
      pair.train(batch, 4);
    }
    Map<String, Tensor> other = new HashMap<>();
    mlp().stateDict().forEach((name, tensor) -> other.put(name, tensor.mul(2)));
    pair.eager.loadStateDict(other);
    pair.captured.loadStateDict(other);
    pair.assertEqual("loaded");
    pair.train(9, 4);
    Init.ones(pair.eager.parameters().get(0).tensor());
    Init.ones(pair.captured.parameters().get(0).tensor());
    pair.train(10, 4);
  }

  @Test
  void aStateThatTheOptimizerLoadedIsWhatTheNextStepGoesOnFrom() {
    Pair pair = new Pair(model -> new Adam(model.parameters(), 0.05));
    pair.train(0, 4);
    pair.train(1, 4);
    Map<String, Tensor> saved = new HashMap<>();
    pair.eagerOptimizer.stateDict().forEach((name, tensor) -> saved.put(name, tensor.copy()));
    pair.train(2, 4);
    pair.train(3, 4);
    pair.eagerOptimizer.loadStateDict(saved);
    pair.optimizer.loadStateDict(saved);
    pair.assertEqual("loaded");
    pair.train(4, 4);
    pair.train(5, 4);
  }

  @Test
  void parametersCanBeReadAndTrainedEagerlyInBetween() {
    Pair pair = new Pair(model -> new SGD(model.parameters(), 0.1));
    pair.train(0, 4);
    pair.train(1, 4);
    for (int i = 0; i < 2; i++) {
      Module model = i == 0 ? pair.eager : pair.captured;
      Optimizer optimizer = i == 0 ? pair.eagerOptimizer : pair.optimizer;
      optimizer.zeroGrad();
      pair.loss.forward(model.forward(x(7, 6)), y(7, 6)).backward();
      optimizer.step();
    }
    pair.assertEqual("eagerly");
    pair.train(2, 4);
  }

  @Test
  void gradientsAreNotKept() {
    Pair pair = new Pair(model -> new SGD(model.parameters(), 0.1));
    for (int batch = 0; batch < 3; batch++) {
      pair.step.run(x(batch, 4), y(batch, 4));
      pair.captured.parameters().forEach(parameter -> assertNull(parameter.grad()));
    }
  }

  @Test
  void anEagerBackwardSeesThatAStepChangedItsParameters() {
    Pair pair = new Pair(model -> new SGD(model.parameters(), 0.1));
    pair.step.run(x(0, 4), y(0, 4));
    Tensor loss = pair.captured.forward(x(1, 4)).sum();
    pair.step.run(x(0, 4), y(0, 4));
    String message = assertThrows(RuntimeException.class, loss::backward).getMessage();
    assertTrue(message.contains("was changed in place after forward"), message);
  }

  @Test
  void lossesInFloat64AreReadToo() {
    LinearOptions options = LinearOptions.defaults().withDtype(DType.FLOAT64);
    Linear model = new Linear(3, 1, options);
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.1));
    Tensor input = Creation.normal(new Generator(1), Shape.of(4, 3), DType.FLOAT64, Device.cpu());
    Tensor target = Tensor.full(Shape.of(4, 1), 2, DType.FLOAT64, Device.cpu());
    for (int i = 0; i < 3; i++) {
      double expected = new MSELoss().forward(model.forward(input), target).item();
      assertEquals((float) expected, step.run(input, target));
    }
  }

  @Test
  void aLossOfSeveralNumbersIsAnErrorThatNamesTheWayOut() {
    Linear model = new Linear(5, 2, new Generator(1));
    CompiledStep step =
        CompiledStep.of(model, new MSELoss(Reduction.NONE), new SGD(model.parameters(), 0.1));
    assertEquals(
        "compiled step: the loss has shape [4, 2]; expected one number; fix: use Reduction.MEAN or"
            + " Reduction.SUM",
        assertThrows(ShapeException.class, () -> step.run(x(0, 4), y(0, 4))).getMessage());
  }

  @Test
  void explainSaysWhatWasCaptured() {
    Pair pair = new Pair(model -> new SGD(model.parameters(), 0.1));
    assertEquals("nothing was captured yet\n", pair.step.explain());
    pair.step.run(x(0, 4), y(0, 4));
    String text = pair.step.explain();
    for (String part :
        new String[] {"graph\n", "\nsteps\n", "\nbuffers: ", "\nsource\n", "number 0"}) {
      assertTrue(text.contains(part), part + " in " + text);
    }
  }
}
