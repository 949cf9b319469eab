package dev.jacobian.device.host.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;

/**
 * NIO views of memory. A view spans fewer than 2^31 bytes, so larger memory has several: each
 * begins {@link #STEP} bytes after the one before and overlaps the next, so that a run of up to
 * {@link #STEP} bytes lies in one of them, wherever it begins.
 */
final class Windows {
  /** The most bytes that are seen through one view: whole elements of every type. */
  static final long LARGEST_VIEW = (1L << 31) - 64;

  /** The distance of the views of memory that is larger than that. */
  static final long STEP = 1L << 29;

  private Windows() {}

  /** Returns the views of memory, in native order. */
  static ByteBuffer[] over(BytePointer memory, long bytes) {
    if (bytes <= LARGEST_VIEW) {
      return new ByteBuffer[] {view(memory, 0, bytes)};
    }
    ByteBuffer[] views = new ByteBuffer[(int) ((bytes - 1) / STEP) + 1];
    for (int i = 0; i < views.length; i++) {
      views[i] = view(memory, i * STEP, Math.min(2 * STEP, bytes - i * STEP));
    }
    return views;
  }

  private static ByteBuffer view(BytePointer memory, long from, long bytes) {
    // JavaCPP takes a limit of 0 for an unknown size.
    return bytes == 0
        ? ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder())
        : memory.<BytePointer>getPointer(from).limit(bytes).asByteBuffer();
  }

  /**
   * Returns by how many bits an element's position is shifted to the right for the index of its
   * view; what is shifted out is its position there.
   */
  static int shift(long bytes, int elementBytes) {
    return bytes <= LARGEST_VIEW ? Long.SIZE - 1 : Long.numberOfTrailingZeros(STEP / elementBytes);
  }
}
