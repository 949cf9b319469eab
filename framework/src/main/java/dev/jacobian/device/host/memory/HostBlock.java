package dev.jacobian.device.host.memory;

import dev.jacobian.device.Block;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
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
public final class HostBlock implements Block {
  /** The most elements, of any type, that one call moves. */
  public static final int LONGEST_RUN = (int) (Windows.STEP / Long.BYTES);

  /** Rows that are fetched at the same time. */
  private static final int GROUP = 32;

  private static final IntBuffer[] NO_BITS = {};

  private final DType dtype;
  private final HostMemory memory;
  private final Pointer pointer;
  private final ByteBuffer[] bytes;

  /** The views with the type's own elements; of bool, those of bytes. */
  private final Buffer[] views;

  /** Of float32, views of the elements' bits. */
  private final IntBuffer[] bits;

  /** By how many bits a position is shifted to the left for its first byte. */
  private final int byteShift;

  /** By how many bits a position is shifted to the right for the index of its view. */
  private final int shift;

  /** The bits of a position that are its position in its view. */
  private final long mask;

  /** Without a use of it, HotSpot would not read what is touched. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  private HostBlock(DType dtype, HostMemory memory) {
    this.dtype = dtype;
    this.memory = memory;
    this.byteShift = Integer.numberOfTrailingZeros(dtype.byteSize());
    this.shift = Windows.shift(memory.bytes(), dtype.byteSize());
    this.mask = (1L << shift) - 1;
    this.pointer = typed(memory.start());
    pointer.capacity(memory.bytes() >> byteShift);
    this.bytes = Windows.over(memory.start(), memory.bytes());
    this.views = new Buffer[bytes.length];
    this.bits = dtype == DType.FLOAT32 ? new IntBuffer[bytes.length] : NO_BITS;
    for (int i = 0; i < views.length; i++) {
      views[i] = typed(bytes[i]);
      if (bits.length > 0) {
        bits[i] = bytes[i].asIntBuffer();
      }
    }
  }

  private Pointer typed(BytePointer start) {
    return switch (dtype) {
      case FLOAT32 -> new FloatPointer(start);
      case FLOAT64 -> new DoublePointer(start);
      case INT32 -> new IntPointer(start);
      case INT64 -> new LongPointer(start);
      case BOOL -> new BytePointer(start);
    };
  }

  private Buffer typed(ByteBuffer view) {
    return switch (dtype) {
      case FLOAT32 -> view.asFloatBuffer();
      case FLOAT64 -> view.asDoubleBuffer();
      case INT32 -> view.asIntBuffer();
      case INT64 -> view.asLongBuffer();
      case BOOL -> view;
    };
  }

  /** Returns the block that begins with an operand's first element. */
  public static HostBlock of(Operand operand) {
    HostBlock whole = whole(operand);
    long skipped = operand.offset() << whole.byteShift;
    return skipped == 0 ? whole : over(whole.dtype, whole.memory.from(skipped, whole));
  }

  /** Returns the block of an operand's storage. */
  public static HostBlock whole(Operand operand) {
    return (HostBlock) operand.storage().block();
  }

  /** Returns the address of an operand's first element. */
  public static long address(Operand operand) {
    HostBlock whole = whole(operand);
    return whole.pointer.address() + (operand.offset() << whole.byteShift);
  }

  /** Returns a block over memory. */
  public static HostBlock over(DType dtype, HostMemory memory) {
    return new HostBlock(dtype, memory);
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return dtype;
  }

  /** Returns whether all elements are seen through one view. */
  public boolean isOneView() {
    return shift == Long.SIZE - 1;
  }

  /** Returns the address of the first element, as a pointer to the element type. */
  public Pointer pointer() {
    return pointer;
  }

  private int view(long position) {
    return (int) (position >>> shift);
  }

  private int local(long position) {
    return (int) (position & mask);
  }

  private int localByte(long position) {
    return local(position) << byteShift;
  }

  /**
   * Copies elements into a lane, converting them to its type.
   *
   * @param lane an array of the type's {@link Lane}
   */
  public void load(long from, Object lane, int at, int count) {
    if (count == 1 || dtype == DType.INT32 || dtype == DType.BOOL) {
      load(from, 1, lane, at, count);
    } else {
      download(from, lane, at, count);
    }
  }

  /**
   * Copies every {@code step}-th element into a lane.
   *
   * @param step may be negative, or 0
   */
  public void load(long from, long step, Object lane, int at, int count) {
    if (!isOneView()) {
      for (int i = 0; i < count; i++) {
        long position = from + i * step;
        load(views[view(position)], local(position), 0, lane, at + i, 1);
      }
    } else {
      load(views[0], (int) from, (int) step, lane, at, count);
    }
  }

