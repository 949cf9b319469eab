package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Results as text: lines of cells between tabs. {@code fact NAME VALUE}, {@code library CONTENDER
 * TEXT}, {@code absent WORKLOAD CONTENDER REASON}, {@code measured WORKLOAD CONTENDER QUANTITY
 * NUMBERS}.
 */
public final class ResultsFile {
  private static final String FACT = "fact";
  private static final String LIBRARY = "library";
  private static final String ABSENT = "absent";
  private static final String MEASURED = "measured";

  private ResultsFile() {}

  /** Returns the text of results. */
  public static String write(Results results) {
    StringBuilder text = new StringBuilder();
    results.facts().forEach((name, value) -> line(text, FACT, name, value));
    results.libraries().forEach((who, value) -> line(text, LIBRARY, who.name(), value));
    for (Results.Absence absence : results.absences()) {
      line(text, ABSENT, absence.workload().name(), absence.contender().name(), absence.reason());
    }
    for (Measurement measurement : results.measurements()) {
      line(
          text,
          MEASURED,
          measurement.workload().name(),
          measurement.contender().name(),
          measurement.quantity().name(),
          measurement.values().stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
    return text.toString();
  }

  /**
   * Returns the results of a text.
   *
   * @throws IllegalArgumentException if a line is none of those above
   */
  public static Results parse(String text) {
    Results results = new Results();
    for (String line : text.lines().toList()) {
      List<String> cells = List.of(line.split("\t", -1));
      if (isLine(cells, FACT, 3)) {
        results.addFact(cells.get(1), cells.get(2));
      } else if (isLine(cells, LIBRARY, 3)) {
        results.addLibrary(Contender.valueOf(cells.get(1)), cells.get(2));
      } else if (isLine(cells, ABSENT, 4)) {
        results.addAbsence(
            Workload.valueOf(cells.get(1)), Contender.valueOf(cells.get(2)), cells.get(3));
      } else if (isLine(cells, MEASURED, 5)) {
        results.add(
            new Measurement(
                Workload.valueOf(cells.get(1)),
                Contender.valueOf(cells.get(2)),
                Quantity.valueOf(cells.get(3)),
                Arrays.stream(cells.get(4).split(" ")).map(Double::valueOf).toList()));
      } else {
        throw new IllegalArgumentException("not a line of benchmark results: " + line);
      }
    }
    return results;
  }

  private static boolean isLine(List<String> cells, String kind, int count) {
    return cells.get(0).equals(kind) && cells.size() == count;
  }

  private static void line(StringBuilder text, String... cells) {
    text.append(
            Arrays.stream(cells)
                .map(cell -> cell.replaceAll("\\s+", " "))
                .collect(Collectors.joining("\t")))
        .append('\n');
  }
}
