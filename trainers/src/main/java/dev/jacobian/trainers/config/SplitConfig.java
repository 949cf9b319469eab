package dev.jacobian.trainers.config;

import java.nio.file.Path;
import java.util.List;
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
  private static final Key<Double> VALIDATION =
      Key.defaultsTo(
          0.0,
          "validation",
          ValueType.share(),
          "the share of rows to hold out, drawn by the seed; of the groups with split: group");
  private static final Key<SplitKind> SPLIT =
      Key.optional(
          "split",
          ValueType.choice(SplitKind.class),
          "how rows are held out, and divided by cross-validate: each for itself, so that each class has"
              + " its share, or whole groups; by default random, or group if there is one");
  private static final Key<FileName> VALIDATION_FILE =
      Key.optional(
              "validationFile",
              FileName.TYPE,
              "a file in the same form as csv or npz with the rows to hold out, in place of a share")
          .changeable();
  private static final Key<FileName> TEST_FILE =
      Key.optional(
              "testFile",
              FileName.TYPE,
              "a file in the same form with rows that the final weights are judged on; cross-validate"
                  + " does not use it")
          .changeable();

  static final List<Key<?>> KEYS = List.of(VALIDATION, SPLIT, VALIDATION_FILE, TEST_FILE);

  /** Returns the choice of no rows to judge a model on but those that it is trained on. */
  static SplitConfig none() {
    return new SplitConfig(0, SplitKind.RANDOM, Optional.empty(), Optional.empty());
  }

  static SplitConfig read(Section section, Path folder, RowSource rows) {
    Optional<RowSource> validation = other(section, VALIDATION_FILE, folder, rows);
    if (validation.isPresent()) {
      section.forbid(VALIDATION, "data.validationFile has the rows to hold out");
    }
    return new SplitConfig(
        section.get(VALIDATION),
        kind(section),
        validation,
        other(section, TEST_FILE, folder, rows));
  }

  private static SplitKind kind(Section section) {
    boolean hasGroups = section.has(TableRows.GROUP);
    SplitKind kind = section.get(SPLIT, hasGroups ? SplitKind.GROUP : SplitKind.RANDOM);
    if (kind == SplitKind.GROUP && !hasGroups) {
      throw new ConfigException(
          section.placeOf(SPLIT),
          "a split by groups, and nothing says which rows are one",
          "group: the name of the column that does",
          "group: COLUMN beside it; arrays have no such column");
    }
    if (kind != SplitKind.GROUP) {
      section.forbid(
          TableRows.GROUP,
          "the split is " + ValueType.spelling(kind) + ", which looks at no groups");
    }
    return kind;
  }

  private static Optional<RowSource> other(
      Section section, Key<FileName> key, Path folder, RowSource rows) {
    return section.find(key).map(name -> rows.in(name, folder));
  }

  /** Returns whether rows are held out. */
  public boolean hasValidation() {
    return share > 0 || validation.isPresent();
  }

  /** Fails if classes are to have their shares and there are none. */
  void requireFits(LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    if (kind == SplitKind.STRATIFIED && loss.task() == Task.REGRESSION) {
      throw new ConfigException(
          placeOf.apply(SPLIT),
          "stratified gives each class its share, and the loss "
              + ValueType.spelling(loss)
              + " has numbers",
          "random, or group");
    }
  }
}
