package dev.jacobian.device.host.memory;

import dev.jacobian.device.ByteSize;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A range of memory outside the heap.
 *
 * @param start its first byte
 * @param bytes how many there are
 * @param owned what is to be freed, or null if the memory belongs to {@code owner}
 * @param owner what has to stay reachable while the memory is in use, or null
 */
public record HostMemory(
    BytePointer start, long bytes, @Nullable Pointer owned, @Nullable Object owner) {
  /** Elements begin at a multiple of this, in bytes: a line of the processor's cache. */
  public static final int ALIGNMENT = 64;

  private static final Logger LOG = LoggerFactory.getLogger(HostMemory.class);

  /**
   * Allocates memory with undefined contents.
   *
   * @throws MemoryException if the system has no more
   */
  public static HostMemory allocate(DType dtype, long capacity) {
    boolean isCountable = capacity <= (Long.MAX_VALUE - ALIGNMENT) / dtype.byteSize();
    long bytes = capacity * dtype.byteSize();
    Pointer owned = isCountable ? Pointer.malloc(bytes + ALIGNMENT) : null;
    if (owned == null) {
      throw new MemoryException(
          "could not allocate " + describe(new TensorSpec(Shape.of(capacity), dtype)) + " on cpu",
          "that much memory to be free",
          "release tensors (MemoryScope), use smaller batches, or lower "
              + MemorySettings.LIMIT_PROPERTY);
    }
    long skipped = -owned.address() & (ALIGNMENT - 1);
    return new HostMemory(new BytePointer(owned).getPointer(skipped), bytes, owned, null);
  }

  /**
   * Gives the memory of what was freed, which the C library keeps between what is in use, back to
   * the system. JavaCPP before 1.5.13 keeps that call to itself; there it stays where it is.
   */
  public static void releaseFreed() {
    try {
      Pointer.class.getMethod("trimMemory").invoke(null);
    } catch (ReflectiveOperationException e) {
      LOG.debug("the C library keeps what was freed", e);
    }
  }

  /** Allocates memory that is freed when it is no longer reachable. */
  public static HostMemory scratch(long bytes) {
    return new HostMemory(new BytePointer(Math.max(1, bytes)), bytes, null, null);
  }

  private static String describe(TensorSpec spec) {
    return spec.byteSize() / spec.dtype().byteSize() == spec.shape().size()
        ? ByteSize.format(spec.byteSize())
        : "a block of " + spec;
  }

  /** Returns this memory without some bytes at the start; {@code owner} keeps it alive. */
  HostMemory from(long skipped, Object owner) {
    BytePointer rest = start.getPointer(skipped);
    return new HostMemory(rest, bytes - skipped, null, owner);
  }

  /** Returns memory of another object, which this keeps reachable. */
  public static HostMemory borrowed(Pointer start, long bytes, Object owner) {
    return new HostMemory(new BytePointer(start), bytes, null, owner);
  }
}
