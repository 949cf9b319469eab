package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@NeedsCompiler
class CompiledThreadsTest {
  private static final int STEPS = 30;

  /** Trains a model of its own and returns all its losses. */
  private static List<Float> train(long seed) {
    Module model =
        new Sequential(
            new Linear(6, 16, new Generator(seed)),
            new ReLU(),
            new Linear(16, 3, new Generator(seed + 1)));
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.05));
    List<Float> losses = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      Tensor x = Tensor.randn(new Generator(seed * 1000 + i), i % 10 == 9 ? 5 : 12, 6);
      losses.add(step.run(x, x.slice(1, 0, 3).mul(2)));
    }
    assertTrue(step.isCompiled(Tensor.ones(12, 6), Tensor.ones(12, 3)));
    assertTrue(step.isCompiled(Tensor.ones(5, 6), Tensor.ones(5, 3)));
    return losses;
  }

  @Test
  void twoThreadsTrainTheirOwnModelsAsOneThreadDoes() throws Exception {
    List<List<Float>> expected = List.of(train(1), train(2), train(3), train(4));
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<Float>>> trainings = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        long seed = i + 1;
        trainings.add(pool.submit(() -> train(seed)));
      }
      for (int i = 0; i < 4; i++) {
        assertEquals(expected.get(i), trainings.get(i).get(60, TimeUnit.SECONDS), "model " + i);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void threadsThatShareAFunctionTakeTurns() throws Exception {
    Compiled function = Compiled.function(t -> t[0].matmul(t[0].t()).add(1).sum());
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> wrong = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int first = t;
        wrong.add(
            pool.submit(
                () -> {
                  int errors = 0;
                  for (int run = 0; run < 100; run++) {
                    float value = 2 * run + first;
                    Tensor x = Tensor.ones(3, 4).mul(value);
                    errors += function.run(x).item() == 9 * (4 * value * value + 1) ? 0 : 1;
                  }
                  return errors;
                }));
      }
      for (Future<Integer> errors : wrong) {
        assertEquals(0, errors.get(60, TimeUnit.SECONDS));
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
