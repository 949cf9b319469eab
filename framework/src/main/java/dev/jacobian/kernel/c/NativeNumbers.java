package dev.jacobian.kernel.c;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;

/** Numbers outside the heap, where functions in C read and write them. */
public final class NativeNumbers {
  private final LongBuffer numbers;
  private final DoubleBuffer doubles;
  private final long address;

  /** Makes an array of zeros; a kernel is ready before one is needed. */
  public NativeNumbers(int count) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(count, Long.BYTES));
    bytes.order(ByteOrder.nativeOrder());
    numbers = bytes.asLongBuffer();
    doubles = bytes.asDoubleBuffer();
    address = Trampoline.address(bytes);
  }

  /** Returns how many numbers there are. */
  public int count() {
    return numbers.capacity();
  }

  /** Returns the address of a number. */
  public long address(int index) {
    return address + (long) index * Long.BYTES;
  }

  /** Returns a number. */
  public long get(int index) {
    return numbers.get(index);
  }

  /** Sets numbers, from one on. */
  public void put(int from, long[] values) {
    numbers.put(from, values, 0, values.length);
  }

  /** Sets a number. */
  public void put(int index, long value) {
    numbers.put(index, value);
  }

  /** Copies numbers from one on into an array of long, or of double, whose bits they are. */
  public void copyTo(Object array, int from) {
    if (array instanceof double[] values) {
      doubles.get(from, values, 0, values.length);
    } else {
      long[] longs = (long[]) array;
      numbers.get(from, longs, 0, longs.length);
    }
  }
}
