package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.BatchNorm1d;
import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsCompiler
class AveragedModelTest {
  private static final Goldens GOLDENS = Goldens.load();

  private static AveragedModel make(String name, Linear module) {
    return name.equals("ema") ? AveragedModel.ema(module, 0.7) : AveragedModel.swa(module);
  }

  private static Linear linear() {
    return new Linear(3, 2, LinearOptions.defaults().withDtype(DType.FLOAT64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema", "swa"})
  void averagesFollowPyTorch(String name) {
    Linear model = linear();
    model.loadStateDict(
        Map.of(
            "weight",
            GOLDENS.tensor("optim/weight", DType.FLOAT64),
            "bias",
            GOLDENS.tensor("optim/bias", DType.FLOAT64)));
    Tensor x = GOLDENS.tensor("optim/x", DType.FLOAT64);
    Tensor y = GOLDENS.tensor("optim/y", DType.FLOAT64);
    SGD optimizer = new SGD(model.parameters(), 0.1);
    AveragedModel average = make(name, model);
    for (int step = 0; step < 6; step++) {
      optimizer.zeroGrad();
      new MSELoss().forward(model.forward(x), y).backward();
      optimizer.step();
      average.update(model);
      if (step == 0) {
        assertArrayEquals(
            model.weight().tensor().toDoubleArray(),
            average.module().stateDict().get("weight").toDoubleArray());
      }
    }
    Map<String, Tensor> state = average.stateDict();
    assertEquals(GOLDENS.parts("averaged/" + name + "/"), new TreeSet<>(state.keySet()));
    state.forEach(
        (key, tensor) ->
            GOLDENS.assertEqual("averaged/" + name + "/" + key, tensor.dtype(), tensor));
    assertFalse(average.module().parameters().get(0).isTrainable());
    assertTrue(model.weight().isTrainable());
  }

  private static Sequential network(long seed) {
    return new Sequential(
        new Linear(3, 4, new Generator(seed)),
        new BatchNorm1d(4),
        new Linear(4, 1, new Generator(seed + 1)));
  }

  /** Six updates, eagerly or by one function that is replayed; the average after them. */
  private static AveragedModel train(boolean isCompiled, AveragedModel average) {
    Sequential model = network(1);
    SGD optimizer = new SGD(model.parameters(), 0.1);
    Compiled step =
        Compiled.function(
            t -> {
              Tensor loss = model.forward(t[0]).square().mean();
              loss.backward();
              optimizer.step();
              optimizer.zeroGrad();
              average.update(model);
              return loss.detach();
            });
    for (int i = 0; i < 6; i++) {
      Tensor x = Tensor.randn(new Generator(10 + i), 5, 3);
      if (isCompiled) {
        step.run(x);
      } else {
        model.forward(x).square().mean().backward();
        optimizer.step();
        optimizer.zeroGrad();
        average.update(model);
      }
    }
    assertTrue(!isCompiled || step.isCompiled(Tensor.zeros(5, 3)));
    assertArrayEquals(
        model.stateDict().get("1.running_mean").toDoubleArray(),
        average.module().stateDict().get("1.running_mean").toDoubleArray());
    return average;
  }

  @Test
  void compiledUpdatesAreTheEagerOnes() {
    for (boolean isEma : new boolean[] {true, false}) {
      AveragedModel eager =
          train(false, isEma ? AveragedModel.ema(network(5), 0.9) : AveragedModel.swa(network(5)));
      AveragedModel compiled =
          train(true, isEma ? AveragedModel.ema(network(7), 0.9) : AveragedModel.swa(network(7)));
      assertEquals(6, compiled.updates());
      eager
          .stateDict()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      tensor.toDoubleArray(),
                      compiled.stateDict().get(name).toDoubleArray(),
                      1e-6,
                      name));
    }
  }

  @Test
  void aSavedAverageGoesOn() {
    Linear model = linear();
    AveragedModel whole = AveragedModel.swa(linear());
    whole.update(model);
    model.weight().tensor().detach().addInPlace(1);
    AveragedModel resumed = AveragedModel.swa(linear());
    Map<String, Tensor> copy = new LinkedHashMap<>();
    whole.stateDict().forEach((name, tensor) -> copy.put(name, tensor.copy()));
    resumed.loadStateDict(copy);
    assertEquals(1, resumed.updates());
    whole.update(model);
    resumed.update(model);
    whole
        .stateDict()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    tensor.toDoubleArray(), resumed.stateDict().get(name).toDoubleArray()));
  }

  @Test
  void mistakesAreExplained() {
    assertEquals(
        "AveragedModel: decay 1.5; expected a number in [0, 1]",
        assertThrows(OptionException.class, () -> AveragedModel.ema(linear(), 1.5)).getMessage());
    AveragedModel average = AveragedModel.swa(linear());
    assertEquals(
        "AveragedModel: Linear(2, 2) has {weight=[2, 2], bias=[2]}, the average {weight=[2, 3], bias=[2]}; expected a"
            + " model of the same form; fix: make both with the same options",
        assertThrows(StateException.class, () -> average.update(new Linear(2, 2))).getMessage());
    assertEquals(
        "AveragedModel: the state has no n_averaged; expected n_averaged int64[]; fix: load a state that stateDict() of"
            + " an AveragedModel gave",
        assertThrows(StateException.class, () -> average.loadStateDict(linear().stateDict()))
            .getMessage());
  }
}
