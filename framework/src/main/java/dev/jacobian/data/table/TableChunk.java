package dev.jacobian.data.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of some rows, an array for each column, that a reader fills again and again: a few MB.
 */
public final class TableChunk {
  private static final int MOST_CELLS = 1 << 18;
  private static final int FEWEST_ROWS = 16;
  private static final int MOST_ROWS = 4096;

  private final int rows;
  private final boolean[] areTexts;
  private final double[][] numbers;
  private final @Nullable String[][] texts;

  /** Makes one of some columns, without cells yet. */
  public TableChunk(List<SourceColumn> columns) {
    int count = columns.size();
    this.rows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, MOST_CELLS / Math.max(1, count)));
    this.areTexts = new boolean[count];
    this.numbers = new double[count][];
    this.texts = new String[count][];
    for (int i = 0; i < count; i++) {
      areTexts[i] = columns.get(i).kind() == SourceColumn.Kind.TEXT;
      numbers[i] = new double[areTexts[i] ? 0 : rows];
      texts[i] = new String[areTexts[i] ? rows : 0];
    }
  }

  /** Returns how many rows there is room for. */
  public int rows() {
    return rows;
  }

  /** Returns the number of columns. */
  public int columns() {
    return areTexts.length;
  }

  /** Returns whether a column is one of text. */
  public boolean isText(int column) {
    return areTexts[column];
  }

  /** Returns the cells of a column that is none of text: NaN where one is missing. */
  public double[] numbers(int column) {
    return numbers[column];
  }

  /** Returns the cells of a column of text: null where one is missing. */
  public @Nullable String[] texts(int column) {
    return texts[column];
  }
}
