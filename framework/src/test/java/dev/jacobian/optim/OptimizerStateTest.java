package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OptimizerStateTest {
  private static final Tensor X = Tensor.rand(new Generator(2), 4, 3);

  private static void step(Linear model, Optimizer optimizer) {
    optimizer.zeroGrad();
    model.forward(X).square().mean().backward();
    optimizer.step();
  }

  private static Linear model() {
    return new Linear(3, 1, new Generator(1));
  }

  private static Map<String, Tensor> copy(Map<String, Tensor> state) {
    Map<String, Tensor> copy = new LinkedHashMap<>();
    state.forEach((name, tensor) -> copy.put(name, tensor.copy()));
    return copy;
  }

  @Test
  void aResumedRunGivesTheSameBits() {
    for (Function<List<Parameter>, Optimizer> make : OptimizerRows.all().values()) {
      Linear model = model();
      Optimizer optimizer = make.apply(model.parameters());
      step(model, optimizer);
      step(model, optimizer);
      optimizer.setLearningRate(0.05);
      Map<String, Tensor> weights = copy(model.stateDict());
      Map<String, Tensor> state = copy(optimizer.stateDict());
      step(model, optimizer);
      step(model, optimizer);

      Linear resumed = new Linear(3, 1, new Generator(99));
      Optimizer again = make.apply(resumed.parameters());
      resumed.loadStateDict(weights);
      again.loadStateDict(state);
      assertEquals(0.05, again.learningRate());
      step(resumed, again);
      step(resumed, again);

      assertArrayEquals(
          model.weight().tensor().toFloatArray(), resumed.weight().tensor().toFloatArray());
      assertArrayEquals(
          model.bias().tensor().toFloatArray(), resumed.bias().tensor().toFloatArray());
    }
  }

  @Test
  void loadingReplacesWhatWasThere() {
    Linear model = model();
    Optimizer optimizer = new Adam(model.parameters(), 0.1);
    Map<String, Tensor> fresh = copy(optimizer.stateDict());
    step(model, optimizer);
    assertEquals(
        List.of(
            "param_groups.0.lr",
            "state.0.step",
            "state.0.exp_avg",
            "state.0.exp_avg_sq",
            "state.1.step",
            "state.1.exp_avg",
            "state.1.exp_avg_sq"),
        List.copyOf(optimizer.stateDict().keySet()));
    optimizer.loadStateDict(fresh);
    assertEquals(List.of("param_groups.0.lr"), List.copyOf(optimizer.stateDict().keySet()));
  }

  @Test
  void theSavedStateIsNotChangedByLaterSteps() {
    Linear model = model();
    Optimizer optimizer = new Adam(model.parameters(), 0.1);
    step(model, optimizer);
    Map<String, Tensor> saved = copy(optimizer.stateDict());
    optimizer.loadStateDict(saved);
    float[] before = saved.get("state.0.exp_avg").toFloatArray();
    step(model, optimizer);
    assertArrayEquals(before, saved.get("state.0.exp_avg").toFloatArray());
  }

  @Test
  void oneErrorListsEverythingThatDoesNotFit() {
    Linear model = model();
    Optimizer optimizer = new Adam(model.parameters(), 0.1);
    step(model, optimizer);
    Map<String, Tensor> state = copy(optimizer.stateDict());
    float[] before = optimizer.stateDict().get("state.0.exp_avg").toFloatArray();
    state.get("state.0.exp_avg").fillInPlace(0);
    state.remove("state.0.step");
    state.put("state.1.exp_avg", Tensor.zeros(4));
    state.put("state.2.step", Tensor.of(new long[] {1}, new long[0]));
    assertEquals(
        "the state does not fit the optimizer: missing state.0.step int64[], state.1.exp_avg is float32[4] instead of"
            + " float32[1], unexpected state.2.step int64[]; expected the state of an optimizer of the same kind, with"
            + " the same parameters in the same order; fix: make model and optimizer with the options that the state was"
            + " saved with",
        assertThrows(StateException.class, () -> optimizer.loadStateDict(state)).getMessage());
    assertArrayEquals(before, optimizer.stateDict().get("state.0.exp_avg").toFloatArray());
  }

  @Test
  void theStateOfAnotherKindIsRefused() {
    Linear model = model();
    Optimizer adam = new Adam(model.parameters(), 0.1);
    step(model, adam);
    Optimizer sgd = new SGD(model.parameters(), SGD.Options.of(0.1).withMomentum(0.9));
    String message =
        assertThrows(StateException.class, () -> sgd.loadStateDict(adam.stateDict())).getMessage();
    assertTrue(message.contains("missing state.0.momentum_buffer float32[1, 3]"), message);
    assertTrue(message.contains("unexpected state.0.exp_avg float32[1, 3]"), message);
  }

  @Test
  void factorsHaveShapesOfTheirOwn() {
    Linear model = model();
    Optimizer optimizer = new Adafactor(model.parameters(), 0.1);
    step(model, optimizer);
    Map<String, Tensor> state = copy(optimizer.stateDict());
    assertArrayEquals(new long[] {1, 1}, state.get("state.0.row_var").shape().dims());
    assertArrayEquals(new long[] {1, 3}, state.get("state.0.col_var").shape().dims());
    state.put("state.0.col_var", Tensor.zeros(1, 1));
    String message =
        assertThrows(StateException.class, () -> optimizer.loadStateDict(state)).getMessage();
    assertTrue(
        message.contains("state.0.col_var is float32[1, 1] instead of float32[1, 3]"), message);
  }

  @Test
  void aGroupThatIsAddedTrainsFromItsFirstUpdate() {
    Linear model = model();
    Linear expected = model();
    Adam optimizer = new Adam(List.of(model.weight()), Adam.Options.of(0.1));
    step(model, optimizer);
    model.zeroGrad();
    optimizer.addGroup(new ParameterGroup<>(List.of(model.bias()), Adam.Options.of(0.2)));
    step(model, optimizer);
    step(model, optimizer);

    Adam weight = new Adam(List.of(expected.weight()), Adam.Options.of(0.1));
    Adam bias = new Adam(List.of(expected.bias()), Adam.Options.of(0.2));
    step(expected, weight);
    for (int i = 0; i < 2; i++) {
      expected.zeroGrad();
      expected.forward(X).square().mean().backward();
      weight.step();
      bias.step();
    }
    assertArrayEquals(
        expected.weight().tensor().toFloatArray(), model.weight().tensor().toFloatArray());
    assertArrayEquals(
        expected.bias().tensor().toFloatArray(), model.bias().tensor().toFloatArray());
    assertEquals(2, optimizer.groups().size());
    assertEquals(3, optimizer.stateDict().get("state.0.step").item());
    assertEquals(2, optimizer.stateDict().get("state.1.step").item());
    assertEquals(
        "the optimizer got bias float32[1] twice; expected each parameter in one group, once",
        assertThrows(
                OptionException.class,
                () ->
                    optimizer.addGroup(
                        new ParameterGroup<>(List.of(model.bias()), Adam.Options.of(0.2))))
            .getMessage());
    String message =
        assertThrows(
                OptionException.class,
                () -> optimizer.addGroup(new ParameterGroup<>(List.of(), SGD.Options.of(0.2))))
            .getMessage();
    assertTrue(message.startsWith("a group with Options[learningRate=0.2, "), message);
    assertTrue(message.endsWith("; expected options of the same kind"), message);
  }
}
