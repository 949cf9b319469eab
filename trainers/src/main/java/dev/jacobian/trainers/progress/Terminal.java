package dev.jacobian.trainers.progress;

import java.io.Console;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the output can show.
 *
 * @param interactive whether a line can be redrawn
 * @param columns characters in a line
 */
public record Terminal(boolean interactive, int columns) {
  private static final int USUAL_COLUMNS = 80;
  private static final int FEWEST_COLUMNS = 40;

  /** Returns an output that takes plain lines only. */
  public static Terminal plain() {
    return new Terminal(false, USUAL_COLUMNS);
  }

  /** Returns what the process's standard output can show. */
  public static Terminal detect() {
    return of(isTerminal(System.console()), System.getenv());
  }

  /**
   * Decides by the console and the environment: {@code TERM=dumb} and {@code CI} ask for plain
   * lines.
   */
  static Terminal of(boolean console, Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "");
    String ci = environment.getOrDefault("CI", "");
    boolean isDumb = term.isEmpty() || term.equals("dumb");
    boolean isCi = !ci.isEmpty() && !ci.equals("false");
    return new Terminal(
        console && !isDumb && !isCi, columns(environment.getOrDefault("COLUMNS", "")));
  }

  private static int columns(String text) {
    boolean isNumber =
        !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(Character::isDigit);
    return isNumber ? Math.max(FEWEST_COLUMNS, Integer.parseInt(text)) : USUAL_COLUMNS;
  }

  /** From JDK 22 a console may exist without a terminal, and has a method that says so. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
