package dev.jacobian.device;

import dev.jacobian.shape.MemoryException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 512m}, {@code 2g}, {@code 64 KiB}. */
public final class ByteSize {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,18})\\s*(?:([kmgt])i?)?b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGT";

  private ByteSize() {}

  /** Returns, for example, {@code 1.5 GiB}. */
  public static String format(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT, "%.1f %siB", bytes / Math.pow(1024, unit), "KMGTPE".charAt(unit - 1));
  }

  /**
   * Returns the number of bytes that {@code text} names; units are powers of 1024.
   *
   * @throws MemoryException if {@code text} is not a whole number with an optional unit k, m, g or
   *     t
   */
  public static long parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new MemoryException(
          "'" + text + "' is not a number of bytes",
          "a whole number with an optional unit, such as 512m or 8g");
    }
    String letter = matcher.group(2);
    int unit = letter == null ? 0 : UNITS.indexOf(letter.toUpperCase(Locale.ROOT)) + 1;
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> (10 * unit)) {
      throw new MemoryException(
          "'" + text + "' is more bytes than a 64-bit count holds", "fewer than 2^63 bytes");
    }
    return number << (10 * unit);
  }
}
