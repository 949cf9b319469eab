package dev.jacobian.cli;

import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.record.CrossValidationScores;
import dev.jacobian.trainers.record.FoldScores;
import dev.jacobian.trainers.run.CrossValidation;
import dev.jacobian.trainers.run.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows the scores of folds as rows, and what they come to. */
final class FoldTable {
  private static final int SCORE_WIDTH = 11;

  private final List<String> names;
  private final boolean isRepeated;

  FoldTable(List<String> names, CrossValidation.Options options) {
    this.names = names;
    this.isRepeated = options.repeats() > 1;
  }

  /** Returns the names of the scores that a run is judged by. */
  static List<String> names(TrainingRun run) {
    List<String> names = new ArrayList<>(List.of(Phase.LOSS));
    run.config().training().metrics().stream().map(MetricChoice::name).forEach(names::add);
    return names;
  }

  String header() {
    return row("fold", "trained on", "rows", names);
  }

  String row(FoldScores fold) {
    return row(
        (isRepeated ? fold.repeat() + "." : "") + fold.fold(),
        Format.count((double) fold.trainRows()),
        Format.count((double) fold.testRows()),
        shown(fold.scores()));
  }

  /** Returns the rows with mean and standard deviation. */
  String summary(CrossValidationScores scores) {
    return row("mean", "", "", shown(scores.mean()))
        + row("deviation", "", "", shown(scores.std()));
  }

  private List<String> shown(Map<String, Double> scores) {
    return names.stream().map(name -> Format.score(scores.getOrDefault(name, Double.NaN))).toList();
  }

  private String row(String label, String trained, String rows, List<String> cells) {
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "%-11s %10s %8s", label, trained, rows));
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.max(SCORE_WIDTH, names.get(i).length());
      text.append(String.format(Locale.ROOT, "  %" + width + "s", cells.get(i)));
    }
    return text.append(System.lineSeparator()).toString();
  }
}
