package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The number of threads changes no bit of what a compiled function computes. */
@NeedsCompiler
class ThreadCountTest {
  private static final long LIMIT = 1L << 30;

  private static void check(Supplier<List<double[]>> program, int fewestValues) {
    List<double[]> expected = CpuBackends.with(new HostBackend(LIMIT, 1), program);
    assertTrue(expected.size() >= fewestValues, expected.size() + " values");
    for (int threads = 2; threads <= 3; threads++) {
      List<double[]> actual = CpuBackends.with(new HostBackend(LIMIT, threads), program);
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(
            expected.get(i), actual.get(i), "value " + i + " with " + threads + " threads");
      }
    }
  }

  private static List<double[]> train(Workloads work) {
    List<double[]> values = new ArrayList<>();
    for (int step = 0; step < 4; step++) {
      values.add(new double[] {work.run()});
    }
    work.model().stateDict().values().forEach(tensor -> values.add(tensor.toDoubleArray()));
    assertTrue(work.step().isCompiled(work.inputs(), work.targets()));
    return values;
  }

  @Test
  void aLinearRegression() {
    check(() -> train(Workloads.linear()), 6);
  }

  @Test
  void aNetwork() {
    check(() -> train(Workloads.network(784, 128, 64, 10)), 10);
  }

  /** Convolutions of many tiles and of few, some with several images in a tile, with gradients. */
  @Test
  void convolutions() {
    check(
        () -> {
          Generator random = new Generator(3);
          List<Tensor> inputs = new ArrayList<>();
          inputs.add(Tensor.randn(random, 9, 4, 25, 31));
          inputs.add(Tensor.randn(random, 20, 4, 3, 3));
          inputs.add(Tensor.randn(random, 8, 4, 3, 3));
          inputs.add(Tensor.randn(random, 6, 2, 3, 3));
          inputs.add(Tensor.randn(random, 20, 1, 5, 7));
          inputs.forEach(input -> input.setRequiresGrad(true));
          Compiled compiled = Compiled.functions(ThreadCountTest::convolved);
          List<double[]> values = new ArrayList<>();
          for (int run = 0; run < 2; run++) {
            compiled
                .runAll(inputs.toArray(Tensor[]::new))
                .forEach(result -> values.add(result.toDoubleArray()));
          }
          return values;
        },
        12);
  }

  private static List<Tensor> convolved(Tensor[] t) {
    Tensor x = t[0].detach().setRequiresGrad(true);
    List<Tensor> weights = new ArrayList<>();
    for (int i = 1; i < t.length; i++) {
      weights.add(t[i].detach().setRequiresGrad(true));
    }
    Tensor many = x.conv2d(weights.get(0), null, 1, 1, 1, 1);
    Tensor few = many.conv2d(weights.get(3), null, 4, 0, 1, 20);
    Tensor grouped = x.conv2d(weights.get(2), null, 2, 1, 2, 2);
    Tensor strided = x.conv2d(weights.get(1), null, 2, 0, 1, 1);
    few.square().sum().add(grouped.square().sum()).add(strided.square().sum()).backward();
    List<Tensor> results = new ArrayList<>(List.of(many, few, grouped, strided, x.grad()));
    weights.forEach(weight -> results.add(weight.grad()));
    return results;
  }

  @Test
  void kernelsOverManyElements() {
    check(
        () -> {
          Compiled compiled =
              Compiled.functions(
                  t -> {
                    Tensor x = t[0].mul(t[0]).add(t[0].mul(2)).add(1);
                    return List.of(
                        x, x.sum(), x.sum(false, 0), x.mean(false, 1), x.sigmoid().max(false, 1));
                  });
          List<double[]> values = new ArrayList<>();
          for (int run = 0; run < 2; run++) {
            compiled
                .runAll(Tensor.randn(new Generator(run), 613, 1021))
                .forEach(result -> values.add(result.toDoubleArray()));
          }
          return values;
        },
        10);
  }

  @Test
  void randomPrograms() {
    check(
        () -> {
          List<double[]> values = new ArrayList<>();
          for (int seed = 0; seed < 60; seed++) {
            try (MemoryScope scope = MemoryScope.open()) {
              RandomWorld world = new RandomWorld(seed);
              Compiled compiled = Compiled.functions(new RandomProgram(seed, world)::run);
              for (int run = 0; run < 2; run++) {
                compiled
                    .runAll(world.arguments(run))
                    .forEach(result -> values.add(result.toDoubleArray()));
              }
              world.states.forEach(state -> values.add(state.toDoubleArray()));
              world.parameters.forEach(parameter -> values.add(parameter.toDoubleArray()));
            }
          }
          return values;
        },
        600);
  }
}
