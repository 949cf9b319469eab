package dev.jacobian.models.onnx;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor with a name that a graph holds: {@code TensorProto}. Its values are written as they lie
 * in memory, little-endian.
 */
record Initializer(String name, Tensor tensor) {
  /** Returns it as protobuf. */
  Message message() {
    Message message = new Message();
    for (long dim : tensor.shape().dims()) {
      message.integer(1, dim);
    }
    return message
        .integer(2, ElementCode.of(tensor.dtype()))
        .text(8, name)
        .bytes(9, tensor.variable().spec().byteSize(), this::rawData);
  }

  private byte[] rawData() {
    int length = Math.toIntExact(tensor.variable().spec().byteSize());
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.dtype() == DType.FLOAT32) {
      bytes.asFloatBuffer().put(tensor.toFloatArray());
    } else if (tensor.dtype() == DType.FLOAT64) {
      bytes.asDoubleBuffer().put(tensor.toDoubleArray());
    } else {
      bytes.asLongBuffer().put(tensor.toLongArray());
    }
    return bytes.array();
  }
}
