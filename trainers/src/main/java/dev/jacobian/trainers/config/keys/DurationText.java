package dev.jacobian.trainers.config.keys;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a time as a configuration writes it: a number and its unit, as in {@code 1.5h}. */
public final class DurationText {
  private static final Pattern TIME = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
  private static final Pattern SPOKEN = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*([a-z]+)");
  private static final double MOST_MILLIS = Duration.ofDays(100_000).toMillis();

  private DurationText() {}

  /** Returns the units, from the shortest. */
  static List<String> units() {
    return List.of("ms", "s", "m", "h", "d");
  }

  /** Returns the time, or null if the text is none, is zero, or is longer than 100,000 days. */
  public static @Nullable Duration parse(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return null;
    }
    double millis = Double.parseDouble(time.group(1)) * millis(time.group(2));
    return millis >= 1 && millis <= MOST_MILLIS ? Duration.ofMillis(Math.round(millis)) : null;
  }

  private static long millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> Duration.ofSeconds(1).toMillis();
      case "m" -> Duration.ofMinutes(1).toMillis();
      case "h" -> Duration.ofHours(1).toMillis();
      default -> Duration.ofDays(1).toMillis();
    };
  }

  /** Returns the time that was probably meant by one with a space or with a spelled-out unit. */
  static Optional<String> meant(String text) {
    Matcher spoken = SPOKEN.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!spoken.matches()) {
      return Optional.empty();
    }
    String unit =
        switch (spoken.group(2)) {
          case "ms", "millis", "millisecond", "milliseconds" -> "ms";
          case "s", "sec", "secs", "second", "seconds" -> "s";
          case "m", "min", "mins", "minute", "minutes" -> "m";
          case "h", "hr", "hrs", "hour", "hours" -> "h";
          case "d", "day", "days" -> "d";
          default -> "";
        };
    String time = spoken.group(1) + unit;
    return parse(time) == null ? Optional.empty() : Optional.of(time);
  }
}
