package dev.jacobian.trainers.progress;

import java.io.Console;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the output can show.
 *
 * @param interactive whether a line can be redrawn
 * @param width gives the cells of a line, each time anew, since people resize their windows
 */
public record Terminal(boolean interactive, IntSupplier width) {
  /** Makes an output of a fixed width. */
  public Terminal(boolean interactive, int columns) {
    this(interactive, () -> columns);
  }

  /** Returns the cells of a line as it is now. */
  public int columns() {
    return width.getAsInt();
  }

  /** Returns an output that takes plain lines only. */
  public static Terminal plain() {
    return new Terminal(false, TerminalWidth.USUAL);
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
    return console && !isDumb && !isCi
        ? new Terminal(true, TerminalWidth.ofThisTerminal(environment))
        : plain();
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
