package dev.jacobian.shape;

import org.jspecify.annotations.Nullable;

/**
 * A gradient that cannot be computed: no graph, a graph already freed, or a saved value that was
 * changed.
 */
public final class AutogradException extends JacobianException {
  private static final long serialVersionUID = 1L;

  /** Reports {@code problem} and what was expected instead. */
  public AutogradException(String problem, String expected) {
    this(problem, expected, null, null);
  }

  /** Reports {@code problem}, what was expected, and how to fix it. */
  public AutogradException(String problem, String expected, String fix) {
    this(problem, expected, fix, null);
  }

  /** Reports {@code problem} with all parts of the common format. */
  public AutogradException(
      String problem, @Nullable String expected, @Nullable String fix, @Nullable Throwable cause) {
    super(problem, expected, fix, cause);
  }
}
