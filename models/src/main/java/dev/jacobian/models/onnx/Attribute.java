package dev.jacobian.models.onnx;

import java.util.List;

/** A setting of a node that is fixed when the model is made: {@code AttributeProto}. */
sealed interface Attribute {
  /** Returns it as protobuf. */
  Message message();

  /** A whole number. */
  record Int(String name, long value) implements Attribute {
    private static final int TYPE_INT = 2;

    @Override
    public Message message() {
      return new Message().text(1, name).integer(3, value).integer(20, TYPE_INT);
    }
  }

  /** Whole numbers. */
  record Ints(String name, List<Long> values) implements Attribute {
    private static final int TYPE_INTS = 7;

    @Override
    public Message message() {
      Message message = new Message().text(1, name);
      values.forEach(value -> message.integer(8, value));
      return message.integer(20, TYPE_INTS);
    }
  }

  /** A text. */
  record Text(String name, String value) implements Attribute {
    private static final int TYPE_STRING = 3;

    @Override
    public Message message() {
      return new Message().text(1, name).text(4, value).integer(20, TYPE_STRING);
    }
  }

  /** Texts. */
  record Texts(String name, List<String> values) implements Attribute {
    private static final int TYPE_STRINGS = 8;

    @Override
    public Message message() {
      Message message = new Message().text(1, name);
      values.forEach(value -> message.text(9, value));
      return message.integer(20, TYPE_STRINGS);
    }
  }

  /** Float32 numbers. */
  record Reals(String name, List<Float> values) implements Attribute {
    private static final int TYPE_FLOATS = 6;

    @Override
    public Message message() {
      Message message = new Message().text(1, name);
      values.forEach(value -> message.number(7, value));
      return message.integer(20, TYPE_FLOATS);
    }
  }

  /** A graph that the node runs. */
  record Body(String name, OnnxGraph graph) implements Attribute {
    private static final int TYPE_GRAPH = 5;

    @Override
    public Message message() {
      return new Message().text(1, name).message(6, graph.message()).integer(20, TYPE_GRAPH);
    }
  }

  /** A float32. */
  record Real(String name, float value) implements Attribute {
    private static final int TYPE_FLOAT = 1;

    @Override
    public Message message() {
      return new Message().text(1, name).number(2, value).integer(20, TYPE_FLOAT);
    }
  }
}
