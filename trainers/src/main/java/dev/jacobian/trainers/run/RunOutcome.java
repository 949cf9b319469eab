package dev.jacobian.trainers.run;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.metric.ConfusionMatrix;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.record.Confusion;
import dev.jacobian.trainers.record.PredictedActual;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.ScoreName;
import dev.jacobian.trainers.saved.Preparation;
import dev.jacobian.trainers.saved.Scoring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trained model gets right and wrong, for the report: on the test rows, or else those held
 * out, if there are such.
 */
public final class RunOutcome {
  /** More classes than these make no matrix that anybody reads. */
  private static final int MOST_CLASSES = 40;

  /** More rows than these add nothing that a plot shows. */
  private static final int MOST_POINTS = 2000;

  private final Module model;
  private final Preparation preparation;
  private final Dataset rows;
  private final String what;

  private RunOutcome(TrainingRun run) {
    this.model = run.model();
    this.preparation = run.data().preparation();
    RunData data = run.data();
    this.rows = data.test().or(data::validation).orElse(data.unchanged());
    String kind =
        data.test().isPresent() ? "test" : data.validation().isPresent() ? "held-out" : "training";
    this.what = Format.count(rows.size(), kind + " row");
  }

  /** Which importances of columns are found. */
  public enum Columns {
    /** Those of tables of no more than {@value PermutationImportance#MOST_COLUMNS} columns. */
    FEW,
    /** Those of any table. */
    ANY
  }

  /** Returns what is known of a run with its final scores and predictions. */
  public static RunInfo describe(TrainingRun run, TrainingRun.TrainedRun trained, RunInfo info) {
    return describe(run, trained, info, Columns.FEW);
  }

  /** Returns what is known of a run with its final scores, predictions and importances. */
  public static RunInfo describe(
      TrainingRun run, TrainingRun.TrainedRun trained, RunInfo info, Columns columns) {
    Map<String, Double> scores = new LinkedHashMap<>();
    trained.trainScores().forEach((name, value) -> scores.put("train_" + name, value));
    trained
        .validationScores()
        .ifPresent(all -> all.forEach((name, value) -> scores.put("validation_" + name, value)));
    trained
        .testScores()
        .ifPresent(all -> all.forEach((name, value) -> scores.put(ScoreName.test(name), value)));
    Map<String, String> facts = new LinkedHashMap<>(info.facts());
    trained
        .origin(run.config().training().monitor())
        .ifPresent(origin -> facts.put("scores", origin));
    RunOutcome outcome = new RunOutcome(run);
    RunInfo scored =
        outcome.withImportance(run, info.withFacts(facts).withFinalScores(scores), columns);
    if (outcome.preparation.task() == Task.REGRESSION) {
      return scored.withPredictions(outcome.predictions());
    }
    return outcome.preparation.classNames().size() > MOST_CLASSES
        ? scored
        : scored.withConfusion(outcome.confusion());
  }

  private RunInfo withImportance(TrainingRun run, RunInfo info, Columns columns) {
    if (run.data().judged().isEmpty()
        || (columns == Columns.FEW
            && preparation.featureNames().size() > PermutationImportance.MOST_COLUMNS)) {
      return info;
    }
    Dataset judged = run.data().judged().get();
    String some = judged.size() < rows.size() ? judged.size() + " of " : "";
    MetricChoice score = run.config().training().usualMetric(preparation.task());
    return info.withImportance(
        new PermutationImportance(model, preparation.table(), score, PermutationImportance.REPEATS)
            .of(judged, some + what, run.config().training().seed()));
  }

  /** Something done with outputs and targets. */
  private interface Use {
    void accept(Tensor outputs, Tensor targets);
  }

  private void forEach(long most, Use use) {
    Device device = model.device();
    try (DataLoader loader = DataLoader.of(rows, Scoring.batches(preparation));
        BatchIterator batches = loader.iterator(0);
        Autograd.Guard mode = Autograd.noGrad()) {
      for (long done = 0; batches.hasNext() && done < most; ) {
        try (MemoryScope scope = MemoryScope.open()) {
          Batch batch = batches.next();
          Tensor outputs = Preparation.output(model, batch.to(device).inputList());
          use.accept(outputs.cpu(), batch.targets());
          done += batch.size();
        }
      }
    }
  }

  private Confusion confusion() {
    ConfusionMatrix matrix = new ConfusionMatrix(preparation.classNames().size());
    forEach(
        Long.MAX_VALUE,
        (outputs, targets) ->
            matrix.update(preparation.inDataUnits(outputs), preparation.inDataUnits(targets)));
    return Confusion.of(what, preparation.classNames(), matrix.counts());
  }

  private List<PredictedActual> predictions() {
    int columns = preparation.targetNames().size();
    List<List<Double>> actual = new ArrayList<>();
    List<List<Double>> predicted = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      actual.add(new ArrayList<>());
      predicted.add(new ArrayList<>());
    }
    forEach(
        MOST_POINTS,
        (outputs, targets) -> {
          add(predicted, preparation.inDataUnits(outputs));
          add(actual, preparation.inDataUnits(targets));
        });
    List<PredictedActual> result = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      result.add(
          new PredictedActual(
              what, preparation.targetNames().get(i), actual.get(i), predicted.get(i)));
    }
    return result;
  }

  private static void add(List<List<Double>> columns, Tensor values) {
    double[] all = values.toDoubleArray();
    for (int i = 0; i < all.length; i++) {
      List<Double> column = columns.get(i % columns.size());
      if (column.size() < MOST_POINTS) {
        column.add(all[i]);
      }
    }
  }
}
