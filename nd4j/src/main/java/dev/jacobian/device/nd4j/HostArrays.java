package dev.jacobian.device.nd4j;

import dev.jacobian.device.Block;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.DType;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Blocks of the JVM's own backend over ND4J's buffers, and ND4J's buffers over such blocks. */
record HostArrays(HostBackend backend) implements ArrayMemory {
  @Override
  public Block blockOver(DataBuffer data, DType dtype) {
    return backend.blockOver(data.addressPointer(), data.length(), dtype, data);
  }

  @Override
  public Shared bufferOver(Operand operand, DataType type) {
    if (backend.ownerOf(operand).orElse(null) instanceof DataBuffer data) {
      return new Shared(data, false);
    }
    long size = operand.storage().size();
    return new Shared(Nd4j.createBuffer(backend.pointerTo(operand), size, type), true);
  }
}
