package dev.jacobian.trainers.report;

import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.record.Confusion;
import dev.jacobian.trainers.record.PredictedActual;
import dev.jacobian.trainers.record.RunFiles;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.record.ScoreRecord;
import dev.jacobian.trainers.report.chart.Element;
import dev.jacobian.trainers.report.chart.ScatterChart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A run as one page to look at: scores, curves, what was got right and wrong, configuration and
 * environment. The file needs nothing beside it: no script, no network. It follows the reader's
 * choice of a light or a dark theme.
 */
public final class HtmlReport {
  private static final int MOST_ROWS = 20;

  /** Of classes, targets, scores and facts: more of them make a page that no browser shows. */
  private static final int MOST_SHOWN = 100;

  private HtmlReport() {}

  /**
   * Writes the report of a run's folder into it.
   *
   * @return the file
   * @throws dev.jacobian.shape.FileFormatException if it is not a run's folder
   */
  public static Path write(Path folder) {
    Path file = folder.resolve(RunFiles.REPORT);
    Page.write(file, html(RunSummary.read(folder)));
    return file;
  }

  /** Returns the page. */
  public static String html(RunSummary run) {
    RunInfo info = run.info();
    Element main = Element.of("main");
    main.add(
        Element.of("h1", Brief.of(info.name())),
        Element.of("p", status(run)).with("class", "status"));
    if (!info.facts().isEmpty()) {
      main.add(facts(info.facts()));
    }
    if (!info.finalScores().isEmpty()) {
      main.add(scores(info.finalScores()));
    }
    List<Element> plots = RunPlots.of(run);
    if (!plots.isEmpty()) {
      main.add(Element.of("h2", "Training"));
      main.add(Element.of("div").with("class", "plots").addAll(plots));
    }
    info.confusion().ifPresent(confusion -> main.addAll(confusion(confusion)));
    info.confusion()
        .ifPresent(confusion -> main.addAll(OutcomeTables.classes(confusion, MOST_SHOWN)));
    if (!info.predictions().isEmpty()) {
      main.addAll(predictions(info.predictions()));
    }
    info.importance().ifPresent(columns -> main.addAll(OutcomeTables.importance(columns)));
    if (!run.metrics().epochs().isEmpty()) {
      main.addAll(epochs(run.metrics().epochs()));
    }
    if (!info.config().isBlank()) {
      main.add(Element.of("h2", "Configuration"), Element.of("pre", info.config().strip()));
    }
    if (!info.environment().isEmpty()) {
      main.add(Element.of("h2", "Environment"), facts(info.environment()));
    }
    return Page.html(Brief.of(info.name()), main);
  }

  private static String status(RunSummary run) {
    List<ScoreRecord> epochs = run.metrics().epochs();
    String length =
        epochs.isEmpty()
            ? "no epoch has ended yet"
            : Format.count(epochs.size(), "epoch")
                + ", "
                + Format.count(epochs.get(epochs.size() - 1).step(), "step");
    String time =
        run.timing().isEmpty()
            ? ""
            : ", " + Format.duration(run.timing().get(run.timing().size() - 1).seconds());
    return Brief.part(run.info().status()) + ": " + length + time;
  }

  private static Element facts(Map<String, String> facts) {
    Element list = Element.of("dl").with("class", "facts");
    facts.entrySet().stream()
        .limit(MOST_SHOWN)
        .forEach(
            fact ->
                list.add(
                    Element.of("dt", Brief.of(fact.getKey())),
                    Element.of("dd", Brief.part(fact.getValue()))));
    return list;
  }

  private static Element scores(Map<String, Double> scores) {
    Element row = Element.of("div").with("class", "scores");
    scores.entrySet().stream()
        .limit(MOST_SHOWN)
        .forEach(
            score ->
                row.add(
                    Element.of("div")
                        .with("class", "score")
                        .add(
                            Element.of("b", Format.score(score.getValue())),
                            Element.of("span", Brief.of(score.getKey().replace('_', ' '))))));
    return row;
  }

