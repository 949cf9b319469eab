package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Recording;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsCompiler
class RunEachTest {
  /** A model with random numbers of its own, and the gradients of its loss as a function. */
  private record Work(Module model, Generator generator, Compiled gradients) {
    static Work make() {
      Generator generator = new Generator(9);
      Module model =
          new Sequential(
              new Linear(6, 40, new Generator(1)),
              new ReLU(),
              new Dropout(0.4, generator),
              new Linear(40, 3, new Generator(2)));
      MSELoss loss = new MSELoss();
      return new Work(
          model,
          generator,
          Compiled.functions(
              t -> {
                Tensor value = loss.forward(model.forward(t[0]), t[1]);
                value.backward();
                List<Tensor> results = new ArrayList<>(List.of(value.detach()));
                model.parameters().forEach(each -> results.add(each.grad()));
                model.zeroGrad();
                return results;
              }));
    }
  }

  /** Parts of a few rows each, of two sizes in turn. */
  private static List<Tensor[]> parts(int count, long seed) {
    List<Tensor[]> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tensor x = Tensor.randn(new Generator(seed + i), i % 3 == 2 ? 5 : 8, 6);
      parts.add(new Tensor[] {x, x.slice(1, 0, 3).mul(2)});
    }
    return parts;
  }

  private static List<float[]> values(List<List<Tensor>> results) {
    return results.stream().flatMap(List::stream).map(Tensor::toFloatArray).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8})
  void runsAtOnceGiveTheBitsOfRunsInTurn(int threads) {
    Work turns = Work.make();
    Work together = Work.make();
    try (WorkerThreads team = new WorkerThreads("test", threads)) {
      for (int step = 0; step < 30; step++) {
        List<Tensor[]> parts = parts(7, 100L * step);
        List<List<Tensor>> expected = new ArrayList<>();
        parts.forEach(part -> expected.add(turns.gradients().runAll(part)));
        List<float[]> actual = values(together.gradients().runEach(parts, team));
        List<float[]> values = values(expected);
        assertEquals(7 * 5, values.size());
        for (int i = 0; i < values.size(); i++) {
          assertArrayEquals(values.get(i), actual.get(i), "step " + step + ", result " + i);
        }
        assertEquals(turns.generator().state(), together.generator().state());
      }
    }
  }

  @Test
  void theRunsAreOnSeveralThreads() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Compiled checked =
        Compiled.function(
            t -> {
              Tensor sum = t[0].sum();
              Recording.check(
                  sum.variable(),
                  value -> {
                    seen.add(Thread.currentThread());
                    pause();
                  });
              return sum;
            });
    try (WorkerThreads team = new WorkerThreads("test", 3)) {
      for (int i = 0; i < 5; i++) {
        checked.runEach(parts(9, 1), team);
      }
    }
    assertTrue(seen.size() > 1, seen.toString());
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFunctionThatChangesTensorsRunsForOneAfterTheOther() {
    List<Double> sums = new ArrayList<>();
    for (int threads : new int[] {1, 4}) {
      Tensor mean = Tensor.zeros(1);
      Compiled running =
          Compiled.function(
              t -> {
                mean.mulInPlace(0.9f);
                mean.addInPlace(t[0].mean());
                return mean.mul(2);
              });
      try (WorkerThreads team = new WorkerThreads("test", threads)) {
        for (int step = 0; step < 5; step++) {
          for (List<Tensor> each : running.runEach(parts(6, 7L * step), team)) {
            sums.add((double) each.get(0).toFloatArray()[0]);
          }
        }
      }
    }
    assertEquals(60, sums.size());
    assertEquals(sums.subList(0, 30), sums.subList(30, 60));
  }

  @Test
  void aRunThatFailsTakesTheOthersRandomNumbersBack() {
    Generator generator = new Generator(3);
    AtomicInteger effects = new AtomicInteger();
    Compiled function =
        Compiled.function(
            t -> {
              Recording.effect(effects::incrementAndGet, effects::decrementAndGet);
              Tensor noise = Tensor.randn(generator, 8);
              Tensor sum = t[0].add(noise).sum();
              Recording.check(
                  t[0].sum().variable(),
                  value -> {
                    if (value > 1e6) {
                      throw new IllegalStateException("too much: " + value);
                    }
                  });
              return sum;
            });
    Tensor[] good = {Tensor.ones(8)};
    Tensor[] bad = {Tensor.full(Shape.of(8), 1e7)};
    try (WorkerThreads team = new WorkerThreads("test", 2)) {
      function.runEach(List.of(good, good), team);
      assertEquals(2, effects.get());
      RandomState before = generator.state();
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class, () -> function.runEach(List.of(good, bad), team));
      assertEquals("too much: 8.0E7", thrown.getMessage());
      assertEquals(before, generator.state());
      assertEquals(2, effects.get());
      // The team goes on.
      function.runEach(List.of(good, good), team);
      assertEquals(4, effects.get());
    }
  }

  @Test
  void badLabelsAreNamedInTheUsersTerms() {
    CrossEntropyLoss loss = new CrossEntropyLoss();
    Compiled function = Compiled.function(t -> loss.forward(t[0], t[1]));
    Tensor logits = Tensor.randn(new Generator(1), 3, 4);
    Tensor[] good = {logits, Tensor.of(new long[] {0, 1, 3})};
    Tensor[] bad = {logits, Tensor.of(new long[] {0, 1, 4})};
    try (WorkerThreads team = new WorkerThreads("test", 2)) {
      function.runEach(List.of(good, good, good), team);
      assertEquals(
          "CrossEntropyLoss: label 4 at row 2 of 3, with 4 classes; expected labels from 0 to 3; fix: number the"
              + " classes from 0, or give the model as many outputs as there are classes",
          assertThrows(DataException.class, () -> function.runEach(List.of(good, bad, good), team))
              .getMessage());
    }
  }

  @Test
  void aFunctionThatReadsValuesFallsBackToTurns() {
    Compiled reading =
        Compiled.function(t -> t[0].sum().item() > 0 ? t[0].mul(2) : t[0].neg()).withFallback();
    try (WorkerThreads team = new WorkerThreads("test", 2)) {
      List<List<Tensor>> results =
          reading.runEach(
              List.of(new Tensor[] {Tensor.ones(2)}, new Tensor[] {Tensor.full(Shape.of(2), -1)}),
              team);
      assertArrayEquals(new float[] {2, 2}, results.get(0).get(0).toFloatArray());
      assertArrayEquals(new float[] {1, 1}, results.get(1).get(0).toFloatArray());
    }
  }
}
