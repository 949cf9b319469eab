package dev.jacobian.data.csv;

import dev.jacobian.shape.DataException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** What can be wrong with the text of a CSV file, in words. */
public final class CsvErrors {
  private static final int DECODED = 1024;
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private CsvErrors() {}

  /** A quote is not closed before the file ends. */
  public static DataException open(String file, long line, int column) {
    return new DataException(
        cell(file, line, column) + " starts with a quote that is not closed",
        "a second quote at the cell's end",
        "close the quote, or double a quote that is part of the text");
  }

  /** Something stands between a closing quote and the next delimiter. */
  public static DataException trailing(String file, long line, int column) {
    return new DataException(
        cell(file, line, column) + " goes on after its closing quote",
        "a delimiter or a line end after the quote",
        "double a quote that is part of the text");
  }

  private static String cell(String file, long line, int column) {
    return file + ", line " + line + ": the cell in column " + (column + 1);
  }

  /** A row does not end. */
  public static DataException tooLong(String file, long line) {
    return new DataException(
        file + ", line " + line + ": the row is longer than 16 MB",
        "the row of a table",
        "look for a quote that is not closed");
  }

  /**
   * A row is no text.
   *
   * @param line on which it starts
   * @param bytes that have it
   */
  public static DataException notUtf8(
      String file, long line, byte[] bytes, int from, int to, CharacterCodingException cause) {
    int bad = malformed(bytes, from, to);
    long badLine = line + CsvHeader.lineEnds(bytes, from, bad);
    return new DataException(
        String.format("%s, line %d: the byte 0x%02X is not UTF-8", file, badLine, bytes[bad]),
        "UTF-8 text",
        "choose the encoding that the file has, such as windows-1252, in which the byte is '"
            + new String(bytes, bad, 1, WINDOWS)
            + "', or convert the file to UTF-8",
        cause);
  }

  private static int malformed(byte[] bytes, int from, int to) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer out = CharBuffer.allocate(DECODED);
    while (decoder.decode(in, out, true).isOverflow()) {
      out.clear();
    }
    return Math.min(in.position(), to - 1);
  }

  /** The bytes are no text in the encoding that was chosen. */
  public static DataException notEncoded(String file, Charset encoding, Throwable cause) {
    return new DataException(
        file + ": the file is not " + encoding.name(),
        encoding.name() + " text",
        "choose the encoding that the file has",
        cause);
  }
}
