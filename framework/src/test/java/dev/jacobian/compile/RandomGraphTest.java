package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Programs chosen at random do the same compiled as they do eagerly. */
@NeedsCompiler
class RandomGraphTest {
  private static final int SEEDS = 520;
  private static final int RUNS = 3;

  private int replays;
  private int withGradients;

  @Test
  void compiledAgreesWithEager() {
    for (int seed = 0; seed < SEEDS; seed++) {
      try (MemoryScope scope = MemoryScope.open()) {
        check(seed);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    // A program that adds to gradients is captured once without and once with some before.
    assertTrue(replays > SEEDS * (RUNS - 1) * 0.9, replays + " replays");
    assertTrue(withGradients > SEEDS / 3, withGradients + " programs with gradients");
    assertTrue(withGradients < SEEDS * 2 / 3, withGradients + " programs with gradients");
  }

  private void check(long seed) {
    RandomWorld eager = new RandomWorld(seed);
    RandomWorld captured = new RandomWorld(seed);
    RandomProgram expected = new RandomProgram(seed, eager);
    RandomProgram actual = new RandomProgram(seed, captured);
    Compiled compiled = Compiled.functions(actual::run);
    withGradients += actual.hasGradients() ? 1 : 0;
    for (int run = 0; run < RUNS; run++) {
      String where = "seed " + seed + ", run " + run + ": ";
      eager.rate = 0.1 / (run + 1);
      captured.rate = eager.rate;
      Tensor[] arguments = eager.arguments(run);
      Tensor[] same = captured.arguments(run);
      replays += compiled.isCompiled(same) ? 1 : 0;
      Agreement.assertClose(expected.run(arguments), compiled.runAll(same), where + "result");
      for (int i = 0; i < same.length; i++) {
        Agreement.assertClose(arguments[i], same[i], where + "argument " + i);
      }
      compare(eager, captured, where);
    }
    assertTrue(compiled.isCompiled(captured.arguments(0)), "seed " + seed + " is not compiled");
  }

  private static void compare(RandomWorld eager, RandomWorld captured, String where) {
    Agreement.assertClose(eager.states, captured.states, where + "state");
    Agreement.assertClose(eager.parameters, captured.parameters, where + "parameter");
    for (int i = 0; i < eager.parameters.size(); i++) {
      Agreement.assertClose(
          eager.parameters.get(i).grad(),
          captured.parameters.get(i).grad(),
          where + "gradient " + i);
    }
    assertEquals(eager.generator.state(), captured.generator.state(), where + "generator");
  }
}
