package dev.jacobian.data;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.DType;
import java.lang.reflect.Array;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Java arrays of one type that are used again and again, by any number of threads. */
public final class ScratchArrays {
  private final DType dtype;
  private final ConcurrentLinkedQueue<Object> idle = new ConcurrentLinkedQueue<>();

  /** Makes none yet. */
  public ScratchArrays(DType dtype) {
    this.dtype = dtype;
  }

  /** Returns an array that nobody else uses, with at least this many elements. */
  public Object take(long size) {
    Object array = idle.poll();
    return array != null && Array.getLength(array) >= size
        ? array
        : JavaArrays.allocate(dtype, size);
  }

  /** Takes an array back. */
  public void give(Object array) {
    idle.add(array);
  }
}
