package dev.jacobian.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Writes text for people, in which nothing gives orders to the terminal: names of columns, labels
 * and files come from elsewhere, and with an escape character in them they could move the cursor,
 * change colours or hide what follows. Control characters, and those that turn the direction of
 * writing, are spelled out: {@code \}{@code u001b}.
 */
final class PlainWriter extends FilterWriter {
  private static final boolean HAS_CR_LINES = System.lineSeparator().indexOf('\r') >= 0;

  private PlainWriter(Writer out) {
    super(out);
  }

  /** Returns a writer for text over another one, which writes at once. */
  static PrintWriter over(PrintWriter out) {
    return new PrintWriter(new PlainWriter(out), true);
  }

  @Override
  public void write(int letter) throws IOException {
    if (isPlain((char) letter)) {
      out.write(letter);
    } else {
      out.write(String.format("\\u%04x", letter));
    }
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length), 0, length);
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    int start = from;
    for (int at = from; at < from + length; at++) {
      if (!isPlain(text.charAt(at))) {
        out.write(text, start, at - start);
        write((int) text.charAt(at));
        start = at + 1;
      }
    }
    out.write(text, start, from + length - start);
  }

  private static boolean isPlain(char letter) {
    if (letter == '\n' || letter == '\t') {
      return true;
    }
    if (letter == '\r') {
      return HAS_CR_LINES;
    }
    boolean turns =
        (letter >= '\u202a' && letter <= '\u202e') || (letter >= '\u2066' && letter <= '\u2069');
    boolean endsLine = letter == '\u2028' || letter == '\u2029';
    return !Character.isISOControl(letter) && !turns && !endsLine;
  }
}
