package dev.jacobian.device.host;

import dev.jacobian.device.Block;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;

/**
 * An array on the heap, and the loops that need to know its element type. What computes goes
 * through lanes (see {@link Lane}): elements are loaded into arrays of float, double or long,
 * computed there, and stored back.
 */
sealed interface HostBlock extends Block
    permits HostFloats, HostDoubles, HostInts, HostLongs, HostBools {

  /** Returns the array. */
  Object array();

  /**
   * Returns whether the array's type is that of a lane, so that it can be computed on where it is.
   */
  boolean isLaneArray();

  /** Sets a range to a value converted to the element type. */
  void fill(int at, int count, double value);

  /**
   * Copies every {@code fromStep}-th element of a block of the same type to every {@code step}-th
   * of this one.
   */
  void copy(HostBlock source, int from, int fromStep, int at, int step, int count);

  /** Adds a range of a block of the same type to a range of this one. */
  void add(HostBlock source, int from, int at, int count);

  /**
   * Converts elements without loss.
   *
   * @param step 1, or 0 to repeat one element
   * @param lane {@code float[]} or {@code double[]} for float32, {@code double[]} for float64, else
   *     {@code long[]}
   */
  void load(int from, int step, Object lane, int at, int count);

  /** Converts the first elements of a lane back, the reverse of {@link #load} with step 1. */
  void store(Object lane, int at, int count);

  /** Does nothing: the collector frees the array once the pool has let go of it. */
  @Override
  default void free() {}

  static HostBlock of(Operand operand) {
    return (HostBlock) operand.storage().block();
  }

  static HostBlock allocate(DType dtype, long capacity) {
    try {
      return wrap(dtype, JavaArrays.allocate(dtype, capacity));
    } catch (OutOfMemoryError e) {
      throw new MemoryException(
          "the Java heap has no room for " + capacity + " elements of " + dtype,
          "free heap of " + capacity * dtype.byteSize() + " bytes in one piece",
          "start Java with a larger -Xmx",
          e);
    }
  }

  private static HostBlock wrap(DType dtype, Object array) {
    return switch (dtype) {
      case FLOAT32 -> new HostFloats((float[]) array);
      case FLOAT64 -> new HostDoubles((double[]) array);
      case INT32 -> new HostInts((int[]) array);
      case INT64 -> new HostLongs((long[]) array);
      case BOOL -> new HostBools((boolean[]) array);
    };
  }
}
