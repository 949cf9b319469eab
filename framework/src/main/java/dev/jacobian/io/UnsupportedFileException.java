package dev.jacobian.io;

/**
 * What a right file may have and its reader does not read; {@link OpenFile#reading} says in which
 * file it is.
 */
public final class UnsupportedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String fix;

  /** Says what the file has, what was expected, and how to go on. */
  public UnsupportedFileException(String problem, String expected, String fix) {
    super(problem);
    this.expected = expected;
    this.fix = fix;
  }

  String expected() {
    return expected;
  }

  String fix() {
    return fix;
  }
}
