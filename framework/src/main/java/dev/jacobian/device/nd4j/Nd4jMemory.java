package dev.jacobian.device.nd4j;

import dev.jacobian.device.ByteSize;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;

/** Where blocks come from, and how much of it there is. */
final class Nd4jMemory {
  /** Part of a memory that tensors may fill unless the limit is set. */
  private static final double SHARE = 0.75;

  private Nd4jMemory() {}

  /**
   * Returns three quarters of the device's memory. On the CPU the heap is left out, and JavaCPP's
   * own limit on the process is kept: past that it collects and sleeps at every allocation.
   */
  static long defaultLimit(Device device, NativeOps ops) {
    if (device.isCuda()) {
      return (long) (ops.getDeviceTotalMemory(device.index()) * SHARE);
    }
    long heap = Runtime.getRuntime().maxMemory();
    long memory = Pointer.totalPhysicalBytes();
    long most = Pointer.maxPhysicalBytes();
    long processLimit = most > 0 ? Math.min(most, memory) : memory;
    return (long) (Math.max(processLimit - heap, heap) * SHARE);
  }

  static Nd4jBlock allocate(Device device, DType dtype, long capacity) {
    try {
      return Nd4jBlock.owning(Nd4j.getDataBufferFactory().create(Types.of(dtype), capacity, false));
    } catch (OutOfMemoryError | RuntimeException e) {
      TensorSpec spec = new TensorSpec(Shape.of(capacity), dtype);
      throw new MemoryException(
          "ND4J could not allocate "
              + ByteSize.format(spec.byteSize())
              + " on "
              + device
              + ": "
              + e.getMessage(),
          "that much memory to be free",
          "release tensors (MemoryScope), use smaller batches, or lower "
              + MemorySettings.LIMIT_PROPERTY,
          e);
    }
  }
}
