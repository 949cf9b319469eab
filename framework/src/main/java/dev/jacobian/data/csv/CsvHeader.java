package dev.jacobian.data.csv;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The first row of a file: the names of its columns.
 *
 * <p>How: the row is read as a whole from the bytes that are there, and again from more of them if
 * they may have cut it.
 */
public final class CsvHeader {
  private static final int FIRST_BYTES = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** A line that names a delimiter; not one that could be part of a number. */
  private static final Pattern SEPARATOR =
      Pattern.compile("\"?sep=([ -~&&[^\"+\\-.0-9a-zA-Z]]|\t)\"?(\r\n|\r|\n)");

  private static final int SEPARATOR_BYTES = 9;

  private final String file;
  private final CsvWindow window;
  private final long position;
  private final long firstLine;
  private final List<String> cells = new ArrayList<>();
  private long line;
  private int breaks;
  private int start;
  private int next;
  private CsvFormat format;
  private @Nullable DataException problem;

  private CsvHeader(
      String file, CsvWindow window, CsvFormat format, long position, long firstLine) {
    this.file = file;
    this.window = window;
    this.format = format;
    this.position = position;
    this.firstLine = firstLine;
  }

  /**
   * Reads it.
   *
   * @throws DataException if there is none, it is not CSV, or a name has a NUL
   */
  public static CsvHeader read(String file, CsvWindow window, CsvFormat format) throws IOException {
    CsvHeader header = new CsvHeader(file, window, format, 0, 1);
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
  public List<String> firstRow() throws IOException {
    CsvHeader row = new CsvHeader(file, window, format, rowsStart(), rowsLine());
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
    if (position == 0) {
      readSeparator(bytes);
    }
    skipBlankLines(bytes);
    next = start < window.limit() ? readCells(bytes) : window.limit() + 1;
  }

  private int readCells(byte[] bytes) {
    CsvCell cell = new CsvCell(format.delimiter());
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
        problem = CsvErrors.notUtf8(file, line, bytes, start, window.limit(), e);
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

  /** Takes the delimiter out of a first line {@code sep=;}, as Excel does. */
  private void readSeparator(byte[] bytes) {
    int length = Math.min(SEPARATOR_BYTES, window.limit() - start);
    String text = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    Matcher matcher = SEPARATOR.matcher(text);
    if (matcher.lookingAt()) {
      format = format.withDelimiter(matcher.group(1).charAt(0));
      start += matcher.end();
      line++;
    }
  }

  private void skipBlankLines(byte[] bytes) {
    CsvCell cell = new CsvCell(format.delimiter());
    while (start < window.limit()) {
      int at = cell.skipBlanks(bytes, start);
      if (!isLineEnd(bytes[at])) {
        return;
      }
      start = Math.min(window.limit(), afterLineEnd(bytes, at));
      line++;
    }
  }

  /** Returns the number of lines that end in a range. */
  static long lineEnds(byte[] bytes, int from, int to) {
    long count = 0;
    for (int at = from; at < to; at++) {
      boolean isEnd = bytes[at] == '\n' || (bytes[at] == '\r' && bytes[at + 1] != '\n');
      count += isEnd ? 1 : 0;
    }
    return count;
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
  public long line() {
    return line;
  }

  /** Returns the position of the first row of data. */
  public long rowsStart() {
    return format.header() ? next : start;
  }

  /** Returns what ends the first line: LF, CR LF or CR; LF if it is the last and has no end. */
  public String lineEnd() {
    byte[] bytes = window.bytes();
    int last = Math.min(next, window.limit()) - 1;
    if (last < 0 || !isLineEnd(bytes[last])) {
      return "\n";
    }
    boolean isPair = bytes[last] == '\n' && last > 0 && bytes[last - 1] == '\r';
    return isPair ? "\r\n" : bytes[last] == '\r' ? "\r" : "\n";
  }

  /** Returns the line of {@link #rowsStart()}. */
  public long rowsLine() {
    return format.header() ? line + breaks + 1 : line;
  }

  /** Returns the format, with the delimiter that the file itself names, if it does. */
  public CsvFormat format() {
    return format;
  }

  /**
   * Returns the names of the columns; without a header {@code column 1}, {@code column 2} ... A
   * name that occurs again gets the first ending of {@code .1}, {@code .2} ... that makes it
   * another one, as in pandas.
   *
   * @throws DataException if one has a NUL
   */
  public List<String> names() {
    if (!format.header()) {
      return IntStream.rangeClosed(1, cells.size()).mapToObj(i -> "column " + i).toList();
    }
    Set<String> written = new HashSet<>(cells);
    Map<String, Integer> counts = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (String cell : cells) {
      if (cell.indexOf('\0') >= 0) {
        throw new DataException(
            file + ", line " + line + ": the name of column " + (names.size() + 1) + " has a NUL",
            "text",
            "look at what the file is");
      }
      String name = cell;
      int count = counts.getOrDefault(cell, 0);
      while (count > 0) {
        counts.put(cell, count + 1);
        name = cell + "." + count;
        count = written.contains(name) ? count + 1 : counts.getOrDefault(name, 0);
      }
      names.add(name);
      counts.put(name, counts.getOrDefault(name, 0) + 1);
    }
    return names;
  }

  /** Returns what was done about names that occur more than once; empty if none does. */
  public Optional<String> renamed() {
    List<String> names = names();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (format.header() && !names.get(i).equals(cells.get(i))) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return Optional.empty();
    }
    int first = places.get(0);
    return Optional.of(
        "the name '"
            + cells.get(first)
            + "' occurs again: column "
            + (first + 1)
            + " is '"
            + names.get(first)
            + "'"
            + (places.size() > 1 ? ", and " + (places.size() - 1) + " more are renamed so" : ""));
  }
}
