package dev.jacobian.device.nd4j.call;

import dev.jacobian.shape.DType;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.nativeblas.NativeOps;

/**
 * Reads and writes the part of a block that lies in main memory. On the CPU that is the block; of a
 * block on a GPU it is a mirror, which is brought up to date before it is read and copied to the
 * GPU after it is written.
 */
public final class MainMemory {
  private MainMemory() {}

  /** Writes elements of a Java array to the start of a block. */
  public static void write(NativeOps ops, Nd4jBlock block, Object array, int offset, int count) {
    Pointer memory = writable(ops, block);
    write(memory, array, offset, count);
    written(ops, block);
  }

  /**
   * Returns the address of a block's mirror for writing; {@link #written} is to be called
   * afterwards.
   */
  public static Pointer writable(NativeOps ops, Nd4jBlock block) {
    if (block.isOwned()) {
      ops.dbAllocatePrimaryBuffer(block.handle());
    } else {
      // The rest of the array that this block is a part of must not be lost.
      ops.dbSyncToPrimary(block.handle());
    }
    return ops.dbPrimaryBuffer(block.handle());
  }

  /** Copies what was written to the GPU, if the block lies on one. */
  public static void written(NativeOps ops, Nd4jBlock block) {
    ops.dbTickHostWrite(block.handle());
    ops.dbSyncToSpecial(block.handle());
  }

  /** Copies elements of a Java array to memory. */
  public static void write(Pointer memory, Object array, int offset, int count) {
    if (array instanceof float[] floats) {
      new FloatPointer(memory).put(floats, offset, count);
    } else if (array instanceof double[] doubles) {
      new DoublePointer(memory).put(doubles, offset, count);
    } else if (array instanceof int[] ints) {
      new IntPointer(memory).put(ints, offset, count);
    } else if (array instanceof long[] longs) {
      new LongPointer(memory).put(longs, offset, count);
    } else {
      new BooleanPointer(memory).put((boolean[]) array, offset, count);
    }
  }

  /** Reads elements from the start of a block into a Java array. */
  public static void read(NativeOps ops, Nd4jBlock block, Object array, int offset, int count) {
    ops.dbSyncToPrimary(block.handle());
    Pointer memory = ops.dbPrimaryBuffer(block.handle());
    if (array instanceof float[] floats) {
      new FloatPointer(memory).get(floats, offset, count);
    } else if (array instanceof double[] doubles) {
      new DoublePointer(memory).get(doubles, offset, count);
    } else if (array instanceof int[] ints) {
      new IntPointer(memory).get(ints, offset, count);
    } else if (array instanceof long[] longs) {
      new LongPointer(memory).get(longs, offset, count);
    } else {
      new BooleanPointer(memory).get((boolean[]) array, offset, count);
    }
  }

  /** Writes one element, converted to the block's type. */
  static void putNumber(NativeOps ops, Nd4jBlock block, DType dtype, double value) {
    Pointer memory = writable(ops, block);
    switch (dtype) {
      case FLOAT32 -> new FloatPointer(memory).put((float) value);
      case FLOAT64 -> new DoublePointer(memory).put(value);
      case INT32 -> new IntPointer(memory).put((int) value);
      case INT64 -> new LongPointer(memory).put((long) value);
      case BOOL -> new BooleanPointer(memory).put(value != 0);
    }
    ops.dbTickHostWrite(block.handle());
  }

  /** Writes one element of an integer type. */
  static void putWholeNumber(NativeOps ops, Nd4jBlock block, DType dtype, long value) {
    Pointer memory = writable(ops, block);
    if (dtype == DType.INT32) {
      new IntPointer(memory).put((int) value);
    } else {
      new LongPointer(memory).put(value);
    }
    ops.dbTickHostWrite(block.handle());
  }
}
