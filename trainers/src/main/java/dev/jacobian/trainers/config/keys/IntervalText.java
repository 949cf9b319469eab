package dev.jacobian.trainers.config.keys;

import dev.jacobian.trainers.ValidationInterval;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an interval as a configuration writes it: {@code 2 epochs}, {@code 500 steps}. */
final class IntervalText {
  private static final Pattern INTERVAL = Pattern.compile("(\\d{1,9}) (epoch|step)s?");
  private static final Pattern SPOKEN = Pattern.compile("(\\d{1,9})\\s*([a-z]+)");

  private IntervalText() {}

  /** Returns the interval, or null if the text is none, or is zero. A number alone has epochs. */
  static @Nullable ValidationInterval parse(String text) {
    Matcher interval = INTERVAL.matcher(text.matches("\\d+") ? text + " epochs" : text);
    if (!interval.matches()) {
      return null;
    }
    int count = Integer.parseInt(interval.group(1));
    if (count == 0) {
      return null;
    }
    return interval.group(2).equals("step")
        ? ValidationInterval.steps(count)
        : ValidationInterval.epochs(count);
  }

  /** Returns the interval that was probably meant by one with another space or unit. */
  static Optional<String> meant(String text) {
    Matcher spoken = SPOKEN.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!spoken.matches()) {
      return Optional.empty();
    }
    String unit =
        switch (spoken.group(2)) {
          case "e", "epoch", "epochs" -> "epochs";
          case "s", "step", "steps", "batch", "batches", "iterations" -> "steps";
          default -> "";
        };
    return Optional.ofNullable(parse(spoken.group(1) + " " + unit))
        .map(ValidationInterval::toString);
  }
}
