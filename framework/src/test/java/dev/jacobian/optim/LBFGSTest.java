package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NeedsCompiler
class LBFGSTest {
  private static final Goldens GOLDENS = Goldens.load();
  private static final Tensor X = GOLDENS.tensor("optim/x", DType.FLOAT64);
  private static final Tensor Y = GOLDENS.tensor("optim/y", DType.FLOAT64);
  private static final LBFGS.Options DEFAULTS = LBFGS.Options.defaults();

  private static Map<String, LBFGS.Options> rows() {
    Map<String, LBFGS.Options> rows = new TreeMap<>();
    rows.put("fixed", DEFAULTS.withLearningRate(0.3).withMost(3, null));
    rows.put("short", DEFAULTS.withLearningRate(0.5).withMost(4, 3).withHistorySize(2));
    rows.put("search", DEFAULTS.withMost(3, null).withStrongWolfe(true));
    rows.put("searchShort", DEFAULTS.withMost(6, 30).withHistorySize(3).withStrongWolfe(true));
    return rows;
  }

  static List<String> names() {
    return List.copyOf(rows().keySet());
  }

  @Test
  void everyGoldenIsTested() {
    assertEquals(GOLDENS.parts("lbfgs/"), rows().keySet());
  }

  private static Linear model() {
    Linear model = new Linear(3, 2, LinearOptions.defaults().withDtype(DType.FLOAT64));
    model.loadStateDict(
        Map.of(
            "weight",
            GOLDENS.tensor("optim/weight", DType.FLOAT64),
            "bias",
            GOLDENS.tensor("optim/bias", DType.FLOAT64)));
    return model;
  }

  private static Tensor step(Linear model, LBFGS optimizer) {
    return optimizer.step(
        () -> {
          optimizer.zeroGrad();
          Tensor loss = loss(model);
          loss.backward();
          return loss;
        });
  }

  private static Tensor loss(Linear model) {
    Tensor error = model.forward(X).sub(Y);
    return error.square().add(error.pow(4)).mean();
  }

  @ParameterizedTest
  @MethodSource("names")
  void stepsFollowPyTorch(String name) {
    Linear model = model();
    LBFGS optimizer = new LBFGS(model.parameters(), rows().get(name));
    for (int step = 1; step <= 5; step++) {
      double loss = step(model, optimizer).item();
      String golden = "lbfgs/" + name + "/" + step + "/";
      assertEquals(GOLDENS.number(golden + "loss"), loss, 1e-6 * loss, golden);
      GOLDENS.assertEqual(golden + "weight", DType.FLOAT64, model.weight().tensor());
      GOLDENS.assertEqual(golden + "bias", DType.FLOAT64, model.bias().tensor());
    }
    Map<String, Tensor> state = optimizer.stateDict();
    assertEquals(GOLDENS.number("lbfgs/" + name + "/n_iter"), state.get("n_iter").item());
    assertEquals(GOLDENS.number("lbfgs/" + name + "/func_evals"), state.get("func_evals").item());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aResumedRunGivesTheSameBits(String name) {
    Linear model = model();
    LBFGS optimizer = new LBFGS(model.parameters(), rows().get(name));
    step(model, optimizer);
    step(model, optimizer);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.stateDict().forEach((key, tensor) -> weights.put(key, tensor.copy()));
    Linear resumed = model();
    LBFGS again = new LBFGS(resumed.parameters(), rows().get(name));
    again.loadStateDict(optimizer.stateDict());
    resumed.loadStateDict(weights);
    step(model, optimizer);
    step(resumed, again);
    assertArrayEquals(
        model.weight().tensor().toDoubleArray(), resumed.weight().tensor().toDoubleArray());
  }

  @Test
  void aCompiledClosureIsTheEagerOne() {
    Linear eager = model();
    Linear captured = model();
    LBFGS.Options options = rows().get("search");
    LBFGS first = new LBFGS(eager.parameters(), options);
    LBFGS second = new LBFGS(captured.parameters(), options);
    Compiled closure =
        Compiled.function(
            t -> {
              second.zeroGrad();
              Tensor loss = loss(captured);
              loss.backward();
              return loss.detach();
            });
    for (int i = 0; i < 3; i++) {
      step(eager, first);
      second.step(() -> closure.run());
    }
    assertTrue(closure.isCompiled());
    assertArrayEquals(
        eager.weight().tensor().toDoubleArray(), captured.weight().tensor().toDoubleArray(), 1e-9);
  }

  @Test
  void nothingIsLeftToDoAtTheMinimum() {
    Parameter x = Parameter.of(Tensor.of(new double[] {3, -2}));
    LBFGS optimizer = new LBFGS(List.of(x), DEFAULTS.withStrongWolfe(true));
    for (int i = 0; i < 2; i++) {
      optimizer.step(
          () -> {
            optimizer.zeroGrad();
            Tensor loss = x.tensor().sub(1).square().sum();
            loss.backward();
            return loss;
          });
    }
    assertArrayEquals(new double[] {1, 1}, x.tensor().toDoubleArray(), 1e-9);
  }

  @Test
  void mistakesAreExplained() {
    assertEquals(
        "LBFGS: no parameters; expected at least one",
        assertThrows(OptionException.class, () -> new LBFGS(List.of())).getMessage());
    assertEquals(
        "LBFGS: history size 0; expected a whole number, 1 or more",
        assertThrows(OptionException.class, () -> DEFAULTS.withHistorySize(0)).getMessage());
    Linear model = model();
    LBFGS optimizer = new LBFGS(model.parameters());
    step(model, optimizer);
    LBFGS other = new LBFGS(List.of(model.bias()));
    assertEquals(
        "LBFGS: the state has d float64[8]; expected d float64[2]; fix: load the state of an optimizer of the same"
            + " parameters",
        assertThrows(StateException.class, () -> other.loadStateDict(optimizer.stateDict()))
            .getMessage());
    Compiled inside = Compiled.function(t -> step(model, optimizer));
    assertThrows(AutogradException.class, () -> inside.run());
  }
}
