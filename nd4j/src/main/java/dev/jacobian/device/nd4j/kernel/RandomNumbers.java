package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.MainMemory;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Nd4jBlock;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.nativeblas.NativeOps;

/**
 * Fills arrays with the numbers of a {@link RandomState}. They are made in Java, since ND4J's
 * generators depend on the number of threads and differ between its backends; for a GPU they are
 * made in the block's mirror in main memory.
 */
public final class RandomNumbers {
  private static final int CHUNK = 4096;

  private final NativeOps ops;

  public RandomNumbers(NativeOps ops) {
    this.ops = ops;
  }

  /** Writes the numbers of a state to the elements, in their order. */
  public void fill(RandomKind distribution, RandomState state, Operand output) {
    Nd4jBlock block = NativeCalls.block(output);
    Pointer memory = MainMemory.writable(ops, block);
    long size = output.shape().size();
    if (output.dtype() == DType.FLOAT32) {
      floats(distribution, state, new FloatPointer(memory), size);
    } else {
      doubles(distribution, state, new DoublePointer(memory), size);
    }
    MainMemory.written(ops, block);
  }

  private static void floats(
      RandomKind distribution, RandomState state, FloatPointer memory, long size) {
    float[] chunk = new float[(int) Math.min(CHUNK, size)];
    for (long start = 0; start < size; start += CHUNK) {
      int count = (int) Math.min(CHUNK, size - start);
      for (int i = 0; i < count; i++) {
        chunk[i] =
            switch (distribution) {
              case UNIFORM -> state.uniformFloat(start + i);
              case NORMAL -> (float) state.normal(start + i);
            };
      }
      memory.position(start).put(chunk, 0, count);
    }
  }

  private static void doubles(
      RandomKind distribution, RandomState state, DoublePointer memory, long size) {
    double[] chunk = new double[(int) Math.min(CHUNK, size)];
    for (long start = 0; start < size; start += CHUNK) {
      int count = (int) Math.min(CHUNK, size - start);
      for (int i = 0; i < count; i++) {
        chunk[i] =
            switch (distribution) {
              case UNIFORM -> state.uniformDouble(start + i);
              case NORMAL -> state.normal(start + i);
            };
      }
      memory.position(start).put(chunk, 0, count);
    }
  }
}
