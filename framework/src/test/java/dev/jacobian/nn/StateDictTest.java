package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDictTest {
  private static Sequential net(long seed) {
    Generator generator = new Generator(seed);
    return new Sequential(new Linear(3, 4, generator), new ReLU(), new Linear(4, 2, generator));
  }

  @Test
  void aLoadedStateGivesTheSamePredictions() {
    Sequential from = net(1);
    Sequential to = net(2);
    Tensor input = Tensor.rand(new Generator(3), 5, 3);
    Tensor handle = to.parameters().get(0).tensor();
    assertFalse(
        java.util.Arrays.equals(
            from.forward(input).toFloatArray(), to.forward(input).toFloatArray()));

    to.loadStateDict(from.stateDict());

    assertArrayEquals(from.forward(input).toFloatArray(), to.forward(input).toFloatArray());
    assertSame(handle, to.parameters().get(0).tensor());
  }

  @Test
  void loadingCopiesAndReadingShares() {
    Sequential from = net(1);
    Sequential to = net(2);
    to.loadStateDict(from.stateDict());
    Tensor shared = from.stateDict().get("0.bias");
    shared.fillInPlace(7);
    assertArrayEquals(new float[] {7, 7, 7, 7}, from.parameters().get(1).tensor().toFloatArray());
    assertFalse(to.stateDict().get("0.bias").toFloatArray()[0] == 7);
    assertFalse(shared.requiresGrad());
  }

  @Test
  void oneErrorListsEverythingThatDoesNotFit() {
    Sequential net = net(1);
    Map<String, Tensor> state = new LinkedHashMap<>(net.stateDict());
    state.remove("2.bias");
    state.put("0.bias", Tensor.zeros(3));
    state.put("2.weight", Tensor.zeros(2, 4).to(DType.FLOAT64));
    state.put("3.weight", Tensor.zeros(1));
    float[] before = net.stateDict().get("0.weight").toFloatArray();
    state.put("0.weight", Tensor.zeros(4, 3));

    String message =
        assertThrows(StateException.class, () -> net.loadStateDict(state)).getMessage();

    assertEquals(
        "the state does not fit Sequential: 0.bias is float32[3] instead of float32[4], 2.weight is float64[2, 4] instead"
            + " of float32[2, 4], missing 2.bias float32[2], unexpected 3.weight float32[1]; expected the names, shapes"
            + " and dtypes of its state; fix: build the module with the options that the state was saved with",
        message);
    assertArrayEquals(before, net.stateDict().get("0.weight").toFloatArray());
  }

  @Test
  void aStateThatIsNotStrictLeavesWhatOnlyOneHas() {
    Sequential net = net(1);
    Map<String, Tensor> state = new LinkedHashMap<>(net(2).stateDict());
    float[] before = net.stateDict().get("2.bias").toFloatArray();
    Tensor taken = state.get("0.weight");
    state.remove("2.bias");
    state.put("3.weight", Tensor.zeros(1));

    IncompatibleKeys keys = net.loadStateDict(state, false);

    assertEquals(List.of("2.bias"), keys.missingKeys());
    assertEquals(List.of("3.weight"), keys.unexpectedKeys());
    assertArrayEquals(before, net.stateDict().get("2.bias").toFloatArray());
    assertArrayEquals(taken.toFloatArray(), net.stateDict().get("0.weight").toFloatArray());
    assertThrows(StateException.class, () -> net.loadStateDict(state, true));
    assertEquals(
        new IncompatibleKeys(List.of(), List.of()), net.loadStateDict(net(3).stateDict(), true));
  }

  @Test
  void aStateThatIsNotStrictHasTheShapesOfTheModule() {
    Sequential net = net(1);
    float[] before = net.stateDict().get("0.weight").toFloatArray();
    Map<String, Tensor> state =
        Map.of("0.weight", Tensor.zeros(4, 3), "0.bias", Tensor.zeros(3), "other", Tensor.zeros(1));
    assertEquals(
        "the state does not fit Sequential: 0.bias is float32[3] instead of float32[4]; expected the shapes and dtypes"
            + " of its state; fix: build the module with the options that the state was saved with",
        assertThrows(StateException.class, () -> net.loadStateDict(state, false)).getMessage());
    assertArrayEquals(before, net.stateDict().get("0.weight").toFloatArray());
  }

  @Test
  void manyTensorsOfAnotherDtypeAreSaidInOneLine() {
    Sequential net =
        new Sequential(
            new Linear(2, 2),
            new Linear(2, 2),
            new Linear(2, 2),
            new Linear(2, 2),
            new Linear(2, 2));
    Map<String, Tensor> state = new LinkedHashMap<>();
    net.stateDict().forEach((name, tensor) -> state.put(name, tensor.to(DType.FLOAT64)));
    String message =
        assertThrows(StateException.class, () -> net.loadStateDict(state)).getMessage();
    assertEquals(
        "the state does not fit Sequential: 10 of 10 tensors are float64 instead of float32, such as 0.weight; expected"
            + " the names, shapes and dtypes of its state; fix: build the module with the options that the state was"
            + " saved with",
        message);
    // What is wrong besides is said with everything else.
    state.put("4.bias", Tensor.zeros(3).to(DType.FLOAT64));
    message = assertThrows(StateException.class, () -> net.loadStateDict(state)).getMessage();
    assertTrue(message.contains("4.bias is float64[3] instead of float32[2]"), message);
    assertTrue(message.contains("0.weight is float64[2, 2] instead of float32[2, 2]"), message);
  }
}
