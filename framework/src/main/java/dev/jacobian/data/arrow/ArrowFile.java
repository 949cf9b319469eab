package dev.jacobian.data.arrow;

import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import dev.jacobian.io.UnsupportedFileException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of itself.
 *
 * @param fields its columns
 * @param dictionaries by their numbers, columns of their values
 * @param blocks where the parts of a file lie, dictionaries first; null for a stream, whose parts
 *     follow each other
 * @param start of the parts of a stream
 */
record ArrowFile(
    List<ArrowField> fields,
    Map<Long, ArrowField> dictionaries,
    @Nullable List<Long> blocks,
    long start) {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FEATHER_1 = "FEA1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL = Integer.BYTES + MAGIC.length;
  private static final int BLOCK_BYTES = 24;

  static ArrowFile read(OpenFile file) {
    if (file.size() < 2L * MAGIC.length) {
      throw new DamagedFileException("it has " + file.size() + " bytes");
    }
    byte[] head = file.read("the start", 0, MAGIC.length);
    if (Arrays.equals(Arrays.copyOf(head, FEATHER_1.length), FEATHER_1)) {
      throw new UnsupportedFileException(
          "it is of the first version of Feather",
          "one of the second, which is an Arrow file",
          "read it with pandas.read_feather, and write it with to_feather");
    }
    return Arrays.equals(head, MAGIC) ? readFile(file) : readStream(file);
  }

  private static ArrowFile readStream(OpenFile file) {
    Message message = Message.read(file, 0);
    if (message == null || message.kind() != Message.SCHEMA) {
      throw new DamagedFileException("it starts neither with ARROW1 nor with a schema");
    }
    return of(message.header(), null, message.end());
  }

  private static ArrowFile readFile(OpenFile file) {
    byte[] tail = file.read("the end", file.size() - TAIL, TAIL);
    if (!Arrays.equals(Arrays.copyOfRange(tail, Integer.BYTES, TAIL), MAGIC)) {
      throw new DamagedFileException("it does not end with ARROW1, as a whole one does");
    }
    long length = FlatTable.bytes(tail).getInt(0);
    byte[] bytes = file.read("the footer", file.size() - TAIL - length, length);
    FlatTable footer = FlatTable.root(bytes);
    FlatTable schema = footer.table(1);
    if (schema == null) {
      throw new DamagedFileException("its footer has no schema");
    }
    List<Long> blocks = new ArrayList<>();
    for (int list : new int[] {2, 3}) {
      int size = footer.size(list, BLOCK_BYTES);
      for (int i = 0; i < size; i++) {
        blocks.add(footer.bytes().getLong(footer.element(list, i, BLOCK_BYTES)));
      }
    }
    return of(schema, blocks, 0);
  }

  private static ArrowFile of(FlatTable schema, @Nullable List<Long> blocks, long start) {
    if (schema.small(0, 0) != 0) {
      throw new UnsupportedFileException(
          "its numbers have the highest byte first",
          "the lowest byte first, as on most machines",
          "write it on another machine");
    }
    List<ArrowField> fields = new ArrayList<>();
    Map<Long, ArrowField> dictionaries = new TreeMap<>();
    Set<String> names = new HashSet<>();
    int count = schema.size(1, Integer.BYTES);
    for (int i = 0; i < count; i++) {
      ArrowField field = ArrowField.read(schema.element(1, i));
      if (!names.add(field.name())) {
        throw new UnsupportedFileException(
            "two columns are called '" + field.name() + "'",
            "a name of its own for each",
            "rename one of them");
      }
      fields.add(field);
      field.addDictionaries(dictionaries);
    }
    return new ArrowFile(fields, dictionaries, blocks, start);
  }
}
