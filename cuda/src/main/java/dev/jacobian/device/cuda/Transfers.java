package dev.jacobian.device.cuda;

import dev.jacobian.shape.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Moves Java's arrays to a device and back, in pieces through main memory that the device reads by
 * itself. While one piece travels there, the next one is put together.
 */
final class Transfers {
  private static final int PIECE = 1 << 20;

  private final Engine engine;
  private final Driver driver;
  private final ByteBuffer[] buffers = new ByteBuffer[2];
  private final long[] arrived = new long[buffers.length];
  private int next;

  Transfers(Engine engine) {
    this.engine = engine;
    this.driver = engine.driver();
    driver.enter();
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = driver.allocatePinned(PIECE).order(ByteOrder.nativeOrder());
      arrived[i] = driver.newEvent();
    }
  }

  /** Copies elements of an array; the stream has them before what is put into it later. */
  void upload(Object array, int offset, DType dtype, long address, int count) {
    engine.direct(stream -> upload(array, offset, dtype, address, count, stream));
  }

  private void upload(Object array, int offset, DType dtype, long address, int count, long stream) {
    int most = PIECE / dtype.byteSize();
    for (int done = 0; done < count; done += most) {
      int elements = Math.min(most, count - done);
      ByteBuffer buffer = take();
      put(buffer, array, offset + done, elements);
      long to = address + (long) done * dtype.byteSize();
      driver.copyToDevice(to, buffer, (long) elements * dtype.byteSize(), stream);
      driver.record(arrived[next], stream);
    }
  }

  /** Copies elements to an array, when the stream has done what was put into it before. */
  void download(long address, DType dtype, Object array, int offset, int count) {
    engine.direct(stream -> download(address, dtype, array, offset, count, stream));
  }

  private void download(
      long address, DType dtype, Object array, int offset, int count, long stream) {
    int most = PIECE / dtype.byteSize();
    for (int done = 0; done < count; done += most) {
      int elements = Math.min(most, count - done);
      ByteBuffer buffer = take();
      long from = address + (long) done * dtype.byteSize();
      driver.copyToHost(buffer, from, (long) elements * dtype.byteSize(), stream);
      driver.synchronize(stream);
      get(buffer, array, offset + done, elements);
    }
  }

  /** Returns the buffer that was used longest ago, once the device has read it. */
  private ByteBuffer take() {
    next = (next + 1) % buffers.length;
    driver.await(arrived[next]);
    return buffers[next];
  }

  /** Writes elements of an array to the beginning of a buffer. */
  static void put(ByteBuffer buffer, Object array, int offset, int count) {
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().put(0, floats, offset, count);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(0, doubles, offset, count);
    } else if (array instanceof int[] integers) {
      buffer.asIntBuffer().put(0, integers, offset, count);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().put(0, longs, offset, count);
    } else {
      boolean[] truths = (boolean[]) array;
      for (int i = 0; i < count; i++) {
        buffer.put(i, (byte) (truths[offset + i] ? 1 : 0));
      }
    }
  }

  private static void get(ByteBuffer buffer, Object array, int offset, int count) {
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().get(0, floats, offset, count);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().get(0, doubles, offset, count);
    } else if (array instanceof int[] integers) {
      buffer.asIntBuffer().get(0, integers, offset, count);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().get(0, longs, offset, count);
    } else {
      boolean[] truths = (boolean[]) array;
      for (int i = 0; i < count; i++) {
        truths[offset + i] = buffer.get(i) != 0;
      }
    }
  }
}
