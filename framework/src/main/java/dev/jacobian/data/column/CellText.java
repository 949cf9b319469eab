package dev.jacobian.data.column;

import dev.jacobian.shape.DType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells what the text of a cell stands for where a number is due: a number as the format writes
 * them, 1 or 0 for true or false in any case of letters, or a missing value. For use by one thread.
 *
 * <p>How: thousands separators are left out and a decimal comma becomes a point, so that {@link
 * DecimalReader} reads the rest.
 */
public final class CellText {
  /** What a cell may be. */
  public enum Kind {
    /** A number, true or false. */
    NUMBER,
    /** No value. */
    MISSING,
    /** Any other text. */
    TEXT
  }

  private final char decimal;
  private final List<byte[]> separators;
  private final Set<String> markers;
  private final Set<Double> markedNumbers = new HashSet<>();
  private final boolean isPlain;
  private final DecimalReader decimals;
  private byte[] digits = {};
  private double value;

  /**
   * Makes a reader.
   *
   * @param format how numbers and missing values are written
   * @param dtype float32 or float64, to which numbers are rounded
   */
  public CellText(CsvFormat format, DType dtype) {
    this.decimal = format.decimal();
    this.separators = separators(format);
    this.markers = Set.copyOf(format.missingMarkers());
    this.decimals = new DecimalReader(dtype);
    this.isPlain = decimal == '.' && separators.isEmpty();
    for (String marker : format.missingMarkers()) {
      byte[] text = terminated(marker);
      if (isNumber(text, 0, text.length - 1)) {
        markedNumbers.add(value);
      }
    }
  }

  private static List<byte[]> separators(CsvFormat format) {
    List<byte[]> separators = new ArrayList<>();
    format
        .thousands()
        .ifPresent(
            one -> {
              // What typesetting puts in the place of the two.
              String all = one == ' ' ? " \u00a0\u202f" : one == '\'' ? "'\u2019" : one.toString();
              for (int i = 0; i < all.length(); i++) {
                separators.add(all.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
              }
            });
    return separators;
  }

  private static byte[] terminated(String text) {
    return (text + '\n').getBytes(StandardCharsets.UTF_8);
  }

  /** Returns whether a number is what {@link DecimalReader} reads, without more ado. */
  public boolean isPlain() {
    return isPlain && markedNumbers.isEmpty();
  }

  /** Returns the last number that was read; infinite if it is too large for the type. */
  public double value() {
    return value;
  }

  /**
   * Returns what bytes stand for that are a number; {@link Kind#TEXT} if they are none, and what
   * they stand for depends on their text.
   *
   * @param text in UTF-8, with a byte that is no part of a number at {@code stop}
   */
  public Kind read(byte[] text, int start, int stop) {
    return isNumber(text, start, stop) ? number() : Kind.TEXT;
  }

  /** Returns what a text without white space around it stands for. */
  public Kind read(String text) {
    if (isMissing(text)) {
      return Kind.MISSING;
    }
    // White space outside of ASCII is off now.
    byte[] bytes = terminated(text);
    if (isNumber(bytes, 0, bytes.length - 1)) {
      return number();
    }
    boolean isTrue = text.equalsIgnoreCase("true");
    value = isTrue ? 1 : 0;
    return isTrue || text.equalsIgnoreCase("false") ? Kind.NUMBER : Kind.TEXT;
  }

  /** Returns whether a text without white space around it stands for a missing value. */
  public boolean isMissing(String text) {
    return text.isEmpty() || markers.contains(text);
  }

  private Kind number() {
    return markedNumbers.contains(value) ? Kind.MISSING : Kind.NUMBER;
  }

  /**
   * Reads a number.
   *
   * @param text with a byte that is no part of a number at {@code stop}
   */
  private boolean isNumber(byte[] text, int start, int stop) {
    if (isPlain) {
      boolean isNumber = start < stop && decimals.read(text, start) == stop;
      value = isNumber ? decimals.value() : value;
      return isNumber;
    }
    int length = plainDigits(text, start, stop);
    boolean isNumber = length > 0 && decimals.read(digits, 0) == length;
    value = isNumber ? decimals.value() : value;
    return isNumber;
  }

  /** Writes a number with a point and without separators; returns its length, or 0 for a text. */
  private int plainDigits(byte[] text, int start, int stop) {
    if (digits.length <= stop - start) {
      digits = new byte[2 * (stop - start) + 1];
    }
    int length = 0;
    boolean isWhole = true;
    for (int at = start; at < stop; at++) {
      byte next = text[at];
      if (isWhole && at > start && isDigit(text[at - 1])) {
        int separator = separator(text, at, stop);
        if (separator > 0 && at + separator < stop && isDigit(text[at + separator])) {
          at += separator;
          next = text[at];
        }
      }
      if (next == decimal) {
        isWhole = false;
        next = '.';
      } else if (next == '.') {
        return 0;
      }
      isWhole &= isDigit(next) || length == 0;
      digits[length++] = next;
    }
    digits[length] = '\n';
    return length;
  }

  private int separator(byte[] text, int at, int stop) {
    for (byte[] separator : separators) {
      int end = at + separator.length;
      if (end <= stop && Arrays.equals(text, at, end, separator, 0, separator.length)) {
        return separator.length;
      }
    }
    return 0;
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }
}
