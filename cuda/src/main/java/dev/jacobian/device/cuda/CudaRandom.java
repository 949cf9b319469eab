package dev.jacobian.device.cuda;

import dev.jacobian.device.Operand;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.kernel.cuda.CudaSource;

/** Fills memory with the numbers of a {@link RandomState}. */
final class CudaRandom {
  private CudaRandom() {}

  static void fill(Engine engine, RandomKind distribution, RandomState state, Operand output) {
    long size = output.shape().size();
    String name = CudaSource.fill(distribution, output.dtype());
    long function = engine.function("random", CudaSource::random, name);
    long[] argument = {
      CudaBlock.addressOf(output), size, state.seed(), state.stream(), state.position()
    };
    Launch.elements(engine, function, size, argument);
  }
}
