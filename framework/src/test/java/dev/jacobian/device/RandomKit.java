package dev.jacobian.device;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Kernels of all forms at random, against {@link KernelReference}. {@code
 * -Djacobian.test.kernels=N} tries so many, {@code -Djacobian.test.kernelSeed=S} begins elsewhere.
 */
abstract class RandomKit extends KernelKit {
  private static final long SEED = Long.getLong("jacobian.test.kernelSeed", 1);

  /** Returns how many are tried unless the property says otherwise. */
  abstract int usualKernels();

  @Test
  void randomKernelsGiveTheNumbersOfTheReference() {
    int kernels = Integer.getInteger("jacobian.test.kernels", usualKernels());
    for (int i = 0; i < kernels; i++) {
      long seed = SEED + i;
      RandomKernels.Sample sample = RandomKernels.sample(seed);
      List<Values> expected = KernelReference.run(sample);
      check(seed, sample, expected);
    }
  }

  private void check(long seed, RandomKernels.Sample sample, List<Values> expected) {
    try (MemoryScope scope = MemoryScope.open()) {
      Operand[] inputs = sample.inputs().stream().map(this::put).toArray(Operand[]::new);
      Operand[] outputs = sample.targets().stream().map(this::put).toArray(Operand[]::new);
      backend().prepare(sample.kernel()).run(inputs, sample.parameters(), outputs);
      for (int i = 0; i < outputs.length; i++) {
        String what = "seed " + seed + ", output " + i + " of\n" + sample.kernel();
        expected.get(i).assertSame(get(outputs[i]), what);
      }
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ":\n" + sample.kernel(), e);
    }
  }
}
