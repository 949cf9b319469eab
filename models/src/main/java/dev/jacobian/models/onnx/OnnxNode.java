package dev.jacobian.models.onnx;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One operation of a graph: {@code NodeProto}.
 *
 * @param operator its name in ONNX, such as {@code Gemm}
 * @param inputs names of the values that it reads
 * @param outputs names of the values that it computes, of which the first is the node's own too
 * @param attributes its settings
 */
record OnnxNode(
    String operator, List<String> inputs, List<String> outputs, List<Attribute> attributes) {
  /** The operators of classical machine learning, beside ONNX's usual ones. */
  static final String ML_DOMAIN = "ai.onnx.ml";

  private static final List<String> ML_OPERATORS = List.of("LabelEncoder");

  /** Returns this node with a value under another name. */
  OnnxNode renamed(String value, String name) {
    UnaryOperator<String> rename = each -> each.equals(value) ? name : each;
    return new OnnxNode(
        operator,
        inputs.stream().map(rename).toList(),
        outputs.stream().map(rename).toList(),
        attributes);
  }

  /** Returns the names of the values that it reads, those of graphs in its settings among them. */
  Stream<String> reads() {
    return Stream.concat(
        inputs.stream(),
        attributes.stream()
            .filter(Attribute.Body.class::isInstance)
            .map(Attribute.Body.class::cast)
            .flatMap(body -> body.graph().nodes().stream())
            .flatMap(OnnxNode::reads));
  }

  /** Returns whether the operator is one of {@value #ML_DOMAIN}. */
  boolean isMl() {
    return ML_OPERATORS.contains(operator);
  }

  /** Returns it as protobuf. */
  Message message() {
    Message message = new Message();
    inputs.forEach(name -> message.text(1, name));
    outputs.forEach(name -> message.text(2, name));
    message.text(3, outputs.get(0)).text(4, operator);
    attributes.forEach(attribute -> message.message(5, attribute.message()));
    return isMl() ? message.text(7, ML_DOMAIN) : message;
  }
}
