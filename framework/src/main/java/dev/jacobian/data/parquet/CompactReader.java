package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads structures in Thrift's compact protocol, in which Parquet writes what it says of itself. A
 * field that nobody asks for is skipped, so that newer files can be read.
 */
final class CompactReader {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int INT16 = 4;
  private static final int INT32 = 5;
  private static final int INT64 = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;
  private static final int DEEPEST = 32;
  private static final int LONG_LIST = 15;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int type;
  private int depth;

  /** Reads from a place on. */
  CompactReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Bytes end before the structure does. */
  static final class EndException extends RuntimeException {
    static final String MESSAGE = "a structure does not end";
    private static final long serialVersionUID = 1L;

    EndException() {
      super(MESSAGE);
    }
  }

  /** Takes a field: reads its value, or skips it. */
  interface Field {
    void read(int id, CompactReader in);
  }

  /** Returns where the next byte lies. */
  int position() {
    return at;
  }

  /** Reads a structure that does not stand in a field. */
  void root(Field field) {
    type = STRUCT;
    struct(field);
  }

  /** Reads the field's value, a structure. */
  void struct(Field field) {
    require(STRUCT);
    if (++depth > DEEPEST) {
      throw new DamagedFileException("structures lie in each other " + DEEPEST + " times");
    }
    int id = 0;
    for (int head = next(); head != 0; head = next()) {
      int delta = head >>> 4;
      id = delta == 0 ? (short) zigzag() : id + delta;
      type = head & 15;
      field.read(id, this);
    }
    depth--;
  }

  /** Reads the field's value, a list of structures. */
  <T> List<T> list(Function<CompactReader, T> element) {
    List<T> list = new ArrayList<>();
    require(LIST);
    int head = next();
    int size = size(head);
    for (int i = 0; i < size; i++) {
      type = head & 15;
      list.add(element.apply(this));
    }
    return list;
  }

  private int size(int head) {
    long size = head >>> 4 == LONG_LIST ? varint() : head >>> 4;
    // An element takes a byte at least.
    if (size < 0 || size > end - at) {
      throw new EndException();
    }
    return (int) size;
  }

  /** Reads the field's value, a whole number that fits into an int. */
  int integer() {
    long value = longInteger();
    if (value != (int) value) {
      throw new DamagedFileException("a number is " + value);
    }
    return (int) value;
  }

  /** Reads the field's value, a whole number. */
  long longInteger() {
    return switch (type) {
      case BYTE -> (byte) next();
      case INT16, INT32, INT64 -> zigzag();
      default -> throw wrong();
    };
  }

  /** Reads the field's value, true or false. */
  boolean bool() {
    if (type != TRUE && type != FALSE) {
      throw wrong();
    }
    return type == TRUE;
  }

  /** Reads the field's value, text. */
  String text() {
    require(BINARY);
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** Passes over the field's value. */
  void skip() {
    switch (type) {
      case TRUE, FALSE -> {}
      case BYTE -> pass(1);
      case INT16, INT32, INT64 -> varint();
      case DOUBLE -> pass(Double.BYTES);
      case BINARY -> pass(length());
      case LIST, SET -> {
        int head = next();
        skipAll(size(head), head & 15);
      }
      case MAP -> {
        int pairs = size(LONG_LIST << 4);
        int types = pairs == 0 ? 0 : next();
        for (int i = 0; i < pairs; i++) {
          skipAll(1, types >>> 4);
          skipAll(1, types & 15);
        }
      }
      case STRUCT -> struct((id, in) -> in.skip());
      default -> throw wrong();
    }
  }

  private void skipAll(int count, int elementType) {
    if (++depth > DEEPEST) {
      throw new DamagedFileException("lists lie in each other " + DEEPEST + " times");
    }
    for (int i = 0; i < count; i++) {
      type = elementType;
      if (type == TRUE || type == FALSE) {
        pass(1);
      } else {
        skip();
      }
    }
    depth--;
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new EndException();
    }
    return (int) length;
  }

  private void pass(int count) {
    if (count > end - at) {
      throw new EndException();
    }
    at += count;
  }

  private int next() {
    if (at >= end) {
      throw new EndException();
    }
    return bytes[at++] & 0xff;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int part = next();
      value |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new DamagedFileException("a number has too many bytes");
  }

  private long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  private void require(int expected) {
    if (type != expected) {
      throw wrong();
    }
  }

  private DamagedFileException wrong() {
    return new DamagedFileException("a field of the type " + type + " stands where none may");
  }
}
