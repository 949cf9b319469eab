package dev.jacobian.models.onnx;

import java.util.List;

/**
 * What a model computes: {@code GraphProto}.
 *
 * @param name for people
 * @param nodes in an order in which they can run
 * @param initializers the tensors it holds
 * @param inputs what it is given
 * @param outputs what it gives
 */
record OnnxGraph(
    String name,
    List<OnnxNode> nodes,
    List<Initializer> initializers,
    List<OnnxValue> inputs,
    List<OnnxValue> outputs) {
  /** Returns it as protobuf. */
  Message message() {
    Message message = new Message();
    nodes.forEach(node -> message.message(1, node.message()));
    message.text(2, name);
    initializers.forEach(tensor -> message.message(5, tensor.message()));
    inputs.forEach(value -> message.message(11, value.message()));
    outputs.forEach(value -> message.message(12, value.message()));
    return message;
  }
}
