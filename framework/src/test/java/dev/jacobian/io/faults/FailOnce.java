package dev.jacobian.io.faults;

import java.io.IOException;
import java.nio.file.Path;

/** Fails one operation and lets all others pass; with a number that is never reached, counts. */
public final class FailOnce implements Faults {
  private final int number;
  private int count;

  /**
   * Makes the faults.
   *
   * @param number of the operation, from 0
   */
  public FailOnce(int number) {
    this.number = number;
  }

  /** Returns how many operations there have been. */
  public int count() {
    return count;
  }

  @Override
  public void before(Operation operation, Path path) throws IOException {
    if (count++ == number) {
      throw new IOException(operation + " failed");
    }
  }
}
