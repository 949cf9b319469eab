package dev.jacobian.data.csv;

import dev.jacobian.data.column.CellText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Finds the end and the text of one cell, quoted or not. Source: RFC 4180; beyond it, spaces around
 * quotes are no part of the cell, a quote inside a cell that does not start with one is text, and
 * CR alone ends a line too. For use by one thread.
 */
public final class CsvCell {
  /** What {@link #scan} says of the cell. */
  public enum State {
    /** It is whole. */
    WHOLE,
    /** It has a quote that the bytes do not close. */
    OPEN,
    /** Something other than a delimiter follows its closing quote. */
    TRAILING
  }

  private final byte delimiter;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private byte[] unescaped = {};
  private byte[] text = {};
  private int start;
  private int stop;
  private int end;
  private int lineBreaks;
  private boolean isAscii;

  public CsvCell(char delimiter) {
    this.delimiter = (byte) delimiter;
  }

  /** Returns whether a byte ends a cell that is not in quotes. */
  public boolean isEnd(byte value) {
    return value == delimiter || value == '\n' || value == '\r';
  }

  /**
   * Finds the cell that starts at a place.
   *
   * @param limit where there is a line end that does not belong to the bytes
   */
  public State scan(byte[] bytes, int from, int limit) {
    lineBreaks = 0;
    int at = from;
    while (isBlank(bytes[at])) {
      at++;
    }
    return bytes[at] == '"' ? quoted(bytes, at + 1, limit) : plain(bytes, from);
  }

  private State plain(byte[] bytes, int from) {
    int all = 0;
    int at = from;
    while (!isEnd(bytes[at])) {
      all |= bytes[at++];
    }
    isAscii = all >= 0;
    end = at;
    trim(bytes, from, at);
    return State.WHOLE;
  }

  private State quoted(byte[] bytes, int from, int limit) {
    int all = 0;
    int at = from;
    int escapes = 0;
    while (bytes[at] != '"' || bytes[at + 1] == '"') {
      if (at >= limit) {
        return State.OPEN;
      }
      byte value = bytes[at];
      all |= value;
      if (value == '"') {
        escapes++;
        at++;
      } else if (value == '\n' || (value == '\r' && bytes[at + 1] != '\n')) {
        lineBreaks++;
      }
      at++;
    }
    isAscii = all >= 0;
    if (escapes == 0) {
      trim(bytes, from, at);
    } else {
      unescape(bytes, from, at, escapes);
    }
    at++;
    while (isBlank(bytes[at])) {
      at++;
    }
    end = at;
    return isEnd(bytes[at]) ? State.WHOLE : State.TRAILING;
  }

  private void unescape(byte[] bytes, int from, int to, int escapes) {
    int length = to - from - escapes;
    if (unescaped.length <= length) {
      unescaped = new byte[2 * length + 1];
    }
    int at = from;
    for (int i = 0; i < length; i++) {
      unescaped[i] = bytes[at];
      at += bytes[at] == '"' ? 2 : 1;
    }
    // A number that the text ends with must not go on in what an earlier cell left behind.
    unescaped[length] = '"';
    trim(unescaped, 0, length);
  }

  private void trim(byte[] bytes, int from, int to) {
    int first = from;
    int last = to;
    while (first < last && isSpace(bytes[first])) {
      first++;
    }
    while (first < last && isSpace(bytes[last - 1])) {
      last--;
    }
    text = bytes;
    start = first;
    stop = last;
  }

  /** Returns the place after spaces and tabs that delimit nothing. */
  public int skipBlanks(byte[] bytes, int from) {
    int at = from;
    while ((bytes[at] == ' ' || bytes[at] == '\t') && bytes[at] != delimiter) {
      at++;
    }
    return at;
  }

  private boolean isBlank(byte value) {
    return value >= 0 && value <= ' ' && !isEnd(value);
  }

  private static boolean isSpace(byte value) {
    return value == ' ' || (value >= 0 && value < ' ' && Character.isWhitespace(value));
  }

  /** Returns the place after the cell: of a delimiter or a line end. */
  public int end() {
    return end;
  }

  /** Returns the line breaks inside the cell. */
  public int lineBreaks() {
    return lineBreaks;
  }

  /** Returns the array in which the text lies from {@link #start()} to {@link #stop()}. */
  public byte[] text() {
    return text;
  }

  /** Returns where the text starts, after spaces. */
  public int start() {
    return start;
  }

  /** Returns the place after the text's last byte that is no space. */
  public int stop() {
    return stop;
  }

  /** Returns what the text stands for where a number is due. */
  public CellText.Kind kind(CellText cells) throws CharacterCodingException {
    if (start == stop) {
      return CellText.Kind.MISSING;
    }
    CellText.Kind kind = cells.read(text, start, stop);
    return kind == CellText.Kind.TEXT ? cells.read(string()) : kind;
  }

  /** Returns the text without white space around it. */
  public String string() throws CharacterCodingException {
    if (isAscii) {
      return new String(text, start, stop - start, StandardCharsets.ISO_8859_1);
    }
    return decoder.decode(ByteBuffer.wrap(text, start, stop - start)).toString().strip();
  }

  /** Fails if the text is not UTF-8. */
  public void requireUtf8() throws CharacterCodingException {
    if (!isAscii) {
      decoder.decode(ByteBuffer.wrap(text, start, stop - start));
    }
  }
}
