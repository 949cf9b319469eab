package dev.jacobian.kernel.java;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Reads from a class file how long the code of its methods is (JVM specification, chapter 4). */
final class ClassFile {
  private final DataInputStream in;
  private final Map<Integer, String> texts = new HashMap<>();
  private final Map<String, Integer> codeLengths = new HashMap<>();

  private ClassFile(byte[] bytes) {
    this.in = new DataInputStream(new ByteArrayInputStream(bytes));
  }

  /** Returns the code's length in bytes for each method with code. */
  static Map<String, Integer> codeLengths(byte[] bytes) {
    ClassFile file = new ClassFile(bytes);
    try {
      file.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.codeLengths;
  }

  private void read() throws IOException {
    in.skipNBytes(8);
    readConstants(in.readUnsignedShort());
    in.skipNBytes(6);
    in.skipNBytes(2L * in.readUnsignedShort());
    readMembers(in.readUnsignedShort());
    readMembers(in.readUnsignedShort());
  }

  private void readConstants(int count) throws IOException {
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts.put(i, in.readUTF());
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++;
        }
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> throw new IOException("unknown constant " + tag);
      }
    }
  }

  private void readMembers(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      in.skipNBytes(2);
      String name = texts.get(in.readUnsignedShort());
      in.skipNBytes(2);
      int attributes = in.readUnsignedShort();
      for (int k = 0; k < attributes; k++) {
        String attribute = texts.get(in.readUnsignedShort());
        long length = Integer.toUnsignedLong(in.readInt());
        if (attribute.equals("Code")) {
          in.skipNBytes(4);
          codeLengths.put(name, in.readInt());
          in.skipNBytes(length - 8);
        } else {
          in.skipNBytes(length);
        }
      }
    }
  }
}
