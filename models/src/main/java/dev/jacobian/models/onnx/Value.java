package dev.jacobian.models.onnx;

import dev.jacobian.shape.Shape;

/**
 * An input or output of a graph, of any number of rows: {@code ValueInfoProto}.
 *
 * @param row the shape of one row
 */
record Value(String name, ElementType type, Shape row) {
  /** What the first axis is called, whose size is left open. */
  private static final String ROWS = "batch";

  /** Returns it as protobuf. */
  Message message() {
    Message dims = new Message().message(1, new Message().text(2, ROWS));
    for (long dim : row.dims()) {
      dims.message(1, new Message().integer(1, dim));
    }
    Message tensor = new Message().integer(1, type.code()).message(2, dims);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }
}