  private static List<Element> confusion(Confusion confusion) {
    Element header = Element.of("tr").add(Element.of("th", "actual \\ predicted"));
    int classes = Math.min(MOST_SHOWN, confusion.classes());
    for (String name : confusion.classNames().subList(0, classes)) {
      header.add(Element.of("th", Brief.of(name)).with("scope", "col"));
    }
    header.add(Element.of("th", "recall").with("scope", "col"));
    Element body = Element.of("tbody");
    for (int actual = 0; actual < classes; actual++) {
      body.add(confusionRow(confusion, actual, classes));
    }
    Element table =
        Element.of("table").with("class", "matrix").add(Element.of("thead").add(header), body);
    return List.of(
        Element.of(
            "h2",
            "Confusion matrix, "
                + Brief.of(confusion.rows())
                + (classes < confusion.classes()
                    ? ", the first " + classes + " of " + confusion.classes() + " classes"
                    : "")),
        Element.of("div").with("class", "wide").add(table));
  }

  private static Element confusionRow(Confusion confusion, int actual, int classes) {
    Element row =
        Element.of("tr")
            .add(
                Element.of("th", Brief.of(confusion.classNames().get(actual)))
                    .with("scope", "row"));
    long all = confusion.actual(actual);
    for (int predicted = 0; predicted < classes; predicted++) {
      long count = confusion.count(actual, predicted);
      double share = all == 0 ? 0 : 100.0 * count / all;
      row.add(
          Element.of("td", Long.toString(count))
              .with("class", share > 55 ? "full" : "part")
              .with("style", String.format(Locale.ROOT, "--share:%.0f%%", share)));
    }
    double recall = all == 0 ? Double.NaN : (double) confusion.count(actual, actual) / all;
    return row.add(Element.of("th", Format.score(recall)));
  }

  private static List<Element> predictions(List<PredictedActual> predictions) {
    Element plots = Element.of("div").with("class", "plots");
    for (PredictedActual target :
        predictions.subList(0, Math.min(MOST_SHOWN, predictions.size()))) {
      plots.add(
          new ScatterChart(
                  Brief.of(target.target()) + ", " + Brief.of(target.rows()),
                  target.actual().stream().mapToDouble(Double::doubleValue).toArray(),
                  target.predicted().stream().mapToDouble(Double::doubleValue).toArray())
              .element());
    }
    return List.of(Element.of("h2", "Predicted against actual"), plots);
  }

  private static List<Element> epochs(List<ScoreRecord> epochs) {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(epoch -> names.addAll(epoch.scores().keySet()));
    Element header = Element.of("tr").add(Element.of("th", "epoch").with("scope", "col"));
    names.forEach(
        name ->
            header.add(Element.of("th", Brief.of(name.replace('_', ' '))).with("scope", "col")));
    Element body = Element.of("tbody");
    for (ScoreRecord epoch : shown(epochs)) {
      Element row =
          Element.of("tr")
              .add(Element.of("th", Integer.toString(epoch.epoch())).with("scope", "row"));
      for (String name : names) {
        Double value = epoch.scores().get(name);
        row.add(Element.of("td", value == null ? "" : Format.score(value)));
      }
      body.add(row);
    }
    return List.of(
        Element.of("h2", "Epochs"),
        Element.of("div")
            .with("class", "wide")
            .add(Element.of("table").add(Element.of("thead").add(header), body)));
  }

  /** Returns some twenty epochs, evenly spaced, with the first and the last. */
  private static List<ScoreRecord> shown(List<ScoreRecord> epochs) {
    if (epochs.size() <= MOST_ROWS) {
      return epochs;
    }
    List<ScoreRecord> shown = new ArrayList<>();
    for (int i = 0; i < MOST_ROWS; i++) {
      shown.add(epochs.get((int) ((long) i * (epochs.size() - 1) / (MOST_ROWS - 1))));
    }
    return shown;
  }
}
