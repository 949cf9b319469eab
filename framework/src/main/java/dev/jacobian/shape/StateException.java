package dev.jacobian.shape;

import org.jspecify.annotations.Nullable;

/** Saved state that does not fit the object it is loaded into. */
public final class StateException extends JacobianException {
  private static final long serialVersionUID = 1L;

  /** Reports {@code problem} and what was expected instead. */
  public StateException(String problem, String expected) {
    this(problem, expected, null, null);
  }

  /** Reports {@code problem}, what was expected, and how to fix it. */
  public StateException(String problem, String expected, String fix) {
    this(problem, expected, fix, null);
  }

  /** Reports {@code problem}, what was expected, and how to fix it in code and in settings. */
  public StateException(String problem, String expected, Fix fix) {
    super(fix, problem, expected, null);
  }

  /** Reports {@code problem} with all parts of the common format. */
  public StateException(
      String problem, @Nullable String expected, @Nullable String fix, @Nullable Throwable cause) {
    super(problem, expected, fix, cause);
  }
}
