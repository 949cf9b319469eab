package dev.jacobian.models.onnx;

import java.util.List;

/**
 * One operation of a graph: {@code NodeProto}.
 *
 * @param operator its name in ONNX, such as {@code Gemm}
 * @param inputs names of the values that it reads
 * @param output name of the value that it computes, and of the node
 * @param attributes its settings
 */
record OnnxNode(String operator, List<String> inputs, String output, List<Attribute> attributes) {
  /** The operators of classical machine learning, beside ONNX's usual ones. */
  static final String ML_DOMAIN = "ai.onnx.ml";

  private static final List<String> ML_OPERATORS = List.of("LabelEncoder");

  /** Returns this node with a value under another name. */
  OnnxNode renamed(String value, String name) {
    List<String> read = inputs.stream().map(input -> input.equals(value) ? name : input).toList();
    return new OnnxNode(operator, read, output.equals(value) ? name : output, attributes);
  }

  /** Returns whether the operator is one of {@value #ML_DOMAIN}. */
  boolean isMl() {
    return ML_OPERATORS.contains(operator);
  }

  /** Returns it as protobuf. */
  Message message() {
    Message message = new Message();
    inputs.forEach(name -> message.text(1, name));
    message.text(2, output).text(3, output).text(4, operator);
    attributes.forEach(attribute -> message.message(5, attribute.message()));
    return isMl() ? message.text(7, ML_DOMAIN) : message;
  }
}
