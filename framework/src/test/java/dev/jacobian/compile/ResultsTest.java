package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose the results are, how long they live, and what a compiled function keeps alive. */
@NeedsCompiler
class ResultsTest {
  private static Tensor of(float... values) {
    return Tensor.of(values);
  }

  private static void assertValues(Tensor actual, float... expected) {
    assertArrayEquals(expected, actual.toFloatArray());
  }

  @Test
  void everyRunGivesTensorsOfItsOwn() {
    Compiled twice = Compiled.function(t -> t[0].mul(2));
    List<Tensor> results = new ArrayList<>();
    for (int run = 0; run < 4; run++) {
      results.add(twice.run(of(run)));
    }
    for (int run = 0; run < 4; run++) {
      assertValues(results.get(run), 2 * run);
      results.get(run).addInPlace(1);
    }
    assertValues(twice.run(of(3)), 6);
    assertValues(results.get(3), 7);
  }

  @Test
  void reusedResultsAreTheSameTensorsWithNewValues() {
    Compiled twice = Compiled.functions(t -> List.of(t[0].mul(2), t[0].sum())).reusingOutputs();
    List<Tensor> first = twice.runAll(of(1, 2));
    assertValues(first.get(0), 2, 4);
    List<Tensor> second = twice.runAll(of(5, 6));
    assertSame(first.get(0), second.get(0));
    assertSame(first.get(1), second.get(1));
    assertValues(first.get(0), 10, 12);
    assertValues(first.get(1), 11);
  }

  @Test
  void reusedResultsCanBePassedToTheNextRun() {
    Compiled turn = Compiled.function(t -> t[0].t().matmul(t[1]).add(t[0])).reusingOutputs();
    Tensor step = Tensor.of(new float[] {1, -1, 0, 2}, 2, 2);
    Tensor compiled = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    Tensor eager = compiled;
    for (int run = 0; run < 6; run++) {
      compiled = turn.run(compiled, step);
      eager = eager.t().matmul(step).add(eager);
      Agreement.assertClose(eager, compiled, "run " + run);
    }
    assertTrue(turn.isCompiled(compiled, step));
  }

  @Test
  void reusedResultsOutliveTheScopeOfTheirRun() {
    Compiled twice = Compiled.function(t -> t[0].mul(2)).reusingOutputs();
    Tensor result = of();
    for (int run = 0; run < 3; run++) {
      try (MemoryScope scope = MemoryScope.open()) {
        result = scope.keep(twice.run(of(run)));
      }
    }
    assertValues(result, 4);
  }

  @Test
  void resultsBelongToTheScopeOfTheCaller() {
    Compiled twice = Compiled.function(t -> t[0].mul(2));
    for (int run = 0; run < 3; run++) {
      Tensor kept;
      Tensor released;
      try (MemoryScope scope = MemoryScope.open()) {
        kept = scope.keep(twice.run(of(run)));
        released = twice.run(of(run));
      }
      assertValues(kept, 2 * run);
      assertTrue(released.storage().isReleased());
      String message = assertThrows(MemoryException.class, released::toFloatArray).getMessage();
      assertTrue(
          message.startsWith(
              "the values of a float32[1] tensor were released when its MemoryScope closed"),
          message);
    }
  }

