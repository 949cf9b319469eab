package dev.jacobian.trainers.report;

import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.record.ClassReport;
import dev.jacobian.trainers.record.Confusion;
import dev.jacobian.trainers.record.Importance;
import dev.jacobian.trainers.report.chart.Element;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The tables of what a model gets right of each class, and of the columns that matter to it. */
final class OutcomeTables {
  private static final int MOST_COLUMNS = 30;

  private OutcomeTables() {}

  /**
   * Returns precision, recall and F1 of each class.
   *
   * @param most how many classes are shown
   */
  static List<Element> classes(Confusion confusion, int most) {
    ClassReport report = ClassReport.of(confusion);
    Element body = Element.of("tbody");
    Stream.concat(
            report.classes().stream().limit(most), Stream.of(report.macro(), report.weighted()))
        .forEach(
            line ->
                body.add(
                    Element.of("tr")
                        .add(
                            Element.of("th", Brief.of(line.label())).with("scope", "row"),
                            Element.of("td", Format.score(line.precision())),
                            Element.of("td", Format.score(line.recall())),
                            Element.of("td", Format.score(line.f1())),
                            Element.of("td", Format.count((double) line.support())))));
    return List.of(
        Element.of("h2", "Classes, " + Brief.of(report.rows())),
        table(body, "", "precision", "recall", "F1", "rows"));
  }

  /** Returns how much each column matters, the most important first. */
  static List<Element> importance(Importance importance) {
    List<Importance.Column> columns = importance.sorted();
    double largest = columns.isEmpty() ? 0 : columns.get(0).mean();
    Element body = Element.of("tbody");
    columns.stream()
        .limit(MOST_COLUMNS)
        .forEach(
            column ->
                body.add(
                    Element.of("tr")
                        .add(
                            Element.of("th", shown(column.name())).with("scope", "row"),
                            Element.of("td", Format.score(column.mean())),
                            Element.of("td", "± " + Format.score(column.std())),
                            Element.of("td")
                                .with("class", "bar")
                                .with("style", share(column.mean(), largest)))));
    int more = columns.size() - MOST_COLUMNS;
    return List.of(
        Element.of("h2", "Importance of columns, " + Brief.of(importance.rows())),
        Element.of(
                "p",
                Brief.of(importance.described())
                    + (more > 0 ? "; " + Format.count(more, "column") + " less important" : ""))
            .with("class", "status"),
        table(body, "", "mean", "deviation", ""));
  }

  private static String shown(String column) {
    return column.isEmpty() ? "''" : Brief.of(column);
  }

  private static String share(double value, double largest) {
    double share = largest > 0 && value > 0 ? 100 * value / largest : 0;
    return String.format(Locale.ROOT, "--share:%.0f%%", share);
  }

  private static Element table(Element body, String... header) {
    Element row = Element.of("tr");
    for (String title : header) {
      row.add(Element.of("th", title).with("scope", "col"));
    }
    return Element.of("div")
        .with("class", "wide")
        .add(Element.of("table").add(Element.of("thead").add(row), body));
  }
}
