package dev.jacobian.cli;

import dev.jacobian.device.DeviceSelection;
import dev.jacobian.io.FileErrors;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.record.CrossValidationScores;
import dev.jacobian.trainers.run.CrossValidation;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobian cross-validate}: judges a configuration on each part of its rows in turn. */
@Command(
    description = {
      "Trains what a configuration describes several times, each time without a part of",
      "the rows that the model is then judged on; shows the scores, their mean and their",
      "standard deviation. The rows are divided as data.split and data.group say. A share",
      "that data.validation holds out is taken of the rows that are trained on.",
      "",
      "  jacobian cross-validate iris.yaml --folds 5 --set data.split=stratified",
      ""
    })
final class CrossValidateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "How many parts the rows are divided into; by default ${DEFAULT-VALUE}.")
  private int folds = 5;

  @Option(
      names = "--repeat",
      paramLabel = "R",
      description = "How often they are divided, each time anew; by default ${DEFAULT-VALUE}.")
  private int repeats = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write "
              + CrossValidationScores.JSON_FILE
              + " and "
              + CrossValidationScores.CSV_FILE
              + " into this folder.")
  private @Nullable Path folder;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    CrossValidation.Options options = new CrossValidation.Options(folds, repeats);
    RunConfig config = arguments.load();
    requireOtherFiles(command, config);
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    CrossValidation validation = CrossValidation.prepare(config, options);
    TrainingRun first = validation.first();
    new TrainReport(out).start(TrainReport.facts(first, choice, validation.rows(), options));
    List<String> names = FoldTable.names(first);
    FoldTable table = new FoldTable(names, options);
    out.print(table.header());
    out.flush();
    CrossValidationScores scores =
        validation.run(
            choice.device(),
            fold -> {
              out.print(table.row(fold));
              out.flush();
            });
    out.print(table.summary(scores));
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw FileErrors.cannotMake(folder, e);
      }
      scores.write(folder);
      out.printf(
          "%n%-11s %s%n", "scores", folder.resolve(CrossValidationScores.JSON_FILE).toString());
    }
    out.flush();
    return ExitCode.OK;
  }

  private void requireOtherFiles(CommandSpec command, RunConfig config) {
    if (folder == null) {
      return;
    }
    for (String name : List.of(CrossValidationScores.JSON_FILE, CrossValidationScores.CSV_FILE)) {
      OtherFile other = new OtherFile(command, "--out", folder.resolve(name));
      other.than("CONFIG", config.file());
      config.data().files().forEach(file -> other.than("the rows", file));
    }
  }
}
