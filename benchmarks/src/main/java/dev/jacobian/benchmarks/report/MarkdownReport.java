package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Results as a page: the tables of a run in the text of {@code benchmarks.md.template}. */
public final class MarkdownReport {
  private static final String TEMPLATE = "benchmarks.md.template";
  private static final Set<Workload> SOAKS = Set.of(Workload.W8_SMALL, Workload.W8_LARGE);

  private final Results results;

  private MarkdownReport(Results results) {
    this.results = results;
  }

  /** Returns the page. */
  public static String page(Results results) {
    MarkdownReport report = new MarkdownReport(results);
    return template()
        .replace("{{machine}}", report.machine())
        .replace("{{libraries}}", report.libraries())
        .replace("{{targets}}", report.targets(Targets.ALL, target -> true))
        .replace("{{workloads}}", report.workloads());
  }

  /** Returns only the tables, with the targets that were measured. */
  public static String tables(Results results) {
    MarkdownReport report = new MarkdownReport(results);
    return report.targets(Targets.ALL, report::wasMeasured) + "\n\n" + report.workloads();
  }

  /** Returns the tables of a run on a GPU, with what is wanted there and what it ran on. */
  public static String gpuTables(Results results) {
    MarkdownReport report = new MarkdownReport(results);
    return String.join(
        "\n\n",
        report.machine(),
        report.libraries(),
        report.targets(Targets.GPU, target -> true),
        report.workloads());
  }

  private static String template() {
    try (InputStream template = MarkdownReport.class.getResourceAsStream(TEMPLATE)) {
      return new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String machine() {
    MarkdownTable table = new MarkdownTable("machine", "");
    results.facts().forEach(table::row);
    return table.text();
  }

  private String libraries() {
    // Contenders that run on the same share a line.
    Map<String, String> contenders = new LinkedHashMap<>();
    results
        .libraries()
        .forEach((who, text) -> contenders.merge(text, who.title(), (a, b) -> a + "; " + b));
    MarkdownTable table = new MarkdownTable("implementation", "runs on");
    contenders.forEach((text, titles) -> table.row(titles, text));
    return table.text();
  }

  private boolean wasMeasured(Target target) {
    return target.judge(results).isKnown();
  }

  private String targets(List<Target> all, Predicate<Target> shown) {
    MarkdownTable table =
        new MarkdownTable("", "implementation", "target", "measured", "beside", "met");
    for (Target target : all.stream().filter(shown).toList()) {
      Target.Verdict verdict = target.judge(results);
      table.row(
          target.workload().number(),
          target.contender().title(),
          target.text() + variant(target.workload()),
          verdict.measured(),
          verdict.beside(),
          verdict.answer());
    }
    return table.text();
  }

  private static String variant(Workload workload) {
    return workload.variant().isEmpty() ? "" : " (" + workload.variant() + ")";
  }

  private String workloads() {
    return List.of(Workload.values()).stream()
        .filter(this::wasTried)
        .map(this::section)
        .collect(Collectors.joining("\n\n"));
  }

  private boolean wasTried(Workload workload) {
    return results.measurements().stream().anyMatch(found -> found.workload() == workload)
        || results.absences().stream().anyMatch(found -> found.workload() == workload);
  }

  private String section(Workload workload) {
    String heading = "### " + workload.number() + ": " + workload.title() + "\n\n";
    return heading + (SOAKS.contains(workload) ? memory(workload) : times(workload));
  }

  private String times(Workload workload) {
    Optional<Measurement> fastest =
        results.least(workload, Quantity.SECONDS, Reference.FASTEST.contenders());
    MarkdownTable table =
        new MarkdownTable(
            "implementation", "median", "min .. max", "median / " + Reference.FASTEST.title());
    for (Measurement measurement : results.measurements(workload, Quantity.SECONDS)) {
      double median = measurement.median();
      String ratio = fastest.map(peer -> Quantity.digits(median / peer.median())).orElse("");
      String speed = Throughput.format(workload, median);
      OptionalDouble resident =
          results.median(workload, measurement.contender(), Quantity.RESIDENT);
      String memory =
          resident.isPresent()
              ? ", resident " + Quantity.RESIDENT.format(resident.getAsDouble())
              : "";
      table.row(
          measurement.contender().title(),
          Quantity.SECONDS.format(median) + speed + memory,
          Quantity.SECONDS.format(measurement.least())
              + " .. "
              + Quantity.SECONDS.format(measurement.most()),
          ratio);
    }
    for (Results.Absence absence : results.absences()) {
      if (absence.workload() == workload) {
        table.row(absence.contender().title(), "absent: " + absence.reason(), "", "");
      }
    }
    return table.text();
  }

  private String memory(Workload workload) {
    List<Quantity> quantities =
        List.of(
            Quantity.RESIDENT,
            Quantity.RESIDENT_GROWTH,
            Quantity.POOL_GROWTH,
            Quantity.HEAP_PER_STEP);
    MarkdownTable table =
        new MarkdownTable(
            "implementation",
            "resident when settled",
            "largest growth after",
            "growth of off-heap blocks",
            "heap per step");
    for (Measurement measurement : results.measurements(workload, Quantity.RESIDENT)) {
      Contender contender = measurement.contender();
      String[] cells = new String[1 + quantities.size()];
      cells[0] = contender.title();
      for (int i = 0; i < quantities.size(); i++) {
        Quantity quantity = quantities.get(i);
        OptionalDouble median = results.median(workload, contender, quantity);
        cells[1 + i] = median.isPresent() ? quantity.format(median.getAsDouble()) : "";
      }
      table.row(cells);
    }
    return table.text();
  }
}
