package dev.jacobian.io;

/** Bytes that no writer of a format wrote; {@link OpenFile#reading} says in which file they are. */
public final class DamagedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with the bytes. */
  public DamagedFileException(String why) {
    super(why);
  }
}
