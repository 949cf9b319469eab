package dev.jacobian.models.onnx;

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

  /** A float32. */
  record Real(String name, float value) implements Attribute {
    private static final int TYPE_FLOAT = 1;

    @Override
    public Message message() {
      return new Message().text(1, name).number(2, value).integer(20, TYPE_FLOAT);
    }
  }
}
