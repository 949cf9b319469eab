package dev.jacobian.benchmarks;

import dev.jacobian.device.Device;
import java.util.Locale;

/**
 * Measures an eager training step beside naive ND4J code that does the same, in one JVM, in turns.
 * How to run it stands in {@code docs/benchmarks.md}.
 */
public final class EagerSteps {
  private EagerSteps() {}

  /** Prints a table of medians and their ratio. */
  public static void main(String[] args) {
    System.out.println("backend: " + Device.cpu().backend().description());
    System.out.println(
        "Java "
            + Runtime.version()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    System.out.println();
    System.out.println("| step | Jacobian eager | naive ND4J | naive / eager |");
    System.out.println("|---|---|---|---|");
    for (Workload workload : new Workload[] {Workload.W1, Workload.W2}) {
      double[] micros =
          Timing.medianMicros(new JacobianStep(workload), new NaiveNd4jStep(workload));
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f us | %.1f us | %.1f |%n",
          workload.name(),
          micros[0],
          micros[1],
          micros[1] / micros[0]);
    }
  }
}
