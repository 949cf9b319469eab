package dev.jacobian.trainers.run;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.Folds;
import dev.jacobian.data.Folds.Fold;
import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.text.LabelledTexts;
import dev.jacobian.data.text.Vocabulary;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.data.LabelledTextData;
import dev.jacobian.trainers.config.data.RowSource;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.saved.LabelledTextPreparation;
import dev.jacobian.trainers.saved.Preparation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The texts with classes of a run, before any are held out. */
final class RunLabelledText implements RunRows {
  private final RunConfig config;
  private final LabelledTextData data;
  private final List<String> classNames;
  private final LabelledTexts texts;
  private final Dataset labels;

  private RunLabelledText(
      RunConfig config, LabelledTextData data, List<String> classNames, LabelledTexts texts) {
    this.config = config;
    this.data = data;
    this.classNames = classNames;
    this.texts = texts;
    this.labels = labels(texts);
  }

  /**
   * Reads the texts.
   *
   * @throws DataException if there are none, or a line, a row or a class cannot be used
   */
  static RunLabelledText read(RunConfig config, LabelledTextData data) {
    List<String> given = data.texts().classes();
    LabelledTexts texts = LabelledTextPreparation.texts(data.rows(), data.texts(), given);
    if (texts.size() == 0) {
      String dropped = texts.dropped().toString();
      throw new DataException(
          data.rows().name()
              + (dropped.isEmpty() ? ": the file has no text" : ": no text is left; " + dropped),
          "texts to learn from");
    }
    List<String> classNames = given.isEmpty() ? texts.classNames() : given;
    if (classNames.size() < 2) {
      throw new DataException(
          data.rows().name()
              + ": the only class of '"
              + data.texts().target()
              + "' is '"
              + classNames.get(0)
              + "'",
          "texts of at least two classes");
    }
    return new RunLabelledText(config, data, classNames, texts);
  }

  /** Returns rows whose inputs say nothing. */
  private Dataset labels(LabelledTexts some) {
    return new TensorDataset(Tensor.zeros(some.size(), 1), Tensor.of(some.classes(classNames)));
  }

  @Override
  public long size() {
    return texts.size();
  }

  @Override
  public RunData whole() {
    return split(texts, labels, Optional.empty());
  }

  @Override
  public List<Fold> folds(int folds, long seed) {
    return switch (data.split().kind()) {
      case STRATIFIED -> Folds.stratifiedKFold(labels, folds, seed);
      case GROUP -> Folds.groupKFold(labels, texts.groupNumbers(), folds, seed);
      case END -> throw RunRows.noFolds();
      case RANDOM -> Folds.kFold(labels, folds, seed);
    };
  }

  @Override
  public RunData fold(Fold fold) {
    return split(part(texts, fold.train()), fold.train(), Optional.of(part(texts, fold.test())));
  }

  private static LabelledTexts part(LabelledTexts of, Subset rows) {
    return of.part(rows.indices());
  }

  private RunData split(LabelledTexts some, Dataset own, Optional<LabelledTexts> test) {
    double share = data.split().share();
    if (share == 0) {
      return prepare(some, data.split().validation().map(this::other), test);
    }
    long seed = config.training().seed();
    List<Subset> parts =
        switch (data.split().kind()) {
          case STRATIFIED -> Splits.stratified(own, seed, 1 - share, share);
          case GROUP -> Splits.group(own, some.groupNumbers(), seed, 1 - share, share);
          case END -> Splits.end(own, share, 0);
          case RANDOM -> Splits.randomSplit(own, seed, 1 - share, share);
        };
    RunRows.requireRows(data, own.size(), parts);
    return prepare(part(some, parts.get(0)), Optional.of(part(some, parts.get(1))), test);
  }

  private LabelledTexts other(RowSource rows) {
    return LabelledTextPreparation.texts(rows, data.texts(), classNames);
  }

  private Vocabulary vocabulary(LabelledTexts train) {
    try {
      return Vocabulary.of(train.texts(), data.texts().vocabulary());
    } catch (DataException e) {
      throw e.at(data.rows().name());
    }
  }

  private RunData prepare(
      LabelledTexts train, Optional<LabelledTexts> held, Optional<LabelledTexts> foldTest) {
    Dataset labels = labels(train);
    SplitClasses classes =
        SplitClasses.count(data.texts().target(), classNames, labels, held.map(this::labels));
    classes.requireFits(config.loss());
    LabelledTextPreparation preparation =
        new LabelledTextPreparation(
            config.dtype(),
            data.texts(),
            vocabulary(train),
            classNames,
            config.loss().isBalanced() ? classes.train() : List.of(),
            Preparation.settings(config));
    Dataset rows = preparation.rows(train);
    Optional<LabelledTexts> test = foldTest.or(() -> data.split().test().map(this::other));
    List<String> notes = new ArrayList<>();
    if (data.rows() instanceof TableRows table) {
      table.origin().renamed(table.options()).ifPresent(notes::add);
    }
    notes.addAll(classes.notes());
    cut(preparation, List.of(Optional.of(train), held, test)).ifPresent(notes::add);
    return new RunData(
        Optional.empty(),
        rows,
        rows,
        Optional.of(labels),
        held.map(preparation::rows),
        test.map(preparation::rows),
        Optional.empty(),
        preparation,
        new RowNotes(texts.dropped(), notes));
  }

  private Optional<String> cut(
      LabelledTextPreparation preparation, List<Optional<LabelledTexts>> parts) {
    List<LabelledTexts> all = parts.stream().flatMap(Optional::stream).toList();
    int cut = all.stream().mapToInt(preparation::cut).sum();
    int count = all.stream().mapToInt(LabelledTexts::size).sum();
    return cut == 0
        ? Optional.empty()
        : Optional.of(
            cut
                + " of "
                + Format.count(count, "text")
                + (cut == 1 ? " has more than " : " have more than ")
                + Format.count(data.texts().maxLength(), "token")
                + ", and "
                + (cut == 1 ? "ends" : "end")
                + " there; data.maxLength says how many are read");
  }
}
