package dev.jacobian.cli;

import dev.jacobian.device.DeviceSelection;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.run.SavedModel;
import dev.jacobian.trainers.run.Scoring;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobian evaluate}: judges saved weights on all rows of a configuration's file. */
@Command(
    name = "evaluate",
    description = {
      "Judges saved weights on all rows of the configuration's file.",
      "Other rows: --set data.csv=FILE."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "The weights that jacobian train wrote.")
  private Path weights = Path.of("");

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RunConfig config = arguments.load();
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    Scoring.Scored scored = Scoring.score(config, SavedModel.read(weights), choice.device());
    out.println(
        TrainReport.rows(scored.rows(), scored.dropped())
            + "  "
            + TrainReport.describe(scored.scores()));
    out.flush();
    return ExitCode.OK;
  }
}
