package dev.jacobian.models.onnx;

import dev.jacobian.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A constant with a name that a graph holds: {@code TensorProto}. */
sealed interface Initializer {
  /** Returns the name by which nodes read it. */
  String name();

  /** Returns it as protobuf. */
  Message message();

  /**
   * Texts, one after the other.
   *
   * @param values of the only axis
   */
  record Texts(String name, List<String> values) implements Initializer {
    @Override
    public Message message() {
      Message message = new Message().integer(1, values.size());
      message.integer(2, ElementType.STRING.code());
      values.forEach(value -> message.text(6, value));
      return message.text(8, name);
    }
  }

  /** Numbers, which are written as they lie in memory, little-endian. */
  record Numbers(String name, Tensor tensor) implements Initializer {
    @Override
    public Message message() {
      Message message = new Message();
      for (long dim : tensor.shape().dims()) {
        message.integer(1, dim);
      }
      return message
          .integer(2, ElementType.of(tensor.dtype()).code())
          .text(8, name)
          .bytes(9, tensor.variable().spec().byteSize(), this::rawData);
    }

    private byte[] rawData() {
      int length = Math.toIntExact(tensor.variable().spec().byteSize());
      ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      switch (tensor.dtype()) {
        case FLOAT32 -> bytes.asFloatBuffer().put(tensor.toFloatArray());
        case FLOAT64 -> bytes.asDoubleBuffer().put(tensor.toDoubleArray());
        case INT32 -> bytes.asIntBuffer().put(tensor.toIntArray());
        case INT64 -> bytes.asLongBuffer().put(tensor.toLongArray());
        case BOOL -> {
          for (boolean value : tensor.toBooleanArray()) {
            bytes.put((byte) (value ? 1 : 0));
          }
        }
      }
      return bytes.array();
    }
  }
}
