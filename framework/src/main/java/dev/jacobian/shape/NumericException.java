package dev.jacobian.shape;

import org.jspecify.annotations.Nullable;

/**
 * Numbers that a computation does not go on with: a NaN or an infinity where none is allowed, a
 * matrix that is singular.
 */
public final class NumericException extends JacobianException {
  private static final long serialVersionUID = 1L;

  /** Reports {@code problem} and what was expected instead. */
  public NumericException(String problem, String expected) {
    this(problem, expected, null, null);
  }

  /** Reports {@code problem}, what was expected, and how to fix it. */
  public NumericException(String problem, String expected, String fix) {
    this(problem, expected, fix, null);
  }

  /** Reports {@code problem}, what was expected, and how to fix it in code and in settings. */
  public NumericException(String problem, String expected, Fix fix) {
    super(fix, problem, expected, null);
  }

  /** Reports {@code problem} with all parts of the common format. */
  public NumericException(
      String problem, @Nullable String expected, @Nullable String fix, @Nullable Throwable cause) {
    super(problem, expected, fix, cause);
  }
}
