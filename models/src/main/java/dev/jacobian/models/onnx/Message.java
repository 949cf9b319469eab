package dev.jacobian.models.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A protobuf message: its fields in the order in which they are added. Its size is known before
 * anything is written, so that a large one need not be held in memory as bytes.
 */
final class Message {
  private interface Field {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private final List<Field> fields = new ArrayList<>();
  private long size;

  /** Adds a whole number, or the number of an enum's constant. */
  Message integer(int field, long value) {
    return add(
        CodedOutputStream.computeInt64Size(field, value), out -> out.writeInt64(field, value));
  }

  /** Adds a float32. */
  Message number(int field, float value) {
    return add(
        CodedOutputStream.computeFloatSize(field, value), out -> out.writeFloat(field, value));
  }

  /** Adds a text. */
  Message text(int field, String value) {
    return add(
        CodedOutputStream.computeStringSize(field, value), out -> out.writeString(field, value));
  }

  /**
   * Adds bytes, which are asked for when they are written.
   *
   * @param length how many there will be
   */
  Message bytes(int field, long length, Supplier<byte[]> value) {
    return add(lengthDelimited(field, length), out -> out.writeByteArray(field, value.get()));
  }

  /** Adds a message, to which nothing is added later. */
  Message message(int field, Message value) {
    return add(
        lengthDelimited(field, value.size),
        out -> {
          out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
          out.writeUInt64NoTag(value.size);
          value.writeTo(out);
        });
  }

  private static long lengthDelimited(int field, long length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(length)
        + length;
  }

  private Message add(long bytes, Field field) {
    size += bytes;
    fields.add(field);
    return this;
  }

  /** Returns the number of bytes that {@link #writeTo} writes. */
  long size() {
    return size;
  }

  void writeTo(CodedOutputStream out) throws IOException {
    for (Field field : fields) {
      field.writeTo(out);
    }
  }
}
