package dev.jacobian.data;

import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first row of a file: the names of its columns.
 *
 * <p>How: the row is read as a whole from the bytes that are there, and again from more of them if
 * they may have cut it.
 */
final class CsvHeader {
  private static final int FIRST_BYTES = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final String file;
  private final CsvWindow window;
  private final CsvDataset.Options options;
  private final long position;
  private final long firstLine;
  private final List<String> cells = new ArrayList<>();
  private long line;
  private int breaks;
  private int start;
  private int next;
  private @Nullable DataException problem;

  private CsvHeader(
      String file, CsvWindow window, CsvDataset.Options options, long position, long firstLine) {
    this.file = file;
    this.window = window;
    this.options = options;
    this.position = position;
    this.firstLine = firstLine;
  }

  /**
   * Reads it.
   *
   * @throws DataException if there is none, it is not CSV, or has a name twice
   */
  static CsvHeader read(String file, CsvWindow window, CsvDataset.Options options)
      throws IOException {
    CsvHeader header = new CsvHeader(file, window, options, 0, 1);
    header.read();
    if (header.cells.isEmpty()) {
      throw new DataException(file + ": the file is empty", "at least one row");
    }
    return header;
  }

  /**
   * Returns the text of the cells in the first row of data; empty if there is none.
   *
   * @throws DataException if the row is not CSV
   */
  List<String> firstRow() throws IOException {
    CsvHeader row = new CsvHeader(file, window, options, rowsStart(), rowsLine());
    row.read();
    return List.copyOf(row.cells);
  }

  private void read() throws IOException {
    window.load(position, FIRST_BYTES);
    readRow();
    while (next > window.limit() && !window.isTooLong(0) && window.more(0)) {
      readRow();
    }
    if (next > window.limit() && window.isTooLong(0)) {
      throw CsvErrors.tooLong(file, line);
    }
    if (problem != null) {
      throw problem;
    }
    next = Math.min(next, window.limit());
  }

  private void readRow() {
    byte[] bytes = window.bytes();
    cells.clear();
    problem = null;
    line = firstLine;
    breaks = 0;
    start = position == 0 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    while (start < window.limit() && isLineEnd(bytes[start])) {
      start = afterLineEnd(bytes, start);
      line++;
    }
    next = start < window.limit() ? readCells(bytes) : window.limit() + 1;
  }

  private int readCells(byte[] bytes) {
    CsvCell cell = new CsvCell(options.delimiter());
    int at = start;
    while (true) {
      CsvCell.State state = cell.scan(bytes, at, window.limit());
      if (state == CsvCell.State.OPEN) {
        problem = CsvErrors.open(file, line, cells.size());
        return window.limit() + 1;
      }
      if (state == CsvCell.State.TRAILING) {
        problem = CsvErrors.trailing(file, line, cells.size());
        return at;
      }
      int end = cell.end();
      try {
        cells.add(cell.string());
      } catch (CharacterCodingException e) {
        problem = CsvErrors.notUtf8(file, e);
        // The bytes may have cut a character.
        return end < window.limit() ? at : window.limit() + 1;
      }
      breaks += cell.lineBreaks();
      if (isLineEnd(bytes[end])) {
        return afterLineEnd(bytes, end);
      }
      at = end + 1;
    }
  }

  private boolean startsWithMark(byte[] bytes) {
    int at = 0;
    while (at < BYTE_ORDER_MARK.length && bytes[at] == BYTE_ORDER_MARK[at]) {
      at++;
    }
    return at == BYTE_ORDER_MARK.length;
  }

  private static boolean isLineEnd(byte value) {
    return value == '\n' || value == '\r';
  }

  private static int afterLineEnd(byte[] bytes, int at) {
    return bytes[at] == '\r' && bytes[at + 1] == '\n' ? at + 2 : at + 1;
  }

  /** Returns the line of the row. */
  long line() {
    return line;
  }

  /** Returns the position of the first row of data. */
  long rowsStart() {
    return options.header() ? next : start;
  }

  /** Returns the line of {@link #rowsStart()}. */
  long rowsLine() {
    return options.header() ? line + breaks + 1 : line;
  }

  /**
   * Returns the names of the columns; without a header {@code column 1}, {@code column 2} ...
   *
   * @throws DataException if one occurs twice
   */
  List<String> names() {
    Map<String, Integer> places = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String name = options.header() ? cells.get(i) : "column " + (i + 1);
      Integer before = places.putIfAbsent(name, i + 1);
      if (before != null) {
        throw new DataException(
            file
                + ", line "
                + line
                + ": columns "
                + before
                + " and "
                + (i + 1)
                + " are both named '"
                + name
                + "'",
            "each name once",
            "rename one, or read the file without header and choose columns by index");
      }
      names.add(name);
    }
    return names;
  }
}
