package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import dev.jacobian.io.UnsupportedFileException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a file says of itself behind its rows.
 *
 * @param columns those of the first level
 * @param groups of rows
 */
record Footer(List<ParquetColumn> columns, List<RowGroup> groups) {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL = Integer.BYTES + MAGIC.length;
  private static final int DEEPEST = 64;
  private static final int LIST = 2;

  /** Reads the footer of a file. */
  static Footer read(OpenFile file) {
    if (file.size() < MAGIC.length + TAIL) {
      throw file.broken("it has " + file.size() + " bytes");
    }
    byte[] tail = file.read("the end", file.size() - TAIL, TAIL);
    byte[] magic = Arrays.copyOfRange(tail, Integer.BYTES, TAIL);
    if (Arrays.equals(magic, ENCRYPTED)) {
      throw new UnsupportedFileException(
          "the file is encrypted", "a file that is not", "write it without encryption");
    }
    if (!Arrays.equals(magic, MAGIC)) {
      throw file.broken("it does not end with PAR1, as a whole one does");
    }
    long length = LittleEndian.intAt(tail, 0) & 0xffffffffL;
    byte[] bytes = file.read("the footer", file.size() - TAIL - length, length);
    List<SchemaElement> elements = new ArrayList<>();
    List<RowGroup> groups = new ArrayList<>();
    long[] rows = {0};
    CompactReader.Field field =
        (id, in) -> {
          switch (id) {
            case 2 -> elements.addAll(in.list(SchemaElement::read));
            case 3 -> rows[0] = in.longInteger();
            case 4 -> groups.addAll(in.list(RowGroup::read));
            default -> in.skip();
          }
        };
    try {
      new CompactReader(bytes, 0, bytes.length).root(field);
    } catch (CompactReader.EndException e) {
      throw new DamagedFileException(CompactReader.EndException.MESSAGE);
    }
    List<ParquetColumn> columns = new Schema(elements).columns();
    Footer footer = new Footer(columns, groups);
    footer.requireFits(rows[0], file.size());
    return footer;
  }

  private void requireFits(long rows, long bytes) {
    Set<String> names = new HashSet<>();
    for (ParquetColumn column : columns) {
      if (!names.add(column.name())) {
        throw new DamagedFileException("two columns are called '" + column.name() + "'");
      }
    }
    long sum = 0;
    for (RowGroup group : groups) {
      if (group.rows() < 0 || group.rows() > rows - sum) {
        throw new DamagedFileException("its groups have more rows than its " + rows);
      }
      sum += group.rows();
      for (ParquetColumn column : columns) {
        if (column.isFlat()) {
          requireFits(column, group, bytes);
        }
      }
    }
    if (sum != rows) {
      throw new DamagedFileException("its groups have " + sum + " rows, and it " + rows);
    }
  }

  private static void requireFits(ParquetColumn column, RowGroup group, long bytes) {
    if (column.leaf() >= group.columns().size()) {
      throw new DamagedFileException("a group of rows lacks the column '" + column.name() + "'");
    }
    ColumnChunk chunk = group.columns().get(column.leaf());
    if (chunk.values() != group.rows()
        || Physical.of(chunk.physical()) != column.physical()
        || chunk.start() < MAGIC.length
        || chunk.length() < 0
        || chunk.start() > bytes
        || chunk.length() > bytes - chunk.start()) {
      throw new DamagedFileException(
          "the column '" + column.name() + "' does not fit into its group of rows");
    }
  }

  /** Finds the columns in a list of elements, each structure before what lies in it. */
  private static final class Schema {
    private final List<SchemaElement> elements;
    private int next;
    private int leaves;

    Schema(List<SchemaElement> elements) {
      this.elements = elements;
    }

    List<ParquetColumn> columns() {
      int count = next(0).children();
      List<ParquetColumn> columns = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        columns.add(column(next(0)));
      }
      return columns;
    }

    private SchemaElement next(int depth) {
      if (next >= elements.size() || depth > DEEPEST) {
        throw new DamagedFileException("its schema does not fit together");
      }
      return elements.get(next++);
    }

    private ParquetColumn column(SchemaElement element) {
      int leaf = leaves;
      boolean isFlat = element.children() == 0 && element.repetition() != LIST;
      skip(element, 1);
      Physical physical = isFlat ? Physical.of(element.physical()) : Physical.BYTE_ARRAY;
      boolean isFixed = physical == Physical.FIXED_LEN_BYTE_ARRAY;
      if (isFixed && element.length() < 1) {
        throw new DamagedFileException("values of " + element.length() + " bytes");
      }
      return new ParquetColumn(
          element.name(),
          leaf,
          physical,
          isFixed ? element.length() : physical.size(),
          element.repetition() == 1,
          element.logical(),
          isFlat);
    }

    private void skip(SchemaElement element, int depth) {
      if (element.children() == 0) {
        leaves++;
      }
      for (int i = 0; i < element.children(); i++) {
        skip(next(depth), depth + 1);
      }
    }
  }
}
