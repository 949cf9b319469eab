package dev.jacobian.trainers.run;

import dev.jacobian.data.Dataset;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.LossConfig;
import dev.jacobian.trainers.progress.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many rows of each class train, and how many are held out.
 *
 * @param target the column of the classes
 * @param names of the classes, in the order of their indices
 * @param train the training rows of each
 * @param validation the rows held out of each; empty if none are
 */
record SplitClasses(
    String target, List<String> names, List<Long> train, Optional<List<Long>> validation) {
  private static final int SHOWN = 5;

  /** Counts the rows of a classification. */
  static SplitClasses count(
      String target, List<String> names, Dataset train, Optional<Dataset> validation) {
    return new SplitClasses(
        target,
        names,
        ClassRows.count(train, names.size()),
        validation.map(rows -> ClassRows.count(rows, names.size())));
  }

  /**
   * Checks that each class has training rows, if the loss is balanced by them.
   *
   * @throws DataException that names the classes that have none
   */
  void requireFits(LossConfig loss) {
    List<String> missing = without(train);
    if (!loss.isBalanced() || missing.isEmpty()) {
      return;
    }
    int first = names.indexOf(missing.get(0));
    String cause =
        validation
            .map(
                held ->
                    "the split holds out "
                        + (held.get(first) == 1
                            ? "the only row"
                            : "all " + Format.count(held.get(first), "row"))
                        + " of '"
                        + names.get(first)
                        + "'")
            .orElse("the file has no row of '" + names.get(first) + "' that is used");
    throw new DataException(
        "the target '"
            + target
            + "': the loss is balanced by the training rows of each class, and there are none of "
            + shown(missing)
            + ": "
            + cause,
        "at least one training row of each class",
        "change seed or data.validation, use more rows of the class, or give the weights as numbers");
  }

  /** Returns a line for each part that has no row of some class. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<String> untrained = without(train);
    if (!untrained.isEmpty()) {
      notes.add(
          "none of the training rows is of "
              + shown(untrained)
              + ", which the model cannot learn; change seed or data.validation");
    }
    validation
        .map(this::without)
        .filter(unseen -> !unseen.isEmpty())
        .ifPresent(
            unseen ->
                notes.add(
                    "none of the rows held out is of "
                        + shown(unseen)
                        + ", which validation says nothing about"));
    return notes;
  }

  private List<String> without(List<Long> rows) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (rows.get(i) == 0) {
        missing.add(names.get(i));
      }
    }
    return missing;
  }

  private static String shown(List<String> classes) {
    String first =
        String.join(", ", classes.stream().limit(SHOWN).map(name -> "'" + name + "'").toList());
    return classes.size() <= SHOWN ? first : first + " and " + (classes.size() - SHOWN) + " more";
  }
}
