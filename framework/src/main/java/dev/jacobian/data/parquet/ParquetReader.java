package dev.jacobian.data.parquet;

import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.io.OpenFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file, one group of rows after the other. */
final class ParquetReader implements TableReader {
  private final OpenFile file;
  private final List<RowGroup> groups;
  private final List<ParquetColumn> columns;
  private final double[][] numbers;
  private final @Nullable String[][] texts;
  private final ColumnPages[] pages;
  private final int chunkRows;
  private int group = -1;
  private long rowsLeft;
  private long rowsRead;

  ParquetReader(OpenFile file, List<RowGroup> groups, List<ParquetColumn> columns) {
    this.file = file;
    this.groups = groups;
    this.columns = columns;
    this.chunkRows = TableSource.chunkRows(columns.size());
    this.pages = new ColumnPages[columns.size()];
    this.numbers = new double[columns.size()][];
    this.texts = new String[columns.size()][];
    for (int i = 0; i < columns.size(); i++) {
      numbers[i] = new double[isText(i) ? 0 : chunkRows];
      texts[i] = new String[isText(i) ? chunkRows : 0];
    }
  }

  private boolean isText(int column) {
    return columns.get(column).column().kind() == Kind.TEXT;
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
    int count = (int) Math.min(chunkRows, rowsLeft);
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
      ColumnChunk chunk = next.columns().get(column.leaf());
      boolean isText = isText(i);
      pages[i] = file.reading(where(i), () -> new ColumnPages(file, column, chunk, isText));
    }
  }

  private void read(int column, int count) {
    file.reading(
        where(column),
        () -> {
          if (isText(column)) {
            pages[column].texts(texts[column], count);
          } else {
            pages[column].numbers(numbers[column], count);
          }
          return count;
        });
  }

  private String where(int column) {
    return "the column '" + columns.get(column).name() + "'";
  }

  @Override
  public double[] numbers(int column) {
    return numbers[column];
  }

  @Override
  public @Nullable String[] texts(int column) {
    return texts[column];
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
