package dev.jacobian.device.nd4j.call;

import dev.jacobian.device.Block;
import dev.jacobian.shape.DeviceException;
import java.lang.reflect.InvocationTargetException;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Memory of one of ND4J's data buffers. Kernels get its native handle and a shape description, so
 * that no array object is made for a call.
 */
public final class Nd4jBlock implements Block {
  private final DataBuffer data;
  private final OpaqueDataBuffer handle;
  private final long byteOffset;
  private final boolean isOwned;
  private volatile @Nullable Pointer address;

  private Nd4jBlock(DataBuffer data, long byteOffset, boolean isOwned) {
    this.data = data;
    this.handle = handleOf(data);
    this.byteOffset = byteOffset;
    this.isOwned = isOwned;
  }

  /**
   * Returns a block over a buffer that nothing else uses, and that is closed when the block is
   * freed.
   */
  public static Nd4jBlock owning(DataBuffer data) {
    return new Nd4jBlock(data, 0, true);
  }

  /** Returns a block over the buffer of an array; freeing it leaves the buffer alone. */
  public static Nd4jBlock sharing(DataBuffer data) {
    return new Nd4jBlock(data, data.offset() * data.getElementSize(), false);
  }

  /** Returns ND4J's buffer of the memory. */
  public DataBuffer data() {
    return data;
  }

  /** Returns libnd4j's buffer object; an offset that the data buffer has is included. */
  public OpaqueDataBuffer handle() {
    return handle;
  }

  /** Returns the memory of an owned block on the CPU, as a pointer to its element type. */
  public Pointer address() {
    Pointer known = address;
    if (known == null) {
      known = data.addressPointer();
      address = known;
    }
    return known;
  }

  /** Returns where the first element lies in the memory that {@link #handle} is a part of. */
  long byteOffset() {
    return byteOffset;
  }

  /** Returns whether the memory belongs to this block alone, from its start. */
  public boolean isOwned() {
    return isOwned;
  }

  @Override
  public void free() {
    if (isOwned) {
      data.close();
    }
  }

  /** Both backends' buffers have this method, but in no common type. */
  private static OpaqueDataBuffer handleOf(DataBuffer data) {
    try {
      return (OpaqueDataBuffer) data.getClass().getMethod("getOpaqueDataBuffer").invoke(data);
    } catch (InvocationTargetException e) {
      throw new DeviceException(
          "an ND4J buffer has no native memory: " + e.getCause(),
          "an array that was not closed",
          null,
          e);
    } catch (ReflectiveOperationException e) {
      throw new DeviceException(
          "ND4J's " + data.getClass().getName() + " has no native handle",
          "the buffers of ND4J 1.0.0-M2.1",
          null,
          e);
    }
  }
}
