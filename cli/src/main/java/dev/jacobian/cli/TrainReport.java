package dev.jacobian.cli;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.device.DeviceSelection;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.models.RegressionSummary;
import dev.jacobian.nn.Parameter;
import dev.jacobian.profile.ProfileReport;
import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.TrainingConfig;
import dev.jacobian.trainers.config.data.RowSource;
import dev.jacobian.trainers.config.data.SplitConfig;
import dev.jacobian.trainers.config.kind.StrategyKind;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.run.CrossValidation;
import dev.jacobian.trainers.run.LinearReport;
import dev.jacobian.trainers.run.ReplacedRun;
import dev.jacobian.trainers.run.RunFolder;
import dev.jacobian.trainers.run.TrainingRun;
import dev.jacobian.trainers.saved.Preparation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes what a training run is about, and what came of it. */
final class TrainReport {
  private static final int MOST_COEFFICIENTS = 20;
  private static final int MOST_CLASSES = 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final PrintWriter out;

  TrainReport(PrintWriter out) {
    this.out = out;
  }

  /** Returns a line each on data, model, training and device, by label. */
  static Map<String, String> facts(TrainingRun run, DeviceSelection.Choice choice) {
    RunConfig config = run.config();
    TrainingConfig training = config.training();
    long parameters =
        run.model().parameters().stream()
            .map(Parameter::tensor)
            .mapToLong(tensor -> tensor.size())
            .sum();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "data",
        dataLine(
            run, rows(run.data().train().size(), run.data().notes().dropped()) + otherRows(run)));
    if (!run.data().notes().lines().isEmpty()) {
      facts.put("note", String.join("; ", run.data().notes().lines()));
    }
    facts.put("model", run.model().description() + ", " + Format.count(parameters, "parameter"));
    facts.put(
        "training",
        name(config.loss().kind())
            + " loss, "
            + name(config.optimizer().kind())
            + " at learning rate "
            + Format.plain(config.optimizer().options().learningRate())
            + ", "
            + Format.count(training.trainer().epochs(), "epoch")
            + " of batches of "
            + training.batches().batchSize()
            + ", seed "
            + training.seed());
    facts.put("device", choice.device().toString());
    return facts;
  }

  /** Returns the same of a cross-validation, whose trainings are like the first one. */
  static Map<String, String> facts(
      TrainingRun first,
      DeviceSelection.Choice choice,
      long rows,
      CrossValidation.Options options) {
    Map<String, String> facts = facts(first, choice);
    facts.put(
        "data",
        dataLine(
            first,
            rows(rows, first.data().notes().dropped())
                + " in "
                + options.folds()
                + switch (first.config().data().split().kind()) {
                  case RANDOM -> " folds";
                  case STRATIFIED -> " stratified folds";
                  case GROUP -> " folds of groups";
                  case END -> throw new IllegalStateException("rows in order have no folds");
                }
                + (options.repeats() > 1 ? ", " + options.repeats() + " times" : "")));
    return facts;
  }

  void start(Map<String, String> facts) {
    facts.forEach(this::line);
    out.println();
    out.flush();
  }

  void resumed(RunFolder.Resumed run) {
    CheckpointStore.Found found = run.found();
    run.changes().forEach(change -> line("changed", change.key() + ": " + change.text()));
    found.broken().forEach(problem -> line("passed over", problem));
    line("resumed", found.file() + ", after step " + found.step());
    out.println();
    out.flush();
  }

  void replaced(ReplacedRun run) {
    line(
        "replaces",
        "the run of "
            + TIME.format(run.written())
            + (run.scores().isEmpty() ? "" : " with " + Brief.of(describe(run.scores())))
            + "; its weights are "
            + run.weights().getFileName()
            + " until the new ones are whole");
    out.println();
    out.flush();
  }

  void interrupted(Path folder) {
    line("stopped", "the run is saved in " + folder + "; --resume goes on with it");
    out.flush();
  }

  void triedOut(int batches) {
    line(
        "trial",
        "done with " + batches + (batches == 1 ? " batch" : " batches") + "; nothing was written");
    out.flush();
  }

  void scores(TrainingRun run, TrainingRun.TrainedRun trained) {
    out.println();
    line("steps", trained.result().execution() + strategy(run.config().training()));
    line("train", describe(trained.trainScores()));
    trained.validationScores().ifPresent(scores -> line("validation", describe(scores)));
    trained.testScores().ifPresent(scores -> line("test", describe(scores)));
    trained.origin(run.config().training().monitor()).ifPresent(origin -> line("scores", origin));
    LinearReport.of(run)
        .filter(summary -> summary.coefficients().size() <= MOST_COEFFICIENTS)
        .ifPresent(this::coefficients);
  }

  /** Returns how gradients were computed, unless in the usual way. */
  private static String strategy(TrainingConfig training) {
    return training.strategy().kind() == StrategyKind.SINGLE
        ? ""
        : "; gradients by "
            + training.gradientStrategy()
            + ", "
            + training.trainer().shards()
            + " shards";
  }

  /** Shows what the model gets right and wrong of each class, and which columns matter. */
  void outcome(RunInfo info) {
    info.confusion()
        .filter(confusion -> confusion.classes() <= MOST_CLASSES)
        .ifPresent(confusion -> out.print(System.lineSeparator() + OutcomeTable.of(confusion)));
    info.importance()
        .filter(importance -> importance.columns().size() > 1)
        .ifPresent(importance -> out.print(System.lineSeparator() + OutcomeTable.of(importance)));
    out.flush();
  }

  void saved(Path file, Path page) {
    out.println();
    line("weights", file.toString());
    line("report", page.toString());
    out.flush();
  }

  void profile(ProfileReport profile, Path trace) {
    out.println();
    out.print(profile.table());
    out.println();
    String size =
        profile.keptEvents() < profile.events()
            ? ", the first "
                + Format.count((double) profile.keptEvents())
                + " of "
                + Format.count(profile.events(), "event")
            : "";
    line("trace", trace + " (open it in ui.perfetto.dev or chrome://tracing" + size + ")");
    out.flush();
  }

  private void coefficients(RegressionSummary summary) {
    out.println();
    out.print(summary);
  }

  private void line(String label, String text) {
    out.printf(Locale.ROOT, "%-11s %s%n", label, text);
  }

  private static String dataLine(TrainingRun run, String rows) {
    Preparation preparation = run.data().preparation();
    return rowsName(run.config().data().rows())
        + ": "
        + rows
        + ", "
        + preparation.inputsInWords()
        + " -> "
        + String.join(", ", preparation.targetNames())
        + (preparation.task() == Task.REGRESSION
            ? ""
            : " (" + preparation.classNames().size() + " classes)");
  }

  private static String rowsName(RowSource rows) {
    return rows.files().isEmpty() ? rows.name() : rows.files().get(0).getFileName().toString();
  }

  /** Returns which rows the model is judged on, beside those that it is trained on. */
  private static String otherRows(TrainingRun run) {
    SplitConfig split = run.config().data().split();
    String how =
        switch (split.kind()) {
          case RANDOM -> " held out";
          case STRATIFIED -> " held out (stratified)";
          case GROUP -> " held out (by group)";
          case END -> " held out (at the end)";
        };
    String held = split.validation().map(file -> of(file) + " held out").orElse(how);
    String test = split.test().map(TrainReport::of).orElse("") + " to test";
    return run.data().validation().map(rows -> and(rows, held)).orElse("")
        + run.data().test().map(rows -> and(rows, test)).orElse("");
  }

  private static String and(Dataset rows, String what) {
    return " and " + Format.count(rows.size(), "row") + what;
  }

  private static String of(RowSource rows) {
    return " of " + rows.files().get(0).getFileName();
  }

  /** Returns how many rows there are, and why there are not more. */
  static String rows(long count, DroppedRows dropped) {
    return Format.count(count, "row") + (dropped.total() > 0 ? " (" + dropped + ")" : "");
  }

  static String describe(Map<String, Double> scores) {
    StringBuilder text = new StringBuilder();
    scores.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "  ")
                .append(name)
                .append(' ')
                .append(Format.score(value)));
    return text.toString();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
