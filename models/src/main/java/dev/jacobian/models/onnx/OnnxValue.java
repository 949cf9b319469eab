package dev.jacobian.models.onnx;

import java.util.List;

/** An input or output of a graph: {@code ValueInfoProto}. */
record OnnxValue(String name, ElementType type, List<Extent> shape) {
  OnnxValue {
    shape = List.copyOf(shape);
  }

  /** Returns it as protobuf. */
  Message message() {
    Message dims = new Message();
    for (Extent extent : shape) {
      dims.message(
          1,
          extent.isOpen()
              ? new Message().text(2, extent.toString())
              : new Message().integer(1, extent.size()));
    }
    Message tensor = new Message().integer(1, type.code()).message(2, dims);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }
}