  @Test
  void stateThatACaptureInAScopeMadeOutlivesTheScope() {
    Linear model = new Linear(3, 1, new Generator(1));
    Linear eager = new Linear(3, 1, new Generator(1));
    Adam eagerOptimizer = new Adam(eager.parameters(), 0.1);
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new Adam(model.parameters(), 0.1));
    for (int run = 0; run < 4; run++) {
      try (MemoryScope scope = MemoryScope.open()) {
        Tensor x = Tensor.randn(new Generator(run), 4, 3);
        step.run(x, Tensor.ones(4, 1));
        eagerOptimizer.zeroGrad();
        new MSELoss().forward(eager.forward(x), Tensor.ones(4, 1)).backward();
        eagerOptimizer.step();
      }
      Agreement.assertClose(eager.weight().tensor(), model.weight().tensor(), "run " + run);
    }
  }

  @Test
  void tensorsThatTheFunctionMakesFromNumbersAreConstantsOfLaterRuns() {
    Runs made = new Runs();
    Compiled table =
        Compiled.function(
            t -> {
              try (MemoryScope scope = MemoryScope.open()) {
                Tensor weights = of(1, 10, 100).mul(1);
                made.count++;
                return scope.keep(weights.mul(t[0]).add(of(0.5f)));
              }
            });
    for (int run = 1; run <= 3; run++) {
      try (MemoryScope scope = MemoryScope.open()) {
        assertValues(table.run(of(run, run, run)), run + 0.5f, 10 * run + 0.5f, 100 * run + 0.5f);
        Tensor.ones(64).mul(3);
      }
    }
    assertEquals(1, made.count);
  }

  @Test
  void stateWhoseScopeHasClosedIsAnErrorThatSaysSo() {
    Compiled plus;
    Tensor known;
    try (MemoryScope scope = MemoryScope.open()) {
      known = of(1, 2).mul(1);
      Tensor captured = known;
      plus = Compiled.function(t -> t[0].add(captured));
      plus.run(of(1, 1));
      assertValues(plus.run(of(1, 1)), 2, 3);
    }
    assertTrue(known.storage().isReleased());
    String message = assertThrows(MemoryException.class, () -> plus.run(of(1, 1))).getMessage();
    assertEquals(
        "the values of a float32[2] tensor were released when its MemoryScope closed; expected a"
            + " tensor that is used after its scope to be kept; fix: call scope.keep(tensor) before"
            + " the scope closes",
        message);
  }

  @Test
  void aReleasedArgumentIsAnErrorThatSaysSo() {
    Compiled twice = Compiled.function(t -> t[0].mul(2));
    twice.run(of(1));
    Tensor released;
    try (MemoryScope scope = MemoryScope.open()) {
      released = of(1);
    }
    String message = assertThrows(MemoryException.class, () -> twice.run(released)).getMessage();
    assertTrue(message.startsWith("the values of a float32[1] tensor were released"), message);
    assertValues(twice.run(of(4)), 8);
  }

  @Test
  void argumentsStateConstantsViewsAndDuplicatesAreResultsOfTheirOwn() {
    Tensor state = of(5, 6);
    Compiled all =
        Compiled.functions(
            t -> {
              Tensor y = t[0].mul(2);
              state.addInPlace(1);
              return List.of(
                  t[0], state, Tensor.ones(2), y, y, y.reshape(2, 1), state.reshape(1, 2));
            });
    for (int run = 1; run <= 4; run++) {
      Tensor x = of(run, -run);
      List<Tensor> results = all.runAll(x);
      assertEquals(7, results.size());
      results.forEach(result -> result.mulInPlace(-1));
      assertValues(x, run, -run);
      assertValues(state, 5 + run, 6 + run);
      assertValues(results.get(0), -run, run);
      assertValues(results.get(1), -5 - run, -6 - run);
      assertValues(results.get(2), -1, -1);
      assertValues(results.get(3), -2 * run, 2 * run);
      assertValues(results.get(4), -2 * run, 2 * run);
      assertValues(results.get(5), -2 * run, 2 * run);
      assertEquals(List.of(2L, 1L), dims(results.get(5)));
      assertValues(results.get(6), -5 - run, -6 - run);
    }
  }

  private static List<Long> dims(Tensor tensor) {
    return java.util.Arrays.stream(tensor.shape().dims()).boxed().toList();
  }

  @Test
  void predictionsAndMetricsComeWithTheLoss() {
    Linear model = new Linear(3, 2, new Generator(1));
    Compiled evaluate =
        Compiled.functions(
            t -> {
              Tensor prediction = model.forward(t[0]);
              Tensor loss = new MSELoss().forward(prediction, t[1]);
              return List.of(loss, prediction, prediction.argmax(1), prediction.gt(t[1]));
            });
    for (int run = 0; run < 3; run++) {
      Tensor x = Tensor.randn(new Generator(run), 4, 3);
      Tensor y = Tensor.randn(new Generator(9 + run), 4, 2);
      Tensor prediction = model.forward(x);
      List<Tensor> results = evaluate.runAll(x, y);
      Agreement.assertClose(new MSELoss().forward(prediction, y), results.get(0), "loss");
      Agreement.assertClose(prediction, results.get(1), "prediction");
      Agreement.assertSameBits(prediction.argmax(1), results.get(2), "classes");
      Agreement.assertSameBits(prediction.gt(y), results.get(3), "comparison");
      assertFalse(results.get(1).requiresGrad());
    }
  }

  @Test
  void memoryDoesNotGrowWithRuns() {
    // In a pool of its own: the collector may take what other tests have left at any moment.
    Backend own = new HostBackend(1L << 20, 1);
    long more =
        CpuBackends.with(
            own,
            () -> {
              Compiled function = Compiled.function(t -> t[0].sigmoid().matmul(t[0].t()).sum());
              Tensor x = Tensor.ones(8, 8);
              runInScope(function, x);
              long before = own.memory().usage().liveTensors();
              for (int run = 0; run < 50; run++) {
                runInScope(function, x);
              }
              return own.memory().usage().liveTensors() - before;
            });
    assertEquals(0, more);
  }

  private static void runInScope(Compiled function, Tensor x) {
    try (MemoryScope scope = MemoryScope.open()) {
      assertTrue(scope != null);
      function.run(x);
    }
  }
}
