package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.report.LargeFileResult.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** Training on a large file as a page: its tables in the text of a template. */
public final class LargeFileReport {
  private static final String TEMPLATE = "benchmarks-large-file.md.template";
  private static final double MEGABYTE = 1e6;

  private LargeFileReport() {}

  /**
   * Returns the page.
   *
   * @param run its facts are shown
   */
  public static String page(Results run, LargeFileResult result) {
    MarkdownTable machine = new MarkdownTable("machine", "");
    run.facts().forEach(machine::row);
    return template()
        .replace("{{machine}}", machine.text())
        .replace("{{heap}}", String.valueOf(result.heapMegabytes()))
        .replace("{{beside}}", String.valueOf(LargeFileResult.BESIDE_HEAP_MEGABYTES))
        .replace("{{results}}", tables(result));
  }

  private static String template() {
    try (InputStream template = LargeFileReport.class.getResourceAsStream(TEMPLATE)) {
      return new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns only the tables. */
  public static String tables(LargeFileResult result) {
    MarkdownTable facts = new MarkdownTable("the file", "");
    facts.row("rows", String.format(Locale.ROOT, "%,d", result.rows()));
    facts.row("as CSV", megabytes((double) result.csvBytes()));
    facts.row("as row cache", megabytes((double) result.cacheBytes()));
    facts.row("read from the disk, front to end", speed(result.diskSpeed()));
    facts.row("read from the page cache, front to end", speed(result.pageCacheSpeed()));

    MarkdownTable phases =
        new MarkdownTable(
            "",
            "time",
            "rows/s",
            "speed",
            "from the disk",
            "largest heap",
            "resident, its own (bound " + megabytes(result.bound()) + ")",
            "resident, mapped file");
    row(phases, "making the row cache", result, result.making(), result.csvBytes());
    for (LargeFileResult.Training training : result.trainings()) {
      row(phases, training.name(), result, training.phase(), result.cacheBytes());
    }
    return facts.text() + "\n\n" + phases.text();
  }

  private static void row(
      MarkdownTable table, String name, LargeFileResult result, Phase phase, long bytes) {
    table.row(
        name,
        Quantity.SECONDS.format(phase.seconds()),
        String.format(Locale.ROOT, "%,d", Math.round(result.rows() / phase.seconds())),
        speed(bytes / phase.seconds()),
        megabytes(phase.fromDisk()),
        megabytes(phase.heap()),
        megabytes(phase.anonymous()),
        megabytes(phase.mapped()));
  }

  private static String speed(double bytesPerSecond) {
    return Double.isNaN(bytesPerSecond) ? "unknown" : megabytes(bytesPerSecond) + "/s";
  }

  private static String megabytes(double bytes) {
    return Double.isNaN(bytes)
        ? "unknown"
        : String.format(Locale.ROOT, "%,d MB", Math.round(bytes / MEGABYTE));
  }
}
