package dev.jacobian.device.nd4j;

import dev.jacobian.device.ByteSize;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.device.host.blas.NativeLibraries;
import dev.jacobian.device.nd4j.call.Nd4jBlock;
import dev.jacobian.device.nd4j.call.Types;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;

/** Where blocks come from, and how much of it there is. */
final class Nd4jMemory {
  private Nd4jMemory() {}

  /** Returns three quarters of the device's memory. */
  static long defaultLimit(Device device, NativeOps ops) {
    if (device.isCuda()) {
      return (long) (ops.getDeviceTotalMemory(device.index()) * NativeLibraries.SHARE);
    }
    return NativeLibraries.mainMemoryLimit();
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
