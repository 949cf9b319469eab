package dev.jacobian.io;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dictionary in an .npy header: exactly the keys descr, fortran_order and shape, whose
 * values are a string, True or False, and a tuple of whole numbers. No other Python is understood.
 */
final class NpyDictionary {
  private static final int MOST_AXES = 64;
  private static final int MOST_DIGITS = 18;

  private final ArrayStream in;
  private final String text;
  private int at;
  private @Nullable String descr;
  private @Nullable Boolean isFortran;
  private long @Nullable [] shape;

  NpyDictionary(ArrayStream in, String text) {
    this.in = in;
    this.text = text;
  }

  NpyHeader header() {
    require('{');
    while (!skip('}')) {
      String key = string();
      require(':');
      switch (key) {
        case "descr" -> descr = once(key, descr, string());
        case "fortran_order" -> isFortran = once(key, isFortran, truth());
        case "shape" -> shape = once(key, shape, tuple());
        default -> throw in.bad("the header has the key '" + Brief.of(key) + "'", KEYS);
      }
      if (!skip(',') && peek() != '}') {
        throw unexpected("',' or '}'");
      }
    }
    if (peek() != END) {
      throw unexpected("the end of the header");
    }
    if (descr == null || isFortran == null || shape == null) {
      throw in.bad("the header lacks a key", KEYS);
    }
    return NpyHeader.of(in, descr, isFortran, shape);
  }

  private static final String KEYS = "the keys descr, fortran_order and shape";
  private static final char END = '\0';

  private <T> T once(String key, @Nullable T before, T value) {
    if (before != null) {
      throw in.bad("the header has the key '" + Brief.of(key) + "' twice", KEYS);
    }
    return value;
  }

  /** Returns the next character that is no space. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private boolean skip(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void require(char wanted) {
    if (!skip(wanted)) {
      throw unexpected("'" + wanted + "'");
    }
  }

  private FileFormatException unexpected(String expected) {
    String found =
        peek() == END
            ? "the header ends"
            : "the header has '" + Brief.of(String.valueOf(peek())) + "'";
    return in.bad(found + " at character " + at, expected);
  }

  private String string() {
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw unexpected("a string; arrays of records are not supported");
    }
    int end = text.indexOf(quote, at + 1);
    if (end < 0 || text.substring(at + 1, end).indexOf('\\') >= 0) {
      throw unexpected("a plain string");
    }
    String value = text.substring(at + 1, end);
    at = end + 1;
    return value;
  }

  private Boolean truth() {
    peek();
    for (Boolean value : new Boolean[] {true, false}) {
      String word = value ? "True" : "False";
      if (text.startsWith(word, at)) {
        at += word.length();
        return value;
      }
    }
    throw unexpected("True or False");
  }

  private long[] tuple() {
    long[] sizes = new long[MOST_AXES];
    int count = 0;
    require('(');
    while (!skip(')')) {
      if (count == MOST_AXES) {
        throw unexpected("at most " + MOST_AXES + " axes");
      }
      sizes[count++] = wholeNumber();
      if (!skip(',') && peek() != ')') {
        throw unexpected("',' or ')'");
      }
    }
    return Arrays.copyOf(sizes, count);
  }

  private long wholeNumber() {
    peek();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start || at - start > MOST_DIGITS) {
      at = start;
      throw unexpected("the size of an axis");
    }
    long number = Long.parseLong(text.substring(start, at));
    // Python 2 writes long integers so.
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    return number;
  }
}
