package dev.jacobian.data.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What of a text is one token. */
public enum TokenKind {
  /** A character (a code point). */
  CHARACTERS {
    @Override
    public List<String> split(String text) {
      return text.codePoints().mapToObj(Character::toString).toList();
    }
  },
  /** A byte of UTF-8, written as 0x41. */
  BYTES {
    @Override
    public List<String> split(String text) {
      List<String> parts = new ArrayList<>();
      for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
        parts.add(byteName(each & 0xFF));
      }
      return parts;
    }
  },
  /**
   * A word: letters, digits and marks that stand side by side. Any other character that is no space
   * is one by itself, so that {@code "Don't!"} is {@code Don}, {@code '}, {@code t} and {@code !}.
   */
  WORDS {
    @Override
    public List<String> split(String text) {
      List<String> parts = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      text.codePoints()
          .forEach(
              point -> {
                if (isInsideWord(point)) {
                  word.appendCodePoint(point);
                  return;
                }
                end(word, parts);
                if (!isSpace(point)) {
                  parts.add(Character.toString(point));
                }
              });
      end(word, parts);
      return parts;
    }
  };

  /** Returns the tokens of a text in their order; none if it is empty, or has only spaces. */
  public abstract List<String> split(String text);

  /** Returns how a byte is written. */
  public static String byteName(int value) {
    return String.format("0x%02x", value);
  }

  private static void end(StringBuilder word, List<String> parts) {
    if (word.length() > 0) {
      parts.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isInsideWord(int point) {
    int type = Character.getType(point);
    return Character.isLetterOrDigit(point)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static boolean isSpace(int point) {
    return Character.isWhitespace(point)
        || Character.isSpaceChar(point)
        || Character.isISOControl(point)
        || Character.getType(point) == Character.FORMAT;
  }
}
