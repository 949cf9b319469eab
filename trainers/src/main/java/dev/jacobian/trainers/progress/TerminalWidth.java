package dev.jacobian.trainers.progress;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cells of a line of the terminal. {@code stty} knows them, and is asked again after two
 * seconds, so that a bar follows its window; where there is none, as on Windows, the variable
 * {@code COLUMNS} says it, else it is 80.
 */
final class TerminalWidth implements IntSupplier {
  static final int USUAL = 80;

  private static final long NANOS_BETWEEN = 2_000_000_000L;
  private static final long LONGEST_WAIT_MILLIS = 500;

  /** What {@code stty size} writes: lines, then columns. */
  private static final Pattern SIZE = Pattern.compile("\\d{1,5} (\\d{1,5})\\s*");

  private final Supplier<OptionalInt> terminal;
  private final int otherwise;
  private final LongSupplier nanoTime;
  private OptionalInt found;
  private long asked;

  /**
   * Makes a width.
   *
   * @param terminal asks the terminal; empty if it does not say, and then it is not asked again
   * @param columns the variable {@code COLUMNS}, or an empty text
   */
  TerminalWidth(Supplier<OptionalInt> terminal, String columns, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.otherwise = number(columns).orElse(USUAL);
    this.nanoTime = nanoTime;
    asked = nanoTime.getAsLong();
    found = terminal.get();
  }

  static TerminalWidth ofThisTerminal(Map<String, String> environment) {
    return new TerminalWidth(
        TerminalWidth::stty, environment.getOrDefault("COLUMNS", ""), System::nanoTime);
  }

  @Override
  public synchronized int getAsInt() {
    if (found.isPresent() && nanoTime.getAsLong() - asked >= NANOS_BETWEEN) {
      asked = nanoTime.getAsLong();
      found = terminal.get();
    }
    return found.orElse(otherwise);
  }

  /** Returns a number of columns; empty if the text is none, or 0, as some terminals say. */
  private static OptionalInt number(String text) {
    return text.matches("\\d{1,5}") && Integer.parseInt(text) > 0
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /** Returns the columns that the output of {@code stty size} names. */
  static OptionalInt columns(String size) {
    Matcher matcher = SIZE.matcher(size);
    return matcher.matches() ? number(matcher.group(1)) : OptionalInt.empty();
  }

  private static OptionalInt stty() {
    File terminal = new File("/dev/tty");
    if (!terminal.exists()) {
      return OptionalInt.empty();
    }
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream output = process.getInputStream()) {
        if (!process.waitFor(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
          return OptionalInt.empty();
        }
        return columns(new String(output.readAllBytes(), StandardCharsets.US_ASCII));
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}
