package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.ArrayMemory;
import dev.jacobian.shape.DType;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Blocks over the memory of ND4J's buffers, and buffers over the memory of blocks. */
final class HostArrays {
  private HostArrays() {}

  static HostBlock blockOver(DataBuffer data, DType dtype) {
    long bytes = data.length() * dtype.byteSize();
    return HostBlock.over(dtype, HostMemory.borrowed(data.addressPointer(), bytes, data));
  }

  static ArrayMemory.Shared bufferOver(Operand operand, DataType type) {
    HostBlock block = HostBlock.whole(operand);
    if (block.owner() instanceof DataBuffer data) {
      return new ArrayMemory.Shared(data, false);
    }
    long size = operand.storage().size();
    return new ArrayMemory.Shared(Nd4j.createBuffer(block.pointer(), size, type), true);
  }
}
