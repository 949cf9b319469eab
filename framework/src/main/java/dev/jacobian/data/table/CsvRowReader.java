package dev.jacobian.data.table;

import dev.jacobian.data.column.CellText;
import dev.jacobian.data.column.DecimalReader;
import dev.jacobian.data.column.NumberType;
import dev.jacobian.data.csv.CsvCell;
import dev.jacobian.data.csv.CsvErrors;
import dev.jacobian.data.csv.CsvProblem;
import dev.jacobian.data.csv.CsvWindow;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of parts of a file into numbers. For use by one thread.
 *
 * <p>How: a number is read where its cell starts, and if a cell's end follows it, the cell is done:
 * one pass, nothing allocated. All else goes by {@link CsvCell} and, if it is no plain number in
 * quotes or spaces, by a string. A row that the bytes cut is read again once there are more. What
 * is wrong with a cell is kept until the row ends, because a row of another length and a row that
 * is dropped do not get so far; of several bad cells the first among the features and then the
 * targets is reported.
 */
final class CsvRowReader {
  private static final int IGNORED = -1;
  private static final int ESTIMATED_CELL_BYTES = 6;

  private final RowErrors errors;
  private final TableColumns columns;
  private final CsvDataset.Options options;
  private final CsvWindow window;
  private final CsvCell cell;
  private final DecimalReader decimals;
  private final CellText cellText;
  private final boolean isPlain;

  /** The slot of a column of numbers; {@link #IGNORED}, or less than that for one of text. */
  private final int[] slots;

  private final int[] textSlots;
  private final boolean dropsRows;
  private final boolean keepsMissing;

  /** The columns of text of the part that is read, by their slots. */
  private final @Nullable TextColumn[] textColumns;

  private byte[] bytes = {};
  private TablePart part;
  private int rowBreaks;
  private boolean isComplete;
  private boolean hasMissing;
  private int missingColumn;
  private int problemSlot;
  private @Nullable LongFunction<DataException> problem;

  CsvRowReader(RowErrors errors, CsvWindow window) {
    this.errors = errors;
    this.columns = errors.columns();
    this.options = errors.options();
    this.window = window;
    this.cell = new CsvCell(options.format().delimiter());
    this.decimals = new DecimalReader(options.dtype());
    this.cellText = new CellText(options.format(), options.dtype());
    this.isPlain = cellText.isPlain();
    this.slots = columns.slots();
    this.textSlots = columns.textSlots();
    this.textColumns = new @Nullable TextColumn[columns.types().size()];
    for (int column = 0; column < slots.length; column++) {
      if (slots[column] >= 0 && isText(slots[column])) {
        slots[column] = IGNORED - 1 - slots[column];
      }
    }
    this.dropsRows = options.missingValues() == MissingValues.DROP_ROW;
    this.keepsMissing = options.missingValues() == MissingValues.NAN;
    this.part = new TablePart(columns, options, textColumns, 1);
  }

  private boolean isText(int slot) {
    return !(columns.types().get(slot) instanceof NumberType);
  }

  /**
   * Reads the rows that start at a position or behind it, and before another.
   *
   * @param isRowStart whether a row starts at {@code from}; else the first is taken to start with
   *     the first line that does
   */
  TablePart read(long from, long to, boolean isRowStart) throws IOException {
    int before = isRowStart ? 0 : 1;
    int length = Math.toIntExact(to - from) + before;
    window.load(from - before, length);
    bytes = window.bytes();
    int rowBytes = ESTIMATED_CELL_BYTES * columns.names().size();
    for (int slot = 0; slot < textColumns.length; slot++) {
      if (isText(slot)) {
        textColumns[slot] = new TextColumn(columns.types().get(slot), cellText);
      }
    }
    part = new TablePart(columns, options, textColumns.clone(), length / rowBytes);
    int first = isRowStart ? 0 : window.lineStart(0);
    if (first >= 0) {
      readRows(first, length);
    }
    return part;
  }

  private void readRows(int first, int stop) throws IOException {
    int at = first;
    long line = 0;
    problem = null;
    while (problem == null && at < Math.min(stop, window.limit())) {
      int next = readChecked(at);
      if (next > window.limit() && !window.isTooLong(at) && window.more(at)) {
        bytes = window.bytes();
        problem = null;
        continue;
      }
      if (next > window.limit() && window.isTooLong(at)) {
        problem = number -> CsvErrors.tooLong(columns.file(), number);
      } else if (isComplete) {
        closeRow();
      }
      if (problem == null) {
        at = Math.min(next, window.limit());
        line += rowBreaks + 1;
      }
    }
    part.finish(
        window.position() + first,
        window.position() + at,
        line,
        problem == null ? null : new CsvProblem(line, problem));
  }

  private int readChecked(int at) {
    try {
      return readRow(at);
    } catch (CharacterCodingException e) {
      byte[] text = bytes;
      int limit = window.limit();
      int before = at;
      problem = number -> CsvErrors.notUtf8(columns.file(), number, text, before, limit, e);
      // The bytes may have cut a character.
      return cell.end() < window.limit() ? at : window.limit() + 1;
    }
  }

