package dev.jacobian.benchmarks;

import dev.jacobian.benchmarks.report.MarkdownReport;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.report.ResultsFile;
import dev.jacobian.benchmarks.run.Plan;
import dev.jacobian.benchmarks.run.Session;
import dev.jacobian.benchmarks.work.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs a plan with the settings that the build passes as system properties. */
final class Run {
  /** The page to write. */
  private static final String PAGE = "benchmark.page";

  /** The folder for numbers and for what libraries unpack. */
  private static final String FOLDER = "benchmark.folder";

  /** The folder with the launcher and the examples. */
  private static final String ROOT = "benchmark.root";

  /** The workloads to measure, between commas; all if it is blank. */
  private static final String ONLY = "benchmark.only";

  private Run() {}

  static void of(Plan plan, boolean writesPage) throws IOException {
    boolean isWhole = wanted().isEmpty();
    Session.Folder folder = new Session.Folder(path(FOLDER), path(ROOT));
    Results results = new Results();
    try {
      Session.run(wanted(plan), folder, System.out::println, results);
    } finally {
      // Of half an hour's work that ends early, the numbers stay: -Dbenchmark=Report makes a page
      // of them.
      if (writesPage && isWhole) {
        Files.writeString(numbers(), ResultsFile.write(results));
      } else if (writesPage && Files.exists(numbers())) {
        Files.writeString(numbers(), ResultsFile.write(last().replacedBy(results)));
      }
    }
    System.out.println();
    System.out.println(MarkdownReport.tables(results));
    if (writesPage && isWhole) {
      writePage();
    }
  }

  /** Returns the workloads of a plan that are wanted. */
  static Plan wanted(Plan plan) {
    List<Workload> wanted = wanted();
    return wanted.isEmpty() ? plan : plan.only(wanted);
  }

  static void writePage() throws IOException {
    Files.writeString(path(PAGE), MarkdownReport.page(last()));
    System.out.println("wrote docs/benchmarks.md");
  }

  private static Results last() throws IOException {
    return ResultsFile.parse(Files.readString(numbers()));
  }

  private static Path numbers() throws IOException {
    return Files.createDirectories(path(FOLDER)).resolve("benchmarks.tsv");
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property, "target")).toAbsolutePath().normalize();
  }

  private static List<Workload> wanted() {
    String names = System.getProperty(ONLY, "").strip().toUpperCase(Locale.ROOT);
    return names.isEmpty()
        ? List.of()
        : Arrays.stream(Workload.values())
            .filter(workload -> List.of(names.split(",")).contains(workload.number()))
            .toList();
  }
}