  private void load(Buffer view, int from, int step, Object lane, int at, int count) {
    switch (dtype) {
      case FLOAT32 -> {
        FloatBuffer elements = (FloatBuffer) view;
        float[] to = (float[]) lane;
        for (int i = 0; i < count; i++) {
          to[at + i] = elements.get(from + i * step);
        }
      }
      case FLOAT64 -> {
        DoubleBuffer elements = (DoubleBuffer) view;
        double[] to = (double[]) lane;
        for (int i = 0; i < count; i++) {
          to[at + i] = elements.get(from + i * step);
        }
      }
      case INT32 -> {
        IntBuffer elements = (IntBuffer) view;
        long[] to = (long[]) lane;
        for (int i = 0; i < count; i++) {
          to[at + i] = elements.get(from + i * step);
        }
      }
      case INT64 -> {
        LongBuffer elements = (LongBuffer) view;
        long[] to = (long[]) lane;
        for (int i = 0; i < count; i++) {
          to[at + i] = elements.get(from + i * step);
        }
      }
      case BOOL -> {
        ByteBuffer elements = (ByteBuffer) view;
        long[] to = (long[]) lane;
        for (int i = 0; i < count; i++) {
          to[at + i] = elements.get(from + i * step);
        }
      }
    }
  }

  /** Copies elements of a lane back, the reverse of {@link #load(long, Object, int, int)}. */
  public void store(Object lane, int from, long at, int count) {
    if (count == 1 || dtype == DType.INT32 || dtype == DType.BOOL) {
      store(lane, from, at, 1, count);
    } else {
      upload(lane, from, at, count);
    }
  }

  /** Copies elements of a lane to every {@code step}-th element. */
  public void store(Object lane, int from, long at, long step, int count) {
    if (!isOneView()) {
      for (int i = 0; i < count; i++) {
        long position = at + i * step;
        store(lane, from + i, views[view(position)], local(position), 0, 1);
      }
    } else {
      store(lane, from, views[0], (int) at, (int) step, count);
    }
  }

  private void store(Object lane, int from, Buffer view, int at, int step, int count) {
    switch (dtype) {
      case FLOAT32 -> {
        FloatBuffer elements = (FloatBuffer) view;
        float[] values = (float[]) lane;
        for (int i = 0; i < count; i++) {
          elements.put(at + i * step, values[from + i]);
        }
      }
      case FLOAT64 -> {
        DoubleBuffer elements = (DoubleBuffer) view;
        double[] values = (double[]) lane;
        for (int i = 0; i < count; i++) {
          elements.put(at + i * step, values[from + i]);
        }
      }
      case INT32 -> {
        IntBuffer elements = (IntBuffer) view;
        long[] values = (long[]) lane;
        for (int i = 0; i < count; i++) {
          elements.put(at + i * step, (int) values[from + i]);
        }
      }
      case INT64 -> {
        LongBuffer elements = (LongBuffer) view;
        long[] values = (long[]) lane;
        for (int i = 0; i < count; i++) {
          elements.put(at + i * step, values[from + i]);
        }
      }
      case BOOL -> {
        ByteBuffer elements = (ByteBuffer) view;
        long[] values = (long[]) lane;
        for (int i = 0; i < count; i++) {
          elements.put(at + i * step, (byte) (values[from + i] != 0 ? 1 : 0));
        }
      }
    }
  }

  /** Copies the bits of float32 elements into an array. */
  public void getBits(long from, int[] to, int count) {
    bits[view(from)].get(local(from), to, 0, count);
  }

  /** Copies an array of bits into this block of float32. */
  public void putBits(long at, int[] from, int count) {
    bits[view(at)].put(local(at), from, 0, count);
  }

  /**
   * Copies every {@code fromStep}-th element of a block of the same type to every {@code step}-th
   * of this one; if either step is not 1, a run of {@code count} steps is not longer than {@link
   * #LONGEST_RUN}.
   */
  public void copy(HostBlock source, long from, int fromStep, long at, int step, int count) {
    ByteBuffer input = source.bytes[source.view(from)];
    ByteBuffer output = bytes[view(at)];
    int first = source.local(from);
    int target = local(at);
    if (fromStep == 1 && step == 1) {
      output.put(target << byteShift, input, first << byteShift, count << byteShift);
      return;
    }
    switch (dtype.byteSize()) {
      case Byte.BYTES -> {
        for (int i = 0; i < count; i++) {
          output.put(target + i * step, input.get(first + i * fromStep));
        }
      }
      case Integer.BYTES -> {
        for (int i = 0; i < count; i++) {
          output.putInt((target + i * step) << 2, input.getInt((first + i * fromStep) << 2));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          output.putLong((target + i * step) << 3, input.getLong((first + i * fromStep) << 3));
        }
      }
    }
  }

