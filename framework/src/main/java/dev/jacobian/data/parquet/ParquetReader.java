package dev.jacobian.data.parquet;

import dev.jacobian.data.table.TableChunk;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.io.OpenFile;
import java.util.List;

/** Reads the rows of a file, one group of rows after the other. */
final class ParquetReader implements TableReader {
  private final OpenFile file;
  private final List<RowGroup> groups;
  private final List<ParquetColumn> columns;
  private final TableChunk chunk;
  private final ColumnPages[] pages;
  private int group = -1;
  private long rowsLeft;
  private long rowsRead;

  ParquetReader(OpenFile file, List<RowGroup> groups, List<ParquetColumn> columns) {
    this.file = file;
    this.groups = groups;
    this.columns = columns;
    this.chunk = new TableChunk(columns.stream().map(ParquetColumn::column).toList());
    this.pages = new ColumnPages[columns.size()];
  }

  @Override
  public int next() {
    while (rowsLeft == 0) {
      if (++group >= groups.size()) {
        group = groups.size();
        return 0;
      }
      open(groups.get(group));
    }
    int count = (int) Math.min(chunk.rows(), rowsLeft);
    for (int i = 0; i < pages.length; i++) {
      read(i, count);
    }
    rowsLeft -= count;
    rowsRead += count;
    return count;
  }

  private void open(RowGroup next) {
    rowsLeft = next.rows();
    for (int i = 0; i < pages.length; i++) {
      ParquetColumn column = columns.get(i);
      ColumnChunk stored = next.columns().get(column.leaf());
      boolean isText = chunk.isText(i);
      pages[i] = file.reading(where(i), () -> new ColumnPages(file, column, stored, isText));
    }
  }

  private void read(int column, int count) {
    file.reading(
        where(column),
        () -> {
          if (chunk.isText(column)) {
            pages[column].texts(chunk.texts(column), count);
          } else {
            pages[column].numbers(chunk.numbers(column), count);
          }
          return count;
        });
  }

  private String where(int column) {
    return "the column '" + columns.get(column).name() + "'";
  }

  @Override
  public TableChunk chunk() {
    return chunk;
  }

  @Override
  public double share() {
    return (double) rowsRead / groups.stream().mapToLong(RowGroup::rows).sum();
  }

  @Override
  public void close() {
    file.close();
  }
}
