package dev.jacobian.benchmarks;

import dev.jacobian.benchmarks.report.LargeFileReport;
import dev.jacobian.benchmarks.report.LargeFileResult;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.run.LargeFileRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Trains on a file of rows in a heap that holds an eighth of it, and fails if memory passes the
 * bound or the model is not what the rows were made with. With the default size it rewrites {@code
 * docs/benchmarks-large-file.md}, where it says how to run this.
 */
public final class LargeFile {
  private static final int FULL_MEGABYTES = 8000;
  private static final int HEAP_MEGABYTES = 1024;

  private LargeFile() {}

  /** Runs; the system property {@code benchmark.megabytes} is the size of the rows as float32. */
  public static void main(String[] args) throws IOException {
    String asked = System.getProperty("benchmark.megabytes", "").strip();
    int megabytes = asked.isEmpty() ? FULL_MEGABYTES : Integer.parseInt(asked);
    Results machine = LargeFileRun.machine();
    LargeFileResult result =
        new LargeFileRun(megabytes * 1_000_000L, HEAP_MEGABYTES, 0)
            .run(Path.of(System.getProperty("java.io.tmpdir")), System.out::println);
    System.out.println();
    System.out.println(LargeFileReport.tables(result));
    result.check();
    if (asked.isEmpty()) {
      Path page = Path.of(System.getProperty("benchmark.page", "benchmarks.md"));
      Files.writeString(
          page.resolveSibling("benchmarks-large-file.md"), LargeFileReport.page(machine, result));
      System.out.println("wrote docs/benchmarks-large-file.md");
    }
  }
}
