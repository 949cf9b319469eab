package dev.jacobian.cli;

import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.saved.Scoring;
import dev.jacobian.trainers.strategy.CompileMode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jacobian evaluate}: judges a trained model on rows. */
@Command(
    description = {
      "Judges a trained model on all rows of a file, by the loss and the metrics of its training.",
      "In the old form, CONFIG --weights FILE, on the rows of the configuration."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelArguments arguments = new ModelArguments();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "The rows with their targets: a CSV file, written as the training's was, or an npz file of"
              + " inputs and targets, or an .npy or IDX file of inputs; for a model of images a folder"
              + " with a folder for each class.")
  private @Nullable Path input;

  @Option(
      names = "--targets",
      paramLabel = "FILE",
      description = "The targets, if --input is an array of inputs.")
  private @Nullable Path targets;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    ModelArguments.Loaded model = arguments.load();
    Scoring.Scored scored =
        Scoring.score(
            model.saved(),
            model.module(),
            rows(command, model),
            model
                .config()
                .map(config -> config.training().trainer().compile())
                .orElse(CompileMode.AUTO));
    PrintWriter out = command.commandLine().getOut();
    out.println(
        TrainReport.rows(scored.rows(), scored.dropped())
            + "  "
            + TrainReport.describe(scored.scores()));
    out.flush();
    return ExitCode.OK;
  }

  private DataConfig rows(CommandSpec command, ModelArguments.Loaded model) {
    Path file = input;
    if (file == null) {
      return model
          .config()
          .orElseThrow(
              () ->
                  new ParameterException(
                      command.commandLine(),
                      "nothing says where the rows are; expected --input FILE"))
          .data();
    }
    return model.saved().data(file, Optional.ofNullable(targets));
  }
}
