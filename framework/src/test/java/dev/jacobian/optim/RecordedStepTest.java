package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Replay;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step whose ops are repeated without running its code changes what the code would change. */
class RecordedStepTest {
  private static final Map<String, Function<List<Parameter>, Optimizer>> OPTIMIZERS =
      OptimizerRows.all();

  static Stream<String> names() {
    return OPTIMIZERS.keySet().stream();
  }

  private static final int STEPS = 6;

  /** Two parameters and the gradients of each step. */
  private static final class Problem {
    final List<Parameter> parameters =
        List.of(Parameter.of(Tensor.of(new float[] {1, -2, 3})), Parameter.of(Tensor.of(0.5f)));
    private final Tensor first = Tensor.zeros(3);
    private final Tensor second = Tensor.zeros();

    Problem() {
      parameters.get(0).tensor().setGrad(first);
      parameters.get(1).tensor().setGrad(second);
    }

    void setGradients(int step) {
      Generator generator = new Generator(step);
      first.copyInPlace(Tensor.randn(generator, 3).mul(step % 2 == 0 ? 0.1 : 10));
      second.copyInPlace(Tensor.randn(generator));
    }

    void assertEqual(Problem other, int step) {
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(
            parameters.get(i).tensor().toFloatArray(),
            other.parameters.get(i).tensor().toFloatArray(),
            "parameter " + i + " at step " + step);
        assertArrayEquals(
            parameters.get(i).grad().toFloatArray(),
            other.parameters.get(i).grad().toFloatArray(),
            "gradient " + i + " at step " + step);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void repeatingTheFirstStepGivesTheBitsOfRunningEveryStep(String name) {
    Problem expected = new Problem();
    Problem repeated = new Problem();
    Optimizer eager = OPTIMIZERS.get(name).apply(expected.parameters);
    Optimizer optimizer = OPTIMIZERS.get(name).apply(repeated.parameters);
    Replay replay = null;
    for (int step = 1; step <= STEPS; step++) {
      expected.setGradients(step);
      repeated.setGradients(step);
      double learningRate = 0.1 / step;
      eager.setLearningRate(learningRate);
      optimizer.setLearningRate(learningRate);
      eager.step();
      if (replay == null) {
        replay = Replay.of(optimizer::step);
      } else {
        replay.run();
      }
      expected.assertEqual(repeated, step);
    }
    assertTrue(replay.holds());
    assertStateEquals(eager.stateDict(), optimizer.stateDict());
  }

  private static void assertStateEquals(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (key, tensor) ->
            assertArrayEquals(tensor.toDoubleArray(), actual.get(key).toDoubleArray(), key));
  }

  @ParameterizedTest
  @MethodSource("names")
  void makingTheStateIsNotPartOfTheStep(String name) {
    Problem problem = new Problem();
    problem.setGradients(1);
    Optimizer optimizer = OPTIMIZERS.get(name).apply(problem.parameters);
    int first = Replay.of(optimizer::step).size();
    assertEquals(first, Replay.of(optimizer::step).size());
  }

  @ParameterizedTest
  @MethodSource("names")
  void loadingAStateEndsWhatARecordedStepMayAssume(String name) {
    Problem problem = new Problem();
    problem.setGradients(1);
    Optimizer optimizer = OPTIMIZERS.get(name).apply(problem.parameters);
    Replay replay = Replay.of(optimizer::step);
    optimizer.setLearningRate(0.01);
    assertTrue(replay.holds());
    optimizer.loadStateDict(optimizer.stateDict());
    assertFalse(replay.holds());
  }

  @Test
  void clippingFollowsTheGradientsOfEachRun() {
    Problem expected = new Problem();
    Problem repeated = new Problem();
    Replay replay = null;
    int clipped = 0;
    for (int step = 1; step <= STEPS; step++) {
      expected.setGradients(step);
      repeated.setGradients(step);
      clipped += Clipping.byGlobalNorm(expected.parameters, 2).item() > 2 ? 1 : 0;
      if (replay == null) {
        replay = Replay.of(() -> Clipping.byGlobalNorm(repeated.parameters, 2));
      } else {
        replay.run();
      }
      expected.assertEqual(repeated, step);
    }
    assertEquals(STEPS / 2, clipped);
  }

  @Test
  void clippingRefusesGradientsThatAreNotFiniteInEveryRun() {
    Problem problem = new Problem();
    problem.setGradients(1);
    Replay replay = Replay.of(() -> Clipping.byGlobalNorm(problem.parameters, 2));
    problem.setGradients(1);
    problem.parameters.get(1).grad().fillInPlace(Double.POSITIVE_INFINITY);
    float[] before = problem.parameters.get(0).grad().toFloatArray();
    assertEquals(
        "clipping: the gradient of parameter float32[] is not finite; expected finite gradients; fix: find where it"
            + " arises with Autograd.detectAnomaly(), or lower the learning rate",
        assertThrows(NumericException.class, replay::run).getMessage());
    assertArrayEquals(before, problem.parameters.get(0).grad().toFloatArray());
  }

  @Test
  void theNormOutlivesItsComputation() {
    Problem problem = new Problem();
    problem.setGradients(1);
    Tensor norm;
    try (MemoryScope scope = MemoryScope.open()) {
      norm = scope.keep(Clipping.byGlobalNorm(problem.parameters, 2));
    }
    assertTrue(norm.item() > 0);
    assertFalse(norm.requiresGrad());
  }
}
