package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Programs chosen at random do the same compiled as they do eagerly. */
class RandomGraphTest {
  private static final int SEEDS = Integer.getInteger("seeds", 600);
  private static final int FIRST = Integer.getInteger("first", 0);
  private static final int STEPS = 4;

  private int replays;
  private int withGradients;

  @Test
  void compiledAgreesWithEager() {
    int failed = 0;
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try (MemoryScope scope = MemoryScope.open()) {
        check(seed);
      } catch (Throwable e) {
        failed++;
        System.out.println("seed " + seed + ": " + e);
        for (int i = 0; i < 6 && i < e.getStackTrace().length; i++) System.out.println("     " + e.getStackTrace()[i]);
      }
    }
    System.out.println("replays " + replays + " withGrad " + withGradients + " failed " + failed);
  }

  private void check(long seed) {
    RandomWorld eager = new RandomWorld(seed);
    RandomWorld captured = new RandomWorld(seed);
    RandomProgram expected = new RandomProgram(seed, eager);
    RandomProgram actual = new RandomProgram(seed, captured);
    Compiled compiled = Compiled.functions(actual::run);
    withGradients += actual.hasGradients() ? 1 : 0;
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", run " + step + ": ";
      eager.rate = captured.rate = 0.1 / (step + 1);
      Tensor[] arguments = eager.arguments(step);
      Tensor[] same = captured.arguments(step);
      replays += compiled.isCompiled(same) ? 1 : 0;
      java.util.List<Tensor> e; try { e = expected.run(arguments);} catch (RuntimeException x) { System.out.println("EAGER " + seed + " " + x + " " + x.getStackTrace()[0]); return; }
      Agreement.assertClose(
          e, compiled.runAll(same), where + "result");
      Agreement.assertClose(eager.states, captured.states, where + "state");
      Agreement.assertClose(eager.parameters, captured.parameters, where + "parameter");
      for (int i = 0; i < eager.parameters.size(); i++) {
        Agreement.assertClose(
            eager.parameters.get(i).grad(), captured.parameters.get(i).grad(), where + "gradient");
      }
      for (int i = 0; i < same.length; i++) {
        Agreement.assertClose(arguments[i], same[i], where + "argument " + i);
      }
      assertEquals(eager.generator.state(), captured.generator.state(), where + "generator");
    }
    assertTrue(compiled.isCompiled(captured.arguments(0)), "seed " + seed + " is not compiled");
  }
}
