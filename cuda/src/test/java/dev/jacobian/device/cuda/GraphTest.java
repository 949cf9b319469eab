package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A compiled step is one launch of a graph, which is made once and changed where it has to be. */
class GraphTest {
  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.set("changes", 1);
    Fakes.checkGuards();
  }

  /** Returns what the device is asked for by an action, without what it is not asked for. */
  private static Map<String, Long> counted(Runnable action) {
    Map<String, Long> counts = new LinkedHashMap<>();
    String[] names = {"launches", "graphs", "graphLaunches", "steps", "updates", "waits"};
    for (String name : names) {
      counts.put(name, -Fakes.count(name));
    }
    action.run();
    counts.replaceAll((name, before) -> before + Fakes.count(name));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** A model, its optimizer and a batch; eagerly on the CPU, and compiled on the device. */
  private static final class Problem {
    private final Module model;
    private final SGD optimizer;
    private final CompiledStep step;
    private final MSELoss loss = new MSELoss();
    private final Tensor x;
    private final Tensor y;

    Problem(Module model, boolean isCuda, int batch, int in, int out) {
      this.model = isCuda ? model.cuda() : model;
      this.optimizer = new SGD(model.parameters(), 0.05);
      this.step = CompiledStep.of(model, loss, optimizer);
      Tensor inputs = Tensor.randn(new Generator(8), batch, in);
      Tensor targets = Tensor.randn(new Generator(9), batch, out);
      this.x = isCuda ? inputs.cuda() : inputs;
      this.y = isCuda ? targets.cuda() : targets;
    }

    static Problem linear(boolean isCuda) {
      return new Problem(new Linear(100, 1, new Generator(1)), isCuda, 64, 100, 1);
    }

    static Problem mlp(int in, int first, int second, int batch) {
      Generator generator = new Generator(1);
      Module model =
          new Sequential(
              new Linear(in, first, generator),
              new ReLU(),
              new Linear(first, second, generator),
              new ReLU(),
              new Linear(second, 10, generator));
      return new Problem(model, true, batch, in, 10);
    }

    float run() {
      return step.run(x, y);
    }

    void eagerStep() {
      optimizer.zeroGrad();
      loss.forward(model.forward(x), y).backward();
      optimizer.step();
    }

    float[] weights() {
      return model.parameters().get(0).tensor().toFloatArray();
    }
  }

  /** W1 of the benchmarks. */
  @Test
  void aStepOfASmallLinearModelIsOneLaunch() {
    Problem problem = new Problem(new Linear(10, 1, new Generator(1)), true, 64, 10, 1);
    Problem host = new Problem(new Linear(10, 1, new Generator(1)), false, 64, 10, 1);
    problem.run();
    host.eagerStep();
    for (int i = 0; i < 3; i++) {
      // The loss is waited for when it is read, after the step.
      assertEquals(Map.of("launches", 1L, "waits", 1L), counted(problem::run));
      host.eagerStep();
      assertArrayEquals(host.weights(), problem.weights(), 1e-6f);
    }
  }

  /** W2 of the benchmarks. */
  @Test
  void aStepOfThreeLayersIsOneLaunchOfEightProductsAndFiveKernels() {
    Problem problem = Problem.mlp(784, 512, 256, 128);
    problem.run();
    for (int i = 0; i < 2; i++) {
      assertEquals(Map.of("graphLaunches", 1L, "steps", 13L, "waits", 1L), counted(problem::run));
    }
  }

  @Test
  void anotherLearningRateChangesTheStepsThatReadIt() {
    Problem problem = Problem.linear(true);
    Problem host = Problem.linear(false);
    problem.run();
    host.eagerStep();
    for (int i = 1; i < 4; i++) {
      problem.optimizer.setLearningRate(0.05 / i);
      host.optimizer.setLearningRate(0.05 / i);
      Map<String, Long> expected =
          i == 1
              ? Map.of("graphLaunches", 1L, "steps", 4L, "waits", 1L)
              : Map.of("graphLaunches", 1L, "steps", 4L, "waits", 1L, "updates", 2L);
      assertEquals(expected, counted(problem::run));
      host.eagerStep();
      assertArrayEquals(host.weights(), problem.weights(), 1e-5f);
    }
  }

  @Test
  void anotherBatchChangesTheStepsThatReadIt() {
    Problem problem = Problem.linear(true);
    problem.run();
    Tensor other = Tensor.randn(new Generator(4), 64, 100).cuda();
    assertEquals(
        Map.of("graphLaunches", 1L, "steps", 4L, "waits", 1L, "updates", 2L),
        counted(() -> problem.step.run(other, problem.y)));
  }

  @Test
  void aGraphThatCannotBecomeAnotherIsMadeAnew() {
    Problem problem = Problem.linear(true);
    Problem host = Problem.linear(false);
    problem.run();
    host.eagerStep();
    Fakes.set("changes", 0);
    problem.optimizer.setLearningRate(0.01);
    host.optimizer.setLearningRate(0.01);
    assertEquals(1, counted(problem::run).get("graphs"));
    host.eagerStep();
    assertArrayEquals(host.weights(), problem.weights(), 1e-5f);
    assertEquals(null, counted(problem::run).get("graphs"));
  }

  @Test
  void aBadLabelIsFoundBeforeAnythingIsChanged() {
    Linear model = new Linear(3, 3, new Generator(1));
    model.cuda();
    CompiledStep step =
        CompiledStep.of(model, new CrossEntropyLoss(), new SGD(model.parameters(), 0.1));
    Tensor x = Tensor.randn(new Generator(2), 4, 3).cuda();
    step.run(x, Tensor.of(new long[] {0, 1, 2, 1}).cuda());
    float[] before = model.weight().tensor().toFloatArray();
    Tensor bad = Tensor.of(new long[] {0, 1, 3, 1}).cuda();
    DataException error = assertThrows(DataException.class, () -> step.run(x, bad));
    DataException eager =
        assertThrows(
            DataException.class, () -> new CrossEntropyLoss().forward(model.forward(x), bad));
    assertEquals(eager.getMessage(), error.getMessage());
    assertArrayEquals(before, model.weight().tensor().toFloatArray());
    // Fine ones are waited for too: what reads them before the update begins, and the loss after
    // it.
    Tensor good = Tensor.of(new long[] {2, 1, 0, 1}).cuda();
    assertEquals(2, counted(() -> step.run(x, good)).get("waits"));
  }

  @Test
  void programsOfTwoThreadsDoNotDisturbEachOther() throws InterruptedException {
    Problem alone = Problem.mlp(60, 40, 30, 16);
    for (int i = 0; i < 10; i++) {
      alone.run();
    }
    Problem[] both = {Problem.mlp(60, 40, 30, 16), Problem.mlp(60, 40, 30, 16)};
    Thread[] threads = new Thread[2];
    for (int t = 0; t < 2; t++) {
      Problem mine = both[t];
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 10; i++) {
                  mine.run();
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertArrayEquals(alone.weights(), both[0].weights());
    assertArrayEquals(alone.weights(), both[1].weights());
  }
}
