package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.nn.BatchNorm1d;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.InstanceNorm1d;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.RunningNormOptions;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Running statistics are state that compiled steps change as eager ones do. */
@NeedsCompiler
class RunningStatisticsTest {
  private static final int STEPS = 12;

  /** A network that normalises, and its training. */
  private static final class Run {
    final Sequential model;
    final CompiledStep step;
    private final SGD optimizer;

    Run(long seed) {
      Generator generator = new Generator(seed);
      RunningNormOptions instance = RunningNormOptions.ofInstance().withTrackRunningStats(true);
      RunningNormOptions batch = RunningNormOptions.ofBatch();
      model =
          new Sequential(
              new InstanceNorm1d(4, instance),
              new BatchNorm1d(4, batch.withMomentum(0.3)),
              new Linear(6, 5, generator),
              new GELU(),
              new BatchNorm1d(4, batch.withMomentum(null)),
              new Linear(5, 2, generator));
      optimizer = new SGD(model.parameters(), SGD.Options.of(0.05).withMomentum(0.9));
      step = CompiledStep.of(model, new MSELoss(), optimizer);
    }

    float compiled(int run) {
      return step.run(input(run), target(run));
    }

    float eager(int run) {
      optimizer.zeroGrad();
      Tensor loss = new MSELoss().forward(model.forward(input(run)), target(run));
      loss.backward();
      optimizer.step();
      optimizer.zeroGrad();
      return (float) loss.item();
    }

    static Tensor input(int run) {
      return Tensor.randn(new Generator(100 + run), 9, 4, 6).mul(run + 1.0).add(run);
    }

    static Tensor target(int run) {
      return Tensor.randn(new Generator(200 + run), 9, 4, 2);
    }

    Map<String, Tensor> copy() {
      Map<String, Tensor> copy = new LinkedHashMap<>();
      model.stateDict().forEach((name, tensor) -> copy.put(name, tensor.copy()));
      return copy;
    }
  }

  @Test
  void compiledStepsChangeThemAsEagerOnesDo() {
    Run eager = new Run(1);
    Run compiled = new Run(1);
    for (int i = 0; i < STEPS; i++) {
      assertEquals(eager.eager(i), compiled.compiled(i), 1e-4f, "step " + i);
      eager
          .model
          .stateDict()
          .forEach(
              (name, tensor) ->
                  Agreement.assertClose(tensor, compiled.model.stateDict().get(name), name));
      if (i % 5 == 4) {
        // Evaluation reads them and changes none.
        Map<String, Tensor> before = compiled.copy();
        Agreement.assertClose(
            eager.model.eval().forward(Run.input(i)),
            compiled.model.eval().forward(Run.input(i)),
            "evaluation");
        before.forEach(
            (name, tensor) ->
                Agreement.assertSameBits(tensor, compiled.model.stateDict().get(name), name));
        eager.model.train();
        compiled.model.train();
      }
    }
    assertTrue(compiled.step.isCompiled(Run.input(0), Run.target(0)));
    assertEquals(STEPS, compiled.model.stateDict().get("1.num_batches_tracked").item());
    assertEquals(STEPS, compiled.model.stateDict().get("4.num_batches_tracked").item());
    assertEquals(0, compiled.model.stateDict().get("0.num_batches_tracked").item());
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    List<List<double[]>> all = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      all.add(CpuBackends.with(new HostBackend(1L << 30, threads), RunningStatisticsTest::train));
    }
    for (int i = 0; i < all.get(0).size(); i++) {
      assertArrayEquals(all.get(0).get(i), all.get(1).get(i), "value " + i);
    }
  }

  private static List<double[]> train() {
    Run eager = new Run(3);
    Run compiled = new Run(3);
    for (int i = 0; i < 4; i++) {
      eager.eager(i);
      compiled.compiled(i);
    }
    List<double[]> values = new ArrayList<>();
    eager.model.stateDict().values().forEach(tensor -> values.add(tensor.toDoubleArray()));
    compiled.model.stateDict().values().forEach(tensor -> values.add(tensor.toDoubleArray()));
    return values;
  }

  @Test
  void aResumedRunGoesOnWithThem() {
    Run whole = new Run(5);
    for (int i = 0; i < 4; i++) {
      whole.compiled(i);
    }
    Run resumed = new Run(6);
    resumed.model.loadStateDict(whole.copy());
    resumed.optimizer.loadStateDict(whole.optimizer.stateDict());
    for (int i = 4; i < 8; i++) {
      assertEquals(whole.compiled(i), resumed.compiled(i), "step " + i);
    }
    whole
        .model
        .stateDict()
        .forEach(
            (name, tensor) ->
                Agreement.assertSameBits(tensor, resumed.model.stateDict().get(name), name));
  }
}
