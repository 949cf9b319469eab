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
