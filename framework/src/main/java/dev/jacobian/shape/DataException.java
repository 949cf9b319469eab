package dev.jacobian.shape;

import org.jspecify.annotations.Nullable;

/** Input data that cannot be used: a bad cell, an empty batch, a wrong length. */
public final class DataException extends JacobianException {
  private static final long serialVersionUID = 1L;

  /** Reports {@code problem} and what was expected instead. */
  public DataException(String problem, String expected) {
    this(problem, expected, null, null);
  }

  /** Reports {@code problem}, what was expected, and how to fix it. */
  public DataException(String problem, String expected, String fix) {
    this(problem, expected, fix, null);
  }

  /** Reports {@code problem}, what was expected, and how to fix it in code and in settings. */
  public DataException(String problem, String expected, Fix fix) {
    super(fix, problem, expected, null);
  }

  /** Reports {@code problem} with all parts of the common format. */
  public DataException(
      String problem, @Nullable String expected, @Nullable String fix, @Nullable Throwable cause) {
    super(problem, expected, fix, cause);
  }

  private DataException(String place, DataException inner) {
    super(inner.fixes(), place + ": " + inner.problem(), inner.expected().orElse(null), inner);
  }

  /** Returns this with the place where it happened in front: {@code row 3: ...}. */
  public DataException at(String place) {
    return new DataException(place, this);
  }
}
