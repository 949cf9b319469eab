package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.RandomKind;
import dev.jacobian.device.RandomState;
import dev.jacobian.device.host.loop.Division;
import dev.jacobian.device.host.loop.Frame;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.shape.DType;

/** Fills memory with the numbers of a {@link RandomState}, divided over threads. */
final class HostRandom {
  /** A number costs as much as so many elements of plain arithmetic, or more. */
  private static final long COST = 8;

  private HostRandom() {}

  static void run(HostEngine engine, RandomKind distribution, RandomState state, Operand output) {
    HostBlock target = HostBlock.of(output);
    DType dtype = output.dtype();
    Division.overEntries(
        engine,
        output.shape().size(),
        COST,
        (from, to) -> {
          Frame frame = engine.frame();
          Object numbers = frame.spare(Lane.of(dtype));
          long[] bits = frame.indices(Frame.BLOCK);
          for (long at = from; at < to; at += Frame.BLOCK) {
            int count = (int) Math.min(Frame.BLOCK, to - at);
            state.bits(at, bits, count);
            if (dtype == DType.FLOAT32) {
              convert(distribution, bits, (float[]) numbers, count);
            } else {
              convert(distribution, bits, (double[]) numbers, count);
            }
            target.store(numbers, 0, at, count);
          }
        });
  }

  private static void convert(RandomKind distribution, long[] bits, float[] out, int count) {
    switch (distribution) {
      case UNIFORM -> {
        for (int i = 0; i < count; i++) {
          out[i] = RandomState.toUniformFloat(bits[i]);
        }
      }
      case NORMAL -> {
        for (int i = 0; i < count; i++) {
          out[i] = (float) RandomState.toNormal(bits[i]);
        }
      }
    }
  }

  private static void convert(RandomKind distribution, long[] bits, double[] out, int count) {
    switch (distribution) {
      case UNIFORM -> {
        for (int i = 0; i < count; i++) {
          out[i] = RandomState.toUniformDouble(bits[i]);
        }
      }
      case NORMAL -> {
        for (int i = 0; i < count; i++) {
          out[i] = RandomState.toNormal(bits[i]);
        }
      }
    }
  }
}