  private void closeRow() {
    if (dropsRows && hasMissing) {
      problem = null;
      part.dropRow(missingColumn);
    } else if (problem == null) {
      part.closeRow();
    }
  }

  /**
   * Reads a row into the part's open one.
   *
   * @return the place after the row; after the limit if the bytes may have cut it
   */
  private int readRow(int start) throws CharacterCodingException {
    rowBreaks = 0;
    isComplete = false;
    hasMissing = false;
    problemSlot = Integer.MAX_VALUE;
    if (bytes[start] <= ' ') {
      int end = cell.skipBlanks(bytes, start);
      if (bytes[end] == '\n' || bytes[end] == '\r') {
        return afterLineEnd(end);
      }
    }
    part.openRow();
    int at = start;
    int column = 0;
    while (true) {
      int slot = column < slots.length ? slots[column] : IGNORED;
      int end = slot >= 0 ? number(at, column, slot) : text(at, column, IGNORED - 1 - slot);
      if (end < 0 || end > window.limit()) {
        return Math.max(end, at);
      }
      if (column < slots.length && textSlots[column] >= 0) {
        // As it stands there, so that it can be written again with every character.
        part.setText(textSlots[column], new String(bytes, at, end - at, StandardCharsets.UTF_8));
      }
      column++;
      if (bytes[end] == '\n' || bytes[end] == '\r') {
        if (column != slots.length) {
          int cells = column;
          problem = line -> errors.length(line, cells);
        } else {
          isComplete = true;
        }
        return afterLineEnd(end);
      }
      at = end + 1;
    }
  }

  private int afterLineEnd(int at) {
    return bytes[at] == '\r' && bytes[at + 1] == '\n' ? at + 2 : at + 1;
  }

  /** Reads a cell that should be a number; returns as {@link #scan}. */
  private int number(int at, int column, int slot) throws CharacterCodingException {
    if (isPlain) {
      int end = decimals.read(bytes, at);
      if (end != DecimalReader.NONE && cell.isEnd(bytes[end])) {
        setNumber(column, slot, at, decimals.value());
        return end;
      }
    }
    int end = scan(at, column);
    if (end < 0 || end > window.limit()) {
      return end;
    }
    switch (cell.kind(cellText)) {
      case NUMBER -> setNumber(column, slot, at, cellText.value());
      case MISSING -> miss(column, slot);
      default -> {
        String text = cell.string();
        report(slot, line -> errors.number(line, column, text, false));
      }
    }
    return end;
  }

  private void setNumber(int column, int slot, int at, double value)
      throws CharacterCodingException {
    if (Double.isInfinite(value)) {
      cell.scan(bytes, at, window.limit());
      String text = cell.string();
      report(slot, line -> errors.number(line, column, text, true));
    }
    part.set(slot, value);
  }

  private void miss(int column, int slot) throws CharacterCodingException {
    if (!hasMissing) {
      missingColumn = column;
    }
    hasMissing = true;
    if (keepsMissing && slot < columns.features().size()) {
      // No cell that is present gives a NaN, so it marks the place.
      part.set(slot, Double.NaN);
    } else if (!dropsRows) {
      String text = cell.string();
      report(slot, line -> errors.missing(line, column, text));
    }
  }

  private void report(int slot, LongFunction<DataException> found) {
    if (slot < problemSlot) {
      problemSlot = slot;
      problem = found;
    }
  }

  /**
   * Reads a cell that is text or not used; returns as {@link #scan}.
   *
   * @param slot negative if it is not used
   */
  private int text(int at, int column, int slot) throws CharacterCodingException {
    int end = scan(at, column);
    if (end < 0 || end > window.limit()) {
      return end;
    }
    if (slot < 0) {
      cell.requireUtf8();
    } else if (cell.start() == cell.stop()) {
      miss(column, slot);
    } else {
      text(column, slot, Objects.requireNonNull(textColumns[slot]));
    }
    return end;
  }

  private void text(int column, int slot, TextColumn known) throws CharacterCodingException {
    int number = known.number(cell);
    switch (known.kind(number)) {
      case VALUE -> part.set(slot, known.raw(number));
      case MISSING -> miss(column, slot);
      default -> {
        String text = known.texts().get(number);
        report(slot, line -> errors.other(line, column, text));
      }
    }
  }

  /**
   * Finds the end of any cell.
   *
   * @return the place after it; after the limit if it has a quote that the bytes do not close, and
   *     negative if something follows its quotes
   */
  private int scan(int at, int column) {
    CsvCell.State state = cell.scan(bytes, at, window.limit());
    rowBreaks += cell.lineBreaks();
    if (state == CsvCell.State.WHOLE) {
      return cell.end();
    }
    if (state == CsvCell.State.OPEN) {
      problem = line -> CsvErrors.open(columns.file(), line, column);
      return window.limit() + 1;
    }
    problem = line -> CsvErrors.trailing(columns.file(), line, column);
    return -1;
  }
}
