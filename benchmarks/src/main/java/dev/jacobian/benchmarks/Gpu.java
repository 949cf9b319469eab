package dev.jacobian.benchmarks;

import dev.jacobian.benchmarks.report.MarkdownReport;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.run.Plan;
import dev.jacobian.benchmarks.run.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures on the device that the environment variable {@code BENCHMARK_DEVICE} names, beside
 * PyTorch on the same one; what {@code gpu.sh} runs.
 */
public final class Gpu {
  private Gpu() {}

  /**
   * Runs, and ends with 1 if a workload failed. The others are measured all the same.
   *
   * @param args {@code --short} for a rehearsal
   */
  public static void main(String[] args) throws IOException {
    Plan all = Run.wanted(Plan.gpu());
    Plan plan = List.of(args).contains("--short") ? all.rehearsal() : all;
    Path folder = Files.createTempDirectory("benchmark");
    List<String> failures = new ArrayList<>();
    Results results = new Results();
    try {
      for (Plan one : plan.each()) {
        try {
          Session.run(one, new Session.Folder(folder, folder), System.out::println, results);
        } catch (IllegalStateException e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    } finally {
      Files.delete(folder);
    }
    System.out.println();
    System.out.println(MarkdownReport.gpuTables(results));
    failures.forEach(failure -> System.out.println("\nFAILED: " + failure));
    if (!failures.isEmpty()) {
      System.exit(1);
    }
  }
}
