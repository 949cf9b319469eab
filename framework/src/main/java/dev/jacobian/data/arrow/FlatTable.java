package dev.jacobian.data.arrow;

import dev.jacobian.io.DamagedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A table of FlatBuffers, in which Arrow writes what it says of itself: fields by their numbers,
 * each of which may be absent. Places outside of the bytes are an {@link
 * IndexOutOfBoundsException}.
 *
 * @param bytes in which it lies
 * @param at where it starts
 */
record FlatTable(ByteBuffer bytes, int at) {
  /** Returns the table that bytes start with a reference to. */
  static FlatTable root(byte[] bytes) {
    ByteBuffer buffer = bytes(bytes);
    return new FlatTable(buffer, buffer.getInt(0));
  }

  /** Returns bytes whose numbers have the lowest byte first. */
  static ByteBuffer bytes(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns where a field lies; 0 if it is absent. */
  private int place(int field) {
    int fields = at - bytes.getInt(at);
    int entry = 4 + 2 * field;
    int offset = entry < bytes.getShort(fields) ? bytes.getShort(fields + entry) : 0;
    return offset == 0 ? 0 : at + offset;
  }

  private int follow(int place) {
    return place + bytes.getInt(place);
  }

  int integer(int field, int otherwise) {
    int place = place(field);
    return place == 0 ? otherwise : bytes.getInt(place);
  }

  int small(int field, int otherwise) {
    int place = place(field);
    return place == 0 ? otherwise : bytes.getShort(place);
  }

  int tiny(int field, int otherwise) {
    int place = place(field);
    return place == 0 ? otherwise : bytes.get(place);
  }

  long longInteger(int field) {
    int place = place(field);
    return place == 0 ? 0 : bytes.getLong(place);
  }

  String text(int field) {
    int place = place(field);
    if (place == 0) {
      return "";
    }
    int start = follow(place);
    byte[] text = new byte[checked(bytes.getInt(start), 1)];
    bytes.get(start + Integer.BYTES, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Returns the table in a field; null if it is absent. */
  @Nullable FlatTable table(int field) {
    int place = place(field);
    return place == 0 ? null : new FlatTable(bytes, follow(place));
  }

  /** Returns how many elements the list in a field has. */
  int size(int field, int elementBytes) {
    int place = place(field);
    return place == 0 ? 0 : checked(bytes.getInt(follow(place)), elementBytes);
  }

  /** Returns where an element of the list in a field lies. */
  int element(int field, int index, int elementBytes) {
    return follow(place(field)) + Integer.BYTES + index * elementBytes;
  }

  /** Returns a table of the list of tables in a field. */
  FlatTable element(int field, int index) {
    return new FlatTable(bytes, follow(element(field, index, Integer.BYTES)));
  }

  private int checked(int size, int elementBytes) {
    if (size < 0 || (long) size * elementBytes > bytes.limit()) {
      throw new DamagedFileException("a list has " + size + " elements");
    }
    return size;
  }
}
