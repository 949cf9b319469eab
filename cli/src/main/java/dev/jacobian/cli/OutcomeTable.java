package dev.jacobian.cli;

import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.record.ClassReport;
import dev.jacobian.trainers.record.Confusion;
import dev.jacobian.trainers.record.Importance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Shows as text what a trained model gets right and wrong, and which columns matter to it. */
final class OutcomeTable {
  private static final int MOST_COLUMNS = 10;
  private static final int LABEL_WIDTH = 11;

  private OutcomeTable() {}

  static String of(Confusion confusion) {
    ClassReport report = ClassReport.of(confusion);
    List<ClassReport.Line> lines =
        Stream.concat(report.classes().stream(), Stream.of(report.macro(), report.weighted()))
            .toList();
    List<String> labels = lines.stream().map(line -> Brief.of(line.label())).toList();
    int width = width(labels);
    StringBuilder text = new StringBuilder();
    text.append(label("classes", width)).append("   precision      recall          f1     rows");
    text.append("   of the ").append(report.rows()).append(System.lineSeparator());
    for (int i = 0; i < lines.size(); i++) {
      ClassReport.Line line = lines.get(i);
      text.append(label(labels.get(i), width))
          .append(score(line.precision()))
          .append(score(line.recall()))
          .append(score(line.f1()))
          .append(String.format(Locale.ROOT, " %8s", Format.count((double) line.support())))
          .append(System.lineSeparator());
    }
    return text.toString();
  }

  static String of(Importance importance) {
    List<Importance.Column> shown = importance.sorted();
    shown = shown.subList(0, Math.min(MOST_COLUMNS, shown.size()));
    List<String> labels = new ArrayList<>();
    shown.forEach(column -> labels.add(column.name().isEmpty() ? "''" : Brief.of(column.name())));
    int width = width(labels);
    StringBuilder text = new StringBuilder();
    text.append(label("importance", width))
        .append("  ")
        .append(importance.described())
        .append(", ")
        .append(importance.rows())
        .append(System.lineSeparator());
    for (int i = 0; i < shown.size(); i++) {
      text.append(label(labels.get(i), width))
          .append(score(shown.get(i).mean()))
          .append("  +- ")
          .append(Format.score(shown.get(i).std()))
          .append(System.lineSeparator());
    }
    int more = importance.columns().size() - shown.size();
    if (more > 0) {
      text.append("and ")
          .append(Format.count(more, "column"))
          .append(" less important")
          .append(System.lineSeparator());
    }
    return text.toString();
  }

  private static int width(List<String> labels) {
    return Math.max(LABEL_WIDTH, labels.stream().mapToInt(String::length).max().orElse(0));
  }

  private static String label(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String score(double value) {
    return String.format(Locale.ROOT, " %11s", Format.score(value));
  }
}
