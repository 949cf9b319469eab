package dev.jacobian.trainers;

import dev.jacobian.shape.FileFormatException;
import dev.jacobian.trainers.callback.EpochScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the scores of epochs as text and reads them back to the last bit. */
final class History {
  private static final String BETWEEN = "\t";
  private static final int FIELDS = 3;

  private History() {}

  /** Returns a line for each score: epoch, value, name. */
  static String text(List<EpochScores> history) {
    StringBuilder text = new StringBuilder();
    for (EpochScores scores : history) {
      scores
          .scores()
          .forEach(
              (name, value) ->
                  text.append(scores.epoch())
                      .append(BETWEEN)
                      .append(value)
                      .append(BETWEEN)
                      .append(name)
                      .append('\n'));
    }
    return text.toString();
  }

  static List<EpochScores> parse(String text) {
    Map<Integer, Map<String, Double>> epochs = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] fields = line.split(BETWEEN, FIELDS);
      try {
        epochs
            .computeIfAbsent(Integer.parseInt(fields[0]), epoch -> new LinkedHashMap<>())
            .put(fields[2], Double.parseDouble(fields[1]));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new FileFormatException(
            "training state: the history has the line '" + line + "'",
            "epoch, value and name of a score",
            null,
            e);
      }
    }
    List<EpochScores> history = new ArrayList<>();
    epochs.forEach((epoch, scores) -> history.add(new EpochScores(epoch, scores)));
    return history;
  }
}
