package dev.jacobian.benchmarks;

import dev.jacobian.benchmarks.run.Plan;
import java.io.IOException;

/** Measures the most important part in about two minutes, and prints it. */
public final class Brief {
  private Brief() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    Run.of(Plan.brief(), false);
  }
}
