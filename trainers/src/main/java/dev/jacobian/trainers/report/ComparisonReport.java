package dev.jacobian.trainers.report;

import dev.jacobian.trainers.report.chart.Element;
import java.nio.file.Path;
import java.util.List;

/** Runs side by side as a page: a table, and their curves in the same plots. */
public final class ComparisonReport {
  private ComparisonReport() {}

  /** Writes the page. */
  public static void write(Path file, RunComparison comparison) {
    Page.write(file, html(comparison));
  }

  /** Returns the page. */
  static String html(RunComparison comparison) {
    String title = String.join(", ", comparison.names());
    Element main = Element.of("main").add(Element.of("h1", title));
    main.add(Element.of("div").with("class", "wide").add(table(comparison)));
    List<Element> plots = RunPlots.of(comparison);
    if (!plots.isEmpty()) {
      main.add(Element.of("h2", "Training"));
      main.add(Element.of("div").with("class", "plots").addAll(plots));
    }
    return Page.html(title, main);
  }

  private static Element table(RunComparison comparison) {
    Element header = Element.of("tr").add(Element.of("th"));
    comparison.names().forEach(name -> header.add(Element.of("th", name).with("scope", "col")));
    Element body = Element.of("tbody");
    for (RunComparison.Row row : comparison.rows()) {
      Element line = Element.of("tr").add(Element.of("th", row.label()).with("scope", "row"));
      for (int i = 0; i < row.cells().size(); i++) {
        Element cell = Element.of("td", row.cells().get(i));
        line.add(i == row.best() ? cell.with("class", "best") : cell);
      }
      body.add(line);
    }
    return Element.of("table").add(Element.of("thead").add(header), body);
  }
}
