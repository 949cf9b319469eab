package dev.jacobian.trainers.report;

import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.record.ScoreDirection;
import dev.jacobian.trainers.record.ScoreRecord;
import dev.jacobian.trainers.record.TimingRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs side by side: the settings in which they differ, their scores, and how long they took.
 *
 * @param names what the runs are called, in order
 * @param runs as many
 */
public record RunComparison(List<String> names, List<RunSummary> runs) {
  private static final String NOTHING = "-";
  private static final int MOST_SETTINGS = 1000;

  /**
   * A line of the comparison.
   *
   * @param label what is compared
   * @param cells one for each run
   * @param best the run that is better than all others, or -1
   */
  public record Row(String label, List<String> cells, int best) {
    /** Shortens what is too long to be compared by eye, and spells out what a terminal obeys. */
    public Row {
      label = Brief.of(label);
      cells = cells.stream().map(Brief::of).toList();
    }
  }

  /** Copies the lists. */
  public RunComparison {
    names = List.copyOf(names);
    runs = List.copyOf(runs);
  }

  /**
   * Reads the folders of runs.
   *
   * @throws dev.jacobian.shape.FileFormatException if one is not a run's folder
   */
  public static RunComparison read(List<Path> folders) {
    return new RunComparison(
        folders.stream().map(folder -> Brief.of(folder.toString())).toList(),
        folders.stream().map(RunSummary::read).toList());
  }

  /** Returns the lines: settings that differ, scores, then status, length and time. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>(settings());
    rows.addAll(scores());
    rows.add(row("status", run -> run.info().status()));
    rows.add(row("epochs", run -> Integer.toString(run.metrics().epochs().size())));
    rows.add(row("steps", run -> Format.count((double) lastStep(run))));
    rows.add(row("time", RunComparison::time));
    return rows;
  }

  private Row row(String label, Function<RunSummary, String> cell) {
    return new Row(label, runs.stream().map(cell).toList(), -1);
  }

  private List<Row> settings() {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(run.info().settings().keySet()));
    return keys.stream()
        .filter(key -> settings(key).distinct().count() > 1)
        .limit(MOST_SETTINGS)
        .map(key -> new Row(key, settings(key).toList(), -1))
        .toList();
  }

  private Stream<String> settings(String key) {
    return runs.stream().map(run -> run.info().settings().getOrDefault(key, NOTHING));
  }

  private List<Row> scores() {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(finalScores(run).keySet()));
    return keys.stream().map(this::score).toList();
  }

  private Row score(String name) {
    List<Double> values =
        runs.stream().map(run -> finalScores(run).getOrDefault(name, Double.NaN)).toList();
    ScoreDirection direction = ScoreDirection.of(name);
    int best = -1;
    for (int i = 0; i < values.size(); i++) {
      if (direction.improves(values.get(i), best < 0 ? Double.NaN : values.get(best))) {
        best = i;
      }
    }
    boolean isAlone =
        best >= 0 && values.indexOf(values.get(best)) == values.lastIndexOf(values.get(best));
    return new Row(
        name.replace('_', ' '),
        runs.stream()
            .map(run -> finalScores(run).get(name))
            .map(value -> value == null ? NOTHING : Format.score(value))
            .toList(),
        isAlone && values.size() > 1 ? best : -1);
  }

  /** Returns the scores of the saved weights, or the last epoch's in a run without an end. */
  private static Map<String, Double> finalScores(RunSummary run) {
    List<ScoreRecord> epochs = run.metrics().epochs();
    if (!run.info().finalScores().isEmpty() || epochs.isEmpty()) {
      return run.info().finalScores();
    }
    return epochs.get(epochs.size() - 1).scores();
  }

  private static long lastStep(RunSummary run) {
    List<ScoreRecord> epochs = run.metrics().epochs();
    return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).step();
  }

  private static String time(RunSummary run) {
    List<TimingRecord> timing = run.timing();
    return timing.isEmpty() ? NOTHING : Format.duration(timing.get(timing.size() - 1).seconds());
  }

  /** Returns the lines as a table of text; a star marks the best of a line. */
  public String table() {
    List<Row> rows = rows();
    int labels = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      int cells = rows.stream().mapToInt(row -> marked(row, column).length()).max().orElse(0);
      widths.add(Math.max(names.get(i).length(), cells));
    }
    StringBuilder table = new StringBuilder();
    line(table, labels, widths, "", names);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        cells.add(marked(row, i));
      }
      line(table, labels, widths, row.label(), cells);
    }
    return table.toString();
  }

  private static String marked(Row row, int run) {
    return row.cells().get(run) + (row.best() == run ? " *" : "");
  }

  private static void line(
      StringBuilder table, int labels, List<Integer> widths, String label, List<String> cells) {
    StringBuilder line = new StringBuilder(padded(label, labels));
    for (int i = 0; i < cells.size(); i++) {
      line.append("  ").append(padded(cells.get(i), widths.get(i)));
    }
    table.append(line.toString().stripTrailing()).append('\n');
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
