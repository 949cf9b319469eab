package dev.jacobian.data.table;

import dev.jacobian.data.csv.CsvProblem;
import dev.jacobian.shape.DType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of a part of a table, in arrays that grow. Filled by one thread, then only read. */
final class TablePart {
  private final boolean isDouble;
  private final int featureCount;
  private final int targetCount;
  private final int textCount;
  private final @Nullable TextColumn[] columns;
  private float[] floats = {};
  private double[] doubles = {};
  private @Nullable String[] texts = {};
  private int capacity;
  private int rows;
  private long start = -1;
  private long end;
  private long lines;
  private final long[] dropped;
  private @Nullable CsvProblem problem;

  /**
   * Makes one without rows.
   *
   * @param textColumns by their slots, null where there are numbers
   */
  TablePart(
      TableColumns columns,
      CsvDataset.Options options,
      @Nullable TextColumn[] textColumns,
      int expectedRows) {
    this.isDouble = options.dtype() == DType.FLOAT64;
    this.columns = textColumns;
    this.featureCount = columns.features().size();
    this.targetCount = columns.targets().size();
    this.textCount = columns.texts().size();
    this.dropped = new long[columns.names().size()];
    this.capacity = Math.max(1, expectedRows);
    resize();
  }

  private void resize() {
    int length = Math.multiplyExact(capacity, width());
    if (isDouble) {
      doubles = Arrays.copyOf(doubles, length);
    } else {
      floats = Arrays.copyOf(floats, length);
    }
    texts = Arrays.copyOf(texts, Math.multiplyExact(capacity, textCount));
  }

  /** Returns the numbers of a row: its features, then its targets. */
  int width() {
    return featureCount + targetCount;
  }

  /** Makes room for one more row. */
  void openRow() {
    if (rows == capacity) {
      capacity = Math.multiplyExact(2, capacity);
      resize();
    }
  }

  /** Puts a number into the row that is open. */
  void set(int slot, double value) {
    set(rows, slot, value);
  }

  /** Puts a number into a row. */
  void set(int row, int slot, double value) {
    if (isDouble) {
      doubles[row * width() + slot] = value;
    } else {
      floats[row * width() + slot] = (float) value;
    }
  }

  /** Puts the text of a cell into the row that is open. */
  void setText(int slot, String text) {
    texts[rows * textCount + slot] = text;
  }

  /** Keeps the row that is open. */
  void closeRow() {
    rows++;
  }

  /**
   * Counts a row that is left out.
   *
   * @param column the first whose value is missing
   */
  void dropRow(int column) {
    dropped[column]++;
  }

  /** Ends the part. */
  void finish(long start, long end, long lines, @Nullable CsvProblem problem) {
    this.start = start;
    this.end = end;
    this.lines = lines;
    this.problem = problem;
  }

  int rows() {
    return rows;
  }

  /** Adds the rows that were left out to those of each column. */
  void addDropped(long[] columns) {
    for (int column = 0; column < dropped.length; column++) {
      columns[column] += dropped[column];
    }
  }

  /** Returns the file's position of the first row's start; -1 if no row starts here. */
  long start() {
    return start;
  }

  /** Returns the file's position after the last row. */
  long end() {
    return end;
  }

  /** Returns the number of lines from start to end. */
  long lines() {
    return lines;
  }

  /** Returns what is wrong with the row after the last, if anything. */
  @Nullable CsvProblem problem() {
    return problem;
  }

  /**
   * Returns the different texts of a column of categories, of which rows have the numbers; also
   * those of rows that were left out.
   */
  List<String> texts(int slot) {
    return Objects.requireNonNull(columns[slot]).texts();
  }

  /** Returns a number of a row: a feature, or behind them a target. */
  double get(int row, int slot) {
    int at = row * width() + slot;
    return isDouble ? doubles[at] : floats[at];
  }

  /** Returns the texts of a row's cells that are kept. */
  List<String> keptTexts(int row) {
    List<String> cells = new ArrayList<>(textCount);
    for (int slot = 0; slot < textCount; slot++) {
      cells.add(Objects.requireNonNull(texts[row * textCount + slot]));
    }
    return cells;
  }

  /** Writes a row's numbers to a buffer. */
  void put(int row, ByteBuffer to) {
    int start = row * width();
    for (int at = start; at < start + width(); at++) {
      if (isDouble) {
        to.putDouble(doubles[at]);
      } else {
        to.putFloat(floats[at]);
      }
    }
  }

  /** Copies the features of all rows, row-major, to an array of the options' type. */
  void copyFeatures(Object to, int offset) {
    copyFeatures(0, rows, to, offset);
  }

  /** Copies the features of some rows, row-major, to an array of the options' type. */
  void copyFeatures(int first, int count, Object to, int offset) {
    copy(first, count, 0, featureCount, to, offset);
  }

  /** Copies the targets of all rows, row-major, to an array of the options' type. */
  void copyTargets(Object to, int offset) {
    copy(0, rows, featureCount, targetCount, to, offset);
  }

  private void copy(int first, int count, int slot, int slots, Object to, int offset) {
    Object values = isDouble ? doubles : floats;
    if (slots == width()) {
      System.arraycopy(values, first * slots, to, offset, count * slots);
      return;
    }
    for (int i = 0; i < count; i++) {
      int from = (first + i) * width() + slot;
      System.arraycopy(values, from, to, offset + i * slots, slots);
    }
  }
}
