package dev.jacobian.device.cuda;

import dev.jacobian.device.Operand;
import dev.jacobian.device.RandomKind;
import dev.jacobian.device.RandomState;
import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.shape.DType;

/**
 * Fills memory with the numbers of a {@link RandomState}. Normal ones in float64 are made in Java:
 * the logarithms of two libraries differ in their last bits, which float32 does not show.
 */
final class CudaRandom {
  private static final int PIECE = 1 << 16;

  private CudaRandom() {}

  static void fill(
      Engine engine,
      Transfers transfers,
      RandomKind distribution,
      RandomState state,
      Operand output) {
    long size = output.shape().size();
    boolean isDouble = output.dtype() == DType.FLOAT64;
    if (distribution == RandomKind.NORMAL && isDouble) {
      fillNormal(transfers, state, output);
      return;
    }
    String name = distribution == RandomKind.NORMAL ? "normal" : "uniform";
    long function =
        engine.function("random", CudaSource::random, name + (isDouble ? "_f64" : "_f32"));
    long[] argument = {
      CudaBlock.addressOf(output), size, state.seed(), state.stream(), state.position()
    };
    Launch.elements(engine, function, size, argument);
  }

  private static void fillNormal(Transfers transfers, RandomState state, Operand output) {
    long address = CudaBlock.addressOf(output);
    for (long done = 0; done < output.shape().size(); done += PIECE) {
      double[] numbers = new double[(int) Math.min(PIECE, output.shape().size() - done)];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = state.normal(done + i);
      }
      transfers.upload(numbers, 0, DType.FLOAT64, address + done * Double.BYTES, numbers.length);
    }
  }
}
