package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.kernel.Kernel;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random expressions: compiled code gives the bits of the reference. */
class RandomKernelsTest {
  private static final int SEEDS = 500;

  private final KernelCompiler compiler = new KernelCompiler();

  @Test
  void compiledKernelsComputeWhatTheReferenceDoes() {
    int severalLoops = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      severalLoops += check(seed) ? 1 : 0;
    }
    assertTrue(severalLoops > SEEDS / 10, "only " + severalLoops + " kernels had several loops");
    assertTrue(compiler.compiledClasses() > SEEDS / 2);
  }

  /** Returns whether the kernel had several loops. */
  private boolean check(int seed) {
    Random random = new Random(seed);
    RandomKernel generated = RandomKernel.of(random);
    Kernel kernel = generated.kernel();
    int count = (int) kernel.space().size();
    Object[] inputs = LaneArrays.randomInputs(RandomKernel.INPUTS, count, random);
    double[] parameters = generated.parameters();
    KernelBody body = compiler.compile(kernel);
    String what = "seed " + seed;
    assertNotNull(body, what);
    Object[] expected =
        LaneArrays.computed(new ReferenceBody(kernel), kernel, inputs, parameters, count);
    LaneArrays.assertSame(
        expected, LaneArrays.computed(body, kernel, inputs, parameters, count), what);
    LaneArrays.assertSame(
        expected, LaneArrays.onHost(body, kernel, inputs, parameters), what + " on the backend");
    return body instanceof ScratchBody || KernelCompiler.source(kernel).contains("loop1(");
  }
}
