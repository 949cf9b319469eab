package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.cuda.EmulatedProvider;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs chosen at random, compiled to fused kernels, give on CUDA what they give on the CPU. */
class RandomGraphsOnCudaTest {
  private static final int SEEDS = Integer.getInteger("jacobian.test.graphs", 2);

  @Test
  void fusedGraphsGiveTheCpusNumbers() {
    Backend emulated = EmulatedProvider.standInForCpu();
    for (int seed = 0; seed < SEEDS; seed++) {
      int same = seed;
      List<double[]> expected = results(seed);
      List<double[]> actual = CpuBackends.with(emulated, () -> results(same));
      assertTrue(!expected.isEmpty() && expected.size() == actual.size(), "seed " + seed);
      for (int i = 0; i < expected.size(); i++) {
        for (int k = 0; k < expected.get(i).length; k++) {
          double wanted = expected.get(i)[k];
          double close = 1e-4 * Math.max(1, Math.abs(wanted));
          boolean isSame = Double.compare(wanted, actual.get(i)[k]) == 0;
          assertTrue(
              isSame || Math.abs(wanted - actual.get(i)[k]) <= close,
              "seed " + seed + ", result " + i + ": " + actual.get(i)[k] + " for " + wanted);
        }
      }
    }
  }

  private static List<double[]> results(long seed) {
    try (MemoryScope scope = MemoryScope.open()) {
      RandomWorld world = new RandomWorld(seed);
      RandomProgram program = new RandomProgram(seed, world);
      Compiled compiled = Compiled.functions(program::run);
      List<double[]> numbers = new ArrayList<>();
      for (int run = 0; run < 2; run++) {
        world.rate = 0.1 / (run + 1);
        for (Tensor result : compiled.runAll(world.arguments(run))) {
          numbers.add(result.toDoubleArray());
        }
      }
      world.states.forEach(state -> numbers.add(state.toDoubleArray()));
      world.parameters.forEach(parameter -> numbers.add(parameter.detach().toDoubleArray()));
      return numbers;
    }
  }
}