  /**
   * Copies rows, one for each index, that follow each other here. Those of a group are touched
   * first, all at once, so that the processor fetches them from memory at the same time.
   *
   * @param base the position of row 0 in the source, a block of the same type
   * @param rows indices of rows of the source, of which {@code count} from {@code first} are used
   * @param width elements of a row, at least 1 and not more than {@link #LONGEST_RUN}
   * @param at the position of the first copied row here
   */
  public void gather(
      HostBlock source, long base, long[] rows, int first, int count, int width, long at) {
    if (width == 1 && isOneView() && source.isOneView() && dtype.byteSize() == Float.BYTES) {
      ByteBuffer from = source.bytes[0];
      ByteBuffer to = bytes[0];
      for (int i = 0; i < count; i++) {
        int bits = from.getInt((int) (base + rows[first + i]) << 2);
        to.putInt((int) (at + i) << 2, bits);
      }
      return;
    }
    for (int done = 0; done < count; done += GROUP) {
      int group = Math.min(GROUP, count - done);
      touched = source.touchRows(base, rows, first + done, group, width);
      copyRows(source, base, rows, first + done, group, width, at + (long) done * width);
    }
  }

  /** Reads the ends of rows, and returns a number that depends on them. */
  private long touchRows(long base, long[] rows, int first, int count, int width) {
    long sum = 0;
    for (int i = first; i < first + count; i++) {
      long from = base + rows[i] * width;
      sum += bytes[view(from)].get(localByte(from));
      long last = from + width - 1;
      sum += bytes[view(last)].get(localByte(last));
    }
    return sum;
  }

  private void copyRows(
      HostBlock source, long base, long[] rows, int first, int count, int width, long at) {
    int rowBytes = width << byteShift;
    for (int i = 0; i < count; i++) {
      long from = base + rows[first + i] * width;
      long to = at + (long) i * width;
      ByteBuffer input = source.bytes[source.view(from)];
      bytes[view(to)].put(localByte(to), input, source.localByte(from), rowBytes);
    }
  }

  /** Returns whether {@link #add} can be called. */
  public boolean addsElements() {
    return dtype.isFloating() && isOneView();
  }

  /**
   * Adds values to elements, one after the other.
   *
   * @param base the position of the first element if its index is 0
   * @param step how much farther the one of the next value is
   * @param indices what moves the elements, of which {@code count} from {@code first} on are used
   * @param stride by how much an index moves them
   * @param from index of the first value
   */
  public void add(
      long base,
      long step,
      long[] indices,
      int first,
      long stride,
      Object values,
      int from,
      int count) {
    // One view has no more elements than an int counts.
    int start = (int) base;
    int apart = (int) step;
    int distance = (int) stride;
    if (views[0] instanceof FloatBuffer view) {
      float[] added = (float[]) values;
      for (int i = 0; i < count; i++) {
        int at = start + i * apart + (int) indices[first + i] * distance;
        view.put(at, view.get(at) + added[from + i]);
      }
    } else {
      DoubleBuffer view = (DoubleBuffer) views[0];
      double[] added = (double[]) values;
      for (int i = 0; i < count; i++) {
        int at = start + i * apart + (int) indices[first + i] * distance;
        view.put(at, view.get(at) + added[from + i]);
      }
    }
  }

  /** Copies elements of a Java array of the element type into this block. */
  public void upload(Object array, int from, long at, int count) {
    Buffer view = views[view(at)];
    int first = local(at);
    switch (dtype) {
      case FLOAT32 -> ((FloatBuffer) view).put(first, (float[]) array, from, count);
      case FLOAT64 -> ((DoubleBuffer) view).put(first, (double[]) array, from, count);
      case INT32 -> ((IntBuffer) view).put(first, (int[]) array, from, count);
      case INT64 -> ((LongBuffer) view).put(first, (long[]) array, from, count);
      case BOOL -> {
        boolean[] values = (boolean[]) array;
        for (int i = 0; i < count; i++) {
          ((ByteBuffer) view).put(first + i, (byte) (values[from + i] ? 1 : 0));
        }
      }
    }
  }

  /** Copies elements into a Java array of the element type. */
  public void download(long from, Object array, int at, int count) {
    Buffer view = views[view(from)];
    int first = local(from);
    switch (dtype) {
      case FLOAT32 -> ((FloatBuffer) view).get(first, (float[]) array, at, count);
      case FLOAT64 -> ((DoubleBuffer) view).get(first, (double[]) array, at, count);
      case INT32 -> ((IntBuffer) view).get(first, (int[]) array, at, count);
      case INT64 -> ((LongBuffer) view).get(first, (long[]) array, at, count);
      case BOOL -> {
        boolean[] values = (boolean[]) array;
        for (int i = 0; i < count; i++) {
          values[at + i] = ((ByteBuffer) view).get(first + i) != 0;
        }
      }
    }
  }

  /** Returns the object that the memory belongs to, or null if it belongs to this block. */
  public @Nullable Object owner() {
    return memory.owner();
  }

  /** Gives the memory back, unless it is another object's. */
  @Override
  public void free() {
    if (memory.owned() != null) {
      Pointer.free(memory.owned());
    }
  }
}
