package dev.jacobian.shape;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of Jacobian's exceptions. Every message answers three questions in one line: what
 * happened with the values received, what was expected, and, where it is not plain from that, how
 * to fix it: {@code problem; expected ...; fix: ...}. A part that is very long, because a value in
 * it is, is shortened: see {@link Brief}.
 */
public abstract class JacobianException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final @Nullable String expected;
  private final transient Fix fix;
  private @Nullable String layer;

  /**
   * Makes an exception with a message in the common format.
   *
   * @param problem what happened, with the values received
   * @param expected what would have been right, without the word "expected"; may be null if {@code
   *     problem} says it
   * @param fix what the caller can do, or null if it follows from what was expected
   * @param cause what this exception reports, or null
   */
  protected JacobianException(
      String problem, @Nullable String expected, @Nullable String fix, @Nullable Throwable cause) {
    this(Fix.both(fix), problem, expected, cause);
  }

  /** Makes an exception whose fix is one thing in code and another in settings. */
  protected JacobianException(
      Fix fix, String problem, @Nullable String expected, @Nullable Throwable cause) {
    super(format(problem, expected, fix.inCode()), cause);
    this.problem = Brief.part(problem);
    this.expected = expected == null ? null : Brief.part(expected);
    this.fix = fix.brief();
  }

  /** Names the layer in which this happened; the innermost one that is named stays. */
  public final void inLayer(String path) {
    if (layer == null && !path.isEmpty()) {
      layer = path;
    }
  }

  /** Returns what happened: the message without what was expected and how to fix it. */
  public final String problem() {
    return problem;
  }

  /** Returns what would have been right, if the problem does not say it. */
  public final Optional<String> expected() {
    return Optional.ofNullable(expected);
  }

  /** Returns what the caller can do, if it does not follow from what was expected. */
  public final Optional<String> fix() {
    return Optional.ofNullable(fix.inCode());
  }

  /** Returns what the caller can do, for each kind of caller. */
  public final Fix fixes() {
    return fix;
  }

  /** Returns the message for who wrote settings, not code: with the keys that help, if any do. */
  public final String settingsMessage() {
    String message = format(problem, expected, fix.inSettings().orElse(null));
    return layer == null ? message : layer + ": " + message;
  }

  /** Returns the message, after the layer's name if one is known. */
  @Override
  public final String getMessage() {
    String message = String.valueOf(super.getMessage());
    return layer == null ? message : layer + ": " + message;
  }

  private static String format(String problem, @Nullable String expected, @Nullable String fix) {
    StringBuilder message = new StringBuilder(Brief.part(problem));
    if (expected != null) {
      message.append("; expected ").append(Brief.part(expected));
    }
    if (fix != null) {
      message.append("; fix: ").append(Brief.part(fix));
    }
    return message.toString();
  }
}
