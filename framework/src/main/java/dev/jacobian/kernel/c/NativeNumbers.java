package dev.jacobian.kernel.c;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** Numbers outside the heap, where functions in C read and write them. */
public final class NativeNumbers {
  private final LongBuffer numbers;
  private final ByteBuffer bytes;
  private final long address;

  /** Makes an array of zeros; a kernel is ready before one is needed. */
  public NativeNumbers(int count) {
    bytes = ByteBuffer.allocateDirect(Math.multiplyExact(count, Long.BYTES));
    bytes.order(ByteOrder.nativeOrder());
    numbers = bytes.asLongBuffer();
    address = Trampoline.address(bytes);
  }

  /** Returns how many numbers there are. */
  public int count() {
    return numbers.capacity();
  }

  /** Returns the address of the first number. */
  public long address() {
    return address;
  }

  /** Sets the first numbers. */
  public void put(long[] values) {
    numbers.put(0, values, 0, values.length);
  }

  /** Sets a number. */
  public void put(int index, long value) {
    numbers.put(index, value);
  }

  /** Copies the first numbers into an array of long, or of double, whose bits they are. */
  public void copyTo(Object array) {
    if (array instanceof double[] doubles) {
      bytes.asDoubleBuffer().get(0, doubles, 0, doubles.length);
    } else {
      long[] longs = (long[]) array;
      numbers.get(0, longs, 0, longs.length);
    }
  }
}
