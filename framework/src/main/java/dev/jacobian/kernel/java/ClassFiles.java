package dev.jacobian.kernel.java;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Class files by their source. In a file they are a count; for each its source's hash, and the
 * lengths of source and class file; and then these themselves, in the same order.
 */
final class ClassFiles {
  /** No class files. */
  static final ClassFiles NONE = new ClassFiles(new byte[0], Map.of());

  private final byte[] content;
  private final Map<Integer, Place> places;

  /** Where a source begins, and the class file behind it. */
  private record Place(int source, int file, int end) {}

  private ClassFiles(byte[] content, Map<Integer, Place> places) {
    this.content = content;
    this.places = places;
  }

  /** Reads what {@link #write} has written. */
  static ClassFiles read(InputStream in) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(in.readAllBytes());
    int count = content.getInt();
    Map<Integer, Place> places = new HashMap<>();
    int next = Integer.BYTES * (1 + 3 * count);
    for (int i = 0; i < count; i++) {
      int hash = content.getInt();
      int file = next + content.getInt();
      int end = file + content.getInt();
      places.put(hash, new Place(next, file, end));
      next = end;
    }
    return new ClassFiles(content.array(), places);
  }

  /** Writes class files, each under its source. */
  static void write(Map<String, byte[]> files, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(files.size());
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      data.writeInt(entry.getKey().hashCode());
      data.writeInt(entry.getKey().getBytes(StandardCharsets.UTF_8).length);
      data.writeInt(entry.getValue().length);
    }
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      data.write(entry.getKey().getBytes(StandardCharsets.UTF_8));
      data.write(entry.getValue());
    }
    data.flush();
  }

  /** Returns the class file of a source, or null if it is not there. */
  byte @Nullable [] find(String source) {
    Place place = places.get(source.hashCode());
    if (place == null) {
      return null;
    }
    int length = place.file - place.source;
    boolean isIt = source.equals(new String(content, place.source, length, StandardCharsets.UTF_8));
    return isIt ? Arrays.copyOfRange(content, place.file, place.end) : null;
  }
}
