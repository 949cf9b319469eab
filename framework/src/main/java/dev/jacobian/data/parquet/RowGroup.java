package dev.jacobian.data.parquet;

import java.util.ArrayList;
import java.util.List;

/**
 * A group of rows.
 *
 * @param rows their number
 * @param columns where each leaf column lies
 */
record RowGroup(long rows, List<ColumnChunk> columns) {
  static RowGroup read(CompactReader in) {
    long[] rows = {0};
    List<ColumnChunk> columns = new ArrayList<>();
    in.struct(
        (id, field) -> {
          switch (id) {
            case 1 -> columns.addAll(field.list(ColumnChunk::read));
            case 3 -> rows[0] = field.longInteger();
            default -> field.skip();
          }
        });
    return new RowGroup(rows[0], columns);
  }
}
