package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.loop.Division;
import dev.jacobian.device.host.loop.Frame;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.kernel.c.CDialect;
import dev.jacobian.kernel.c.LateFunction;
import dev.jacobian.kernel.c.NativeNumbers;
import dev.jacobian.shape.DType;
import org.jspecify.annotations.Nullable;

/** Fills memory with the numbers of a {@link RandomState}, divided over threads. */
final class HostRandom {
  /** A number costs as much as so many elements of plain arithmetic, or more. */
  private static final long COST = 8;

  private HostRandom() {}

  static void run(HostEngine engine, RandomKind distribution, RandomState state, Operand output) {
    long size = output.shape().size();
    LateFunction function = function(engine, distribution, output.dtype(), size);
    Division.overEntries(
        engine,
        size,
        COST,
        (from, to) -> {
          if (function == null) {
            fill(engine.frame(), distribution, state, output, from, to);
          } else {
            fill(engine.frame(), function, state, output, from, to);
          }
        });
  }

  /** Returns the function in C, if there is one by now. */
  private static @Nullable LateFunction function(
      HostEngine engine, RandomKind distribution, DType dtype, long size) {
    LateFunction function = engine.random(CDialect.lowerCase(distribution), dtype);
    return function != null && function.isReady(size) ? function : null;
  }

  private static void fill(
      Frame frame, LateFunction function, RandomState state, Operand output, long from, long to) {
    NativeNumbers numbers = frame.numbers(5);
    numbers.put(0, HostBlock.address(output) + from * output.dtype().byteSize());
    numbers.put(1, state.position() + from);
    numbers.put(2, to - from);
    numbers.put(3, state.seed());
    numbers.put(4, state.stream());
    function.run(numbers.address(0), 0);
  }

  private static void fill(
      Frame frame, RandomKind distribution, RandomState state, Operand output, long from, long to) {
    HostBlock target = HostBlock.of(output);
    Object numbers = frame.spare(Lane.of(output.dtype()));
    long[] bits = frame.indices(Frame.BLOCK);
    for (long at = from; at < to; at += Frame.BLOCK) {
      int count = (int) Math.min(Frame.BLOCK, to - at);
      state.bits(at, bits, count);
      if (numbers instanceof float[] floats) {
        convert(distribution, bits, floats, count);
      } else {
        convert(distribution, bits, (double[]) numbers, count);
      }
      target.store(numbers, 0, at, count);
    }
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
