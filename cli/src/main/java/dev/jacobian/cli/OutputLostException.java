package dev.jacobian.cli;

/** Ends a command that would write on where nothing arrives; {@link Main} says why that is. */
final class OutputLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputLostException() {
    super("standard output cannot be written");
  }
}
