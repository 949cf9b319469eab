package dev.jacobian.benchmarks;

import dev.jacobian.benchmarks.run.Plan;
import java.io.IOException;

/** Measures everything and rewrites {@code docs/benchmarks.md}, where it says how to run this. */
public final class All {
  private All() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    Run.of(Plan.full(), true);
  }
}
