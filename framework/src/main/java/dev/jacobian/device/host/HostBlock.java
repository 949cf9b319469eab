package dev.jacobian.device.host;

import dev.jacobian.device.Block;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap that holds elements of one type. What computes goes through lanes (see
 * {@link Lane}): elements are loaded into Java arrays of float, double or long, computed there, and
 * stored back. A run of elements that one call moves is not longer than {@link #LONGEST_RUN}.
 *
 * <p>A block is freed by hand and has no guard of its own: whoever uses it {@link
 * dev.jacobian.device.Hold holds} its storage.
 */
abstract sealed class HostBlock implements Block
    permits HostFloats, HostDoubles, HostInts, HostLongs, HostBools {
  /** The most elements, of any type, that one call moves. */
  static final int LONGEST_RUN = (int) (Windows.STEP / Long.BYTES);

  /** Rows that are fetched at the same time. */
  private static final int GROUP = 32;

  private final HostMemory memory;

  /** Without a use of it, HotSpot would not read what is touched. */
  @SuppressWarnings("UnusedVariable")
  private double touched;

  /** By how many bits a position is shifted to the right for the index of its view. */
  final int shift;

  /** The bits of a position that are its position in its view. */
  final long mask;

  /**
   * Makes a block over memory.
   *
   * @param memory its extent, and who it belongs to
   * @param elementBytes bytes of an element
   */
  HostBlock(HostMemory memory, int elementBytes) {
    this.memory = memory;
    this.shift = Windows.shift(memory.bytes(), elementBytes);
    this.mask = (1L << shift) - 1;
  }

  /** Returns the block that begins with an operand's first element. */
  static HostBlock of(Operand operand) {
    HostBlock whole = whole(operand);
    long skipped = operand.offset() * operand.dtype().byteSize();
    return skipped == 0 ? whole : over(operand.dtype(), whole.memory.from(skipped, whole));
  }

  /** Returns the block of an operand's storage. */
  static HostBlock whole(Operand operand) {
    return (HostBlock) operand.storage().block();
  }

  /** Returns the address of an operand's first element. */
  static long address(Operand operand) {
    Pointer start = whole(operand).memory.start();
    return start.address() + start.position() + operand.offset() * operand.dtype().byteSize();
  }

  /** Returns whether all elements are seen through one view. */
  final boolean isOneView() {
    return shift == Long.SIZE - 1;
  }

  /** Returns a block over memory. */
  static HostBlock over(DType dtype, HostMemory memory) {
    return switch (dtype) {
      case FLOAT32 -> new HostFloats(memory);
      case FLOAT64 -> new HostDoubles(memory);
      case INT32 -> new HostInts(memory);
      case INT64 -> new HostLongs(memory);
      case BOOL -> new HostBools(memory);
    };
  }

  /** Returns the address of the first element, as a pointer to the element type. */
  abstract Pointer pointer();

  /**
   * Copies elements into a lane, converting them to its type.
   *
   * @param lane an array of the type's {@link Lane}
   */
  abstract void load(long from, Object lane, int at, int count);

  /** Copies elements of a lane back, the reverse of {@link #load}. */
  abstract void store(Object lane, int from, long at, int count);

  /**
   * Copies every {@code fromStep}-th element of a block of the same type to every {@code step}-th
   * of this one; if either step is not 1, a run of {@code count} steps is not longer than {@link
   * #LONGEST_RUN}.
   */
  abstract void copy(HostBlock source, long from, int fromStep, long at, int step, int count);

  /**
   * Copies rows, one for each index, that follow each other here. Those of a group are touched
   * first, all at once, so that the processor fetches them from memory at the same time.
   *
   * @param base the position of row 0 in the source, a block of the same type
   * @param rows indices of rows of the source, of which {@code count} from {@code first} are used
   * @param width elements of a row, at least 1 and not more than {@link #LONGEST_RUN}
   * @param at the position of the first copied row here
   */
  final void gather(
      HostBlock source, long base, long[] rows, int first, int count, int width, long at) {
    for (int done = 0; done < count; done += GROUP) {
      int group = Math.min(GROUP, count - done);
      touched = source.touchRows(base, rows, first + done, group, width);
      copyRows(source, base, rows, first + done, group, width, at + (long) done * width);
    }
  }

  /** Reads the ends of rows, and returns a number that depends on them. */
  abstract double touchRows(long base, long[] rows, int first, int count, int width);

  /** Copies rows as {@link #gather} does. */
  abstract void copyRows(
      HostBlock source, long base, long[] rows, int first, int count, int width, long at);

  /** Copies elements of a Java array of the element type into this block. */
  abstract void upload(Object array, int from, long at, int count);

  /** Copies elements into a Java array of the element type. */
  abstract void download(long from, Object array, int at, int count);

  /** Returns the object that the memory belongs to, or null if it belongs to this block. */
  final @Nullable Object owner() {
    return memory.owner();
  }

  /** Gives the memory back, unless it is another object's. */
  @Override
  public final void free() {
    if (memory.owned() != null) {
      Pointer.free(memory.owned());
    }
  }
}
