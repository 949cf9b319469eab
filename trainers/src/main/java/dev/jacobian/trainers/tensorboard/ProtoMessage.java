package dev.jacobian.trainers.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;

/** A protobuf message, built field by field: an event has too few to generate classes for. */
final class ProtoMessage {
  private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

  ProtoMessage number(int field, long value) {
    return add(field, Field.newBuilder().addVarint(value));
  }

  ProtoMessage number(int field, double value) {
    return add(field, Field.newBuilder().addFixed64(Double.doubleToRawLongBits(value)));
  }

  ProtoMessage number(int field, float value) {
    return add(field, Field.newBuilder().addFixed32(Float.floatToRawIntBits(value)));
  }

  ProtoMessage text(int field, String value) {
    return add(field, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(value)));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    ByteString bytes = value.fields.build().toByteString();
    return add(field, Field.newBuilder().addLengthDelimited(bytes));
  }

  byte[] toByteArray() {
    return fields.build().toByteArray();
  }

  private ProtoMessage add(int field, Field.Builder value) {
    fields.mergeField(field, value.build());
    return this;
  }
}
