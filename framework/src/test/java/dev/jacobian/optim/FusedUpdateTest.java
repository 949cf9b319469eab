package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Observation;
import dev.jacobian.autograd.ObservedStage;
import dev.jacobian.autograd.Observer;
import dev.jacobian.autograd.Work;
import dev.jacobian.nn.Parameter;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An update of a parameter is one kernel and gives the bits that its ops give one by one. */
class FusedUpdateTest {
  private static final Map<String, Function<List<Parameter>, Optimizer>> OPTIMIZERS =
      OptimizerRows.all();

  static Stream<String> names() {
    return OPTIMIZERS.keySet().stream();
  }

  /** Parameters of several shapes, the last of which is large, and what trains them. */
  private static final class Training {
    final List<Parameter> parameters = new ArrayList<>();
    final Optimizer optimizer;

    Training(Function<List<Parameter>, Optimizer> made) {
      Generator generator = new Generator(3);
      parameters.add(Parameter.of(Tensor.randn(generator, 3, 2)));
      parameters.add(Parameter.of(Tensor.of(0.5f)));
      parameters.add(Parameter.of(Tensor.randn(generator, 100, 90)));
      optimizer = made.apply(parameters);
    }

    void step(int number) {
      Generator generator = new Generator(number);
      for (Parameter parameter : parameters) {
        long[] dims = parameter.tensor().shape().dims();
        Tensor gradient = Tensor.randn(generator, dims).mul(number % 2 == 0 ? 0.1 : 10);
        parameter.tensor().setGrad(gradient);
      }
      optimizer.step();
    }

    /** Returns what it has come to, by names. */
    Map<String, Tensor> values() {
      Map<String, Tensor> values = new TreeMap<>(optimizer.stateDict());
      for (int i = 0; i < parameters.size(); i++) {
        values.put("parameter " + i, parameters.get(i).tensor());
      }
      return values;
    }
  }

  private static void assertSameBits(Training expected, Training actual) {
    Map<String, Tensor> values = actual.values();
    assertEquals(expected.values().keySet(), values.keySet());
    expected
        .values()
        .forEach(
            (name, value) ->
                assertArrayEquals(
                    value.toDoubleArray(), values.get(name).toDoubleArray(), 0, name));
  }

  /** Does a step op by op: anomaly mode looks at each. */
  private static void stepByOps(Training training, int number) {
    try (Autograd.Guard guard = Autograd.detectAnomaly()) {
      training.step(number);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void bitsAreThoseOfTheOps(String name) {
    Training byOps = new Training(OPTIMIZERS.get(name));
    Training fused = new Training(OPTIMIZERS.get(name));
    for (int step = 1; step <= 6; step++) {
      stepByOps(byOps, step);
      fused.step(step);
      assertSameBits(byOps, fused);
      byOps.optimizer.setLearningRate(0.1 / step);
      fused.optimizer.setLearningRate(0.1 / step);
    }
  }

  /**
   * Returns the names of what the third step of an optimizer computes, without the making of
   * gradients.
   */
  private static List<String> works(String name) {
    List<String> works = new ArrayList<>();
    Observer observer =
        new Observer() {
          private boolean isUpdate;

          @Override
          public void entered(ObservedStage stage, Object label) {
            isUpdate = stage == ObservedStage.UPDATE;
          }

          @Override
          public void left() {
            isUpdate = false;
          }

          @Override
          public void computed(Work work, long start, long end) {
            if (isUpdate) {
              works.add(work.name() + " " + work.inputs().size() + " -> " + work.outputs().size());
            }
          }
        };
    Training training = new Training(OPTIMIZERS.get(name));
    training.step(1);
    training.step(2);
    try (Autograd.Guard guard = Observation.start(observer)) {
      training.step(3);
    }
    return works;
  }

  @Test
  void anUpdateIsOneKernelForEachParameter() {
    assertEquals(List.of("Adam 4 -> 3", "Adam 4 -> 3", "Adam 4 -> 3"), works("adam"));
    assertEquals(List.of("SGD 3 -> 2", "SGD 3 -> 2", "SGD 3 -> 2"), works("nesterov"));
    assertEquals(List.of("SGD 2 -> 1", "SGD 2 -> 1", "SGD 2 -> 1"), works("sgd"));
    assertEquals(
        List.of("addScaled 2 -> 1", "addScaled 2 -> 1", "addScaled 2 -> 1"), works("plain"));
  }

  @Test
  void aLoadedStateIsGoneOnFrom() {
    Training byOps = new Training(OPTIMIZERS.get("adam"));
    Training fused = new Training(OPTIMIZERS.get("adam"));
    Map<String, Tensor> saved = new LinkedHashMap<>();
    for (int step = 1; step <= 5; step++) {
      stepByOps(byOps, step);
      fused.step(step);
      if (step == 2) {
        fused.optimizer.stateDict().forEach((name, value) -> saved.put(name, value.copy()));
      }
    }
    byOps.optimizer.loadStateDict(saved);
    fused.optimizer.loadStateDict(saved);
    stepByOps(byOps, 6);
    fused.step(6);
    assertSameBits(byOps, fused);
  }

  @Test
  void gradientsThatLieTransposedAreReadAsTheyAre() {
    Training byOps = new Training(OPTIMIZERS.get("adam"));
    Training fused = new Training(OPTIMIZERS.get("adam"));
    for (int step = 1; step <= 3; step++) {
      stepByOps(byOps, step);
      fused.step(step);
    }
    for (Training training : List.of(byOps, fused)) {
      Tensor turned = Tensor.randn(new Generator(9), 2, 3).transpose(0, 1);
      training.parameters.get(0).tensor().setGrad(turned);
    }
    try (Autograd.Guard guard = Autograd.detectAnomaly()) {
      byOps.optimizer.step();
    }
    fused.optimizer.step();
    assertSameBits(byOps, fused);
  }

  @Test
  void valuesThatBackwardStillNeedsAreNoticed() {
    Training training = new Training(OPTIMIZERS.get("adam"));
    training.step(1);
    training.step(2);
    int before = training.parameters.get(0).tensor().storage().version();
    training.step(3);
    assertTrue(training.parameters.get(0).tensor().storage().version() > before);
  }
}
