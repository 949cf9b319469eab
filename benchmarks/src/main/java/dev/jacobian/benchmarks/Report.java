package dev.jacobian.benchmarks;

import java.io.IOException;

/** Writes {@code docs/benchmarks.md} again from the numbers of the last run of {@link All}. */
public final class Report {
  private Report() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    Run.writePage();
  }
}
