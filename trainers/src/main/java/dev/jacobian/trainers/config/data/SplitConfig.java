package dev.jacobian.trainers.config.data;

import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.SplitKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which rows a model is judged on.
 *
 * @param share of the rows that is held out, in [0, 1); 0 if none are, or they lie in a file
 * @param kind how they are chosen
 * @param validation the rows that are held out, if they lie in a file of their own
 * @param test the rows that the final weights are judged on, if there are such
 */
public record SplitConfig(
    double share, SplitKind kind, Optional<RowSource> validation, Optional<RowSource> test) {
  static final RecordKeys<Written> KEYS =
      RecordKeys.of(new Written(0, SplitKind.RANDOM, Optional.empty(), Optional.empty()));

  /**
   * What a configuration says of it.
   *
   * @param validation the share of rows to hold out, drawn by the seed; of the groups with split:
   *     group
   * @param split how rows are held out, and divided by cross-validate: each for itself, so that
   *     each class has its share, whole groups, or those at the end; by default random, group if
   *     there is one, or end with a window
   * @param validationFile a file in the same form as csv or npz with the rows to hold out, in place
   *     of a share
   * @param testFile a file in the same form with rows that the final weights are judged on;
   *     cross-validate does not use it
   */
  record Written(
      @Option(min = 0, below = 1) double validation,
      @Option(varies = true) SplitKind split,
      @Option(mayChange = true) Optional<FileName> validationFile,
      @Option(mayChange = true) Optional<FileName> testFile) {}

  /** Returns the choice of no rows to judge a model on but those that it is trained on. */
  static SplitConfig none() {
    return new SplitConfig(0, SplitKind.RANDOM, Optional.empty(), Optional.empty());
  }

  static SplitConfig read(Section section, RowSource rows) {
    boolean hasGroups = section.has(TableRows.GROUP);
    boolean isSeries = rows instanceof TableRows table && table.series().isPresent();
    SplitKind usual = isSeries ? SplitKind.END : hasGroups ? SplitKind.GROUP : SplitKind.RANDOM;
    Written written =
        RecordKeys.of(new Written(0, usual, Optional.empty(), Optional.empty())).read(section);
    if (isSeries && written.split != SplitKind.END) {
      throw new ConfigException(
          section.placeOf(KEYS.key("split")),
          "windows of a series overlap, so that those drawn would be known from their neighbours",
          "end");
    }
    Optional<RowSource> validation = written.validationFile.map(rows::in);
    if (validation.isPresent()) {
      section.forbid(KEYS.key("validation"), "data.validationFile has the rows to hold out");
    }
    requireGroups(section, written.split, hasGroups);
    return new SplitConfig(
        written.validation, written.split, validation, written.testFile.map(rows::in));
  }

  private static void requireGroups(Section section, SplitKind kind, boolean hasGroups) {
    if (kind == SplitKind.GROUP && !hasGroups) {
      throw new ConfigException(
          section.placeOf(KEYS.key("split")),
          "a split by groups, and nothing says which rows are one",
          "group: the name of the column that does",
          "group: COLUMN beside it; arrays have no such column");
    }
    if (kind != SplitKind.GROUP) {
      section.forbid(
          TableRows.GROUP,
          "the split is " + ValueType.spelling(kind) + ", which looks at no groups");
    }
  }

  /** Returns whether rows are held out. */
  public boolean hasValidation() {
    return share > 0 || validation.isPresent();
  }

  /** Returns whether a share of the rows is held out that lie anywhere among the others. */
  public boolean drawsRows() {
    return share > 0 && kind != SplitKind.END;
  }

  /** Fails if classes are to have their shares and there are none. */
  void requireFits(LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    if (kind == SplitKind.STRATIFIED && loss.task() == Task.REGRESSION) {
      throw new ConfigException(
          placeOf.apply(KEYS.key("split")),
          "stratified gives each class its share, and the loss "
              + ValueType.spelling(loss)
              + " has numbers",
          "random, or group");
    }
  }
}
