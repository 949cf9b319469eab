package dev.jacobian.shape;

import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;

/**
 * Shortens for messages what was received: a name, a cell or a list may be as long as the file it
 * comes from. What is left out is counted, so {@code aaaa… (60,000,000 characters)}.
 */
public final class Brief {
  private static final int MOST_CHARACTERS = 200;
  private static final int MOST_SIZES = 64;

  /** A part of a message may hold several values and paths. */
  private static final int MOST_OF_A_PART = 3000;

  private static final int END_OF_A_PART = 600;

  private Brief() {}

  /**
   * Returns a text, if it is long its first 200 characters. Control characters, which a terminal
   * would obey, are spelled out: {@code \}{@code u001b}.
   */
  public static String of(String text) {
    String start = text.length() <= MOST_CHARACTERS ? text : start(text, MOST_CHARACTERS);
    return plain(start) + (start.length() == text.length() ? "" : leftOut(text.length()));
  }

  /** Returns the sizes of axes as {@code [64, 10]}, of very many the first 64. */
  public static String of(long... sizes) {
    StringBuilder shown = new StringBuilder("[");
    for (int i = 0; i < Math.min(sizes.length, MOST_SIZES); i++) {
      shown.append(i == 0 ? "" : ", ").append(sizes[i]);
    }
    return sizes.length <= MOST_SIZES
        ? shown.append(']').toString()
        : shown + String.format(Locale.ROOT, ", … (%,d sizes)]", sizes.length);
  }

  /** Returns values as {@code [a, b]}, of many as many of the first as take 200 characters. */
  public static String of(Collection<?> values) {
    return "[" + listed(values) + "]";
  }

  /** Returns values as {@code a, b}, of many as many of the first as take 200 characters. */
  public static String listed(Collection<?> values) {
    StringBuilder shown = new StringBuilder();
    Iterator<?> rest = values.iterator();
    for (int i = 0; rest.hasNext(); i++) {
      if (shown.length() > MOST_CHARACTERS) {
        return shown + String.format(Locale.ROOT, ", … (%,d in all)", values.size());
      }
      shown.append(i == 0 ? "" : ", ").append(of(String.valueOf(rest.next())));
    }
    return shown.toString();
  }

  /** Returns a whole part of a message; of one that nobody can read, its start and its end. */
  public static String part(String text) {
    if (text.length() <= MOST_OF_A_PART) {
      return text;
    }
    int from = text.length() - END_OF_A_PART;
    int end = Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
    return start(text, MOST_OF_A_PART - END_OF_A_PART)
        + leftOut(text.length())
        + " … "
        + text.substring(end);
  }

  private static String start(String text, int length) {
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }

  private static String leftOut(int length) {
    return String.format(Locale.ROOT, "… (%,d characters)", length);
  }

  private static String plain(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      plain.append(
          Character.isISOControl(letter) ? String.format("\\u%04x", (int) letter) : letter);
    }
    return plain.toString();
  }
}
