package dev.jacobian.models.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * A graph with what a reader must know of it: {@code ModelProto}. The numbers of the fields are
 * those of ONNX's own description, <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param graph what the model computes
 * @param metadata free text by name, in order
 */
record OnnxModel(OnnxGraph graph, Map<String, String> metadata) {
  /** The version of the file format: that of ONNX 1.12, which ONNX Runtime reads from 1.12 on. */
  static final int IR_VERSION = 8;

  /** The version of the operators: the first with LayerNormalization. */
  static final int OPSET_VERSION = 17;

  /** The version of the operators of {@value OnnxNode#ML_DOMAIN}. */
  static final int ML_OPSET_VERSION = 2;

  private static final String PRODUCER = "jacobian";

  /** Returns it as protobuf. */
  Message message() {
    Message message =
        new Message()
            .integer(1, IR_VERSION)
            .text(2, PRODUCER)
            .text(3, producerVersion())
            .message(7, graph.message())
            .message(8, new Message().text(1, "").integer(2, OPSET_VERSION));
    if (graph.nodes().stream().anyMatch(OnnxNode::isMl)) {
      message.message(8, new Message().text(1, OnnxNode.ML_DOMAIN).integer(2, ML_OPSET_VERSION));
    }
    metadata.forEach(
        (name, text) -> message.message(14, new Message().text(1, name).text(2, text)));
    return message;
  }

  private static String producerVersion() {
    Properties properties = new Properties();
    try (InputStream stream = OnnxModel.class.getResourceAsStream("producer.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
