package dev.jacobian.cli;

import dev.jacobian.device.DeviceSelection;
import dev.jacobian.trainers.LearningRateCurve;
import dev.jacobian.trainers.LearningRateFinder;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobian find-lr}: tries learning rates on a configuration's model and data. */
@Command(
    description = {
      "Tries learning rates: trains what a configuration describes for some steps",
      "with a rate that rises from step to step, shows the loss of the same rows after",
      "each, and suggests the rate in the middle of where it falls. Writes nothing; the",
      "rate that the configuration has does not matter.",
      "",
      "  jacobian find-lr iris.yaml",
      "  jacobian train iris.yaml --set optimizer.learningRate=RATE",
      ""
    })
final class FindLearningRateCommand implements Callable<Integer> {
  private static final LearningRateFinder.Options DEFAULTS = LearningRateFinder.Options.defaults();

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--from",
      paramLabel = "RATE",
      description = "The first rate; by default ${DEFAULT-VALUE}.")
  private double from = DEFAULTS.startLearningRate();

  @Option(
      names = "--to",
      paramLabel = "RATE",
      description =
          "The last rate, if the loss does not explode before; by default ${DEFAULT-VALUE}.")
  private double to = DEFAULTS.endLearningRate();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many rates are tried, a batch each; by default ${DEFAULT-VALUE}.")
  private int steps = DEFAULTS.steps();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    LearningRateFinder.Options options = DEFAULTS.withLearningRates(from, to).withSteps(steps);
    RunConfig config = arguments.load();
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    TrainingRun run = TrainingRun.prepare(config);
    new TrainReport(out).start(TrainReport.facts(run, choice));
    LearningRateCurve curve = run.findLearningRate(choice.device(), options);
    out.print(LearningRateTable.of(curve));
    out.flush();
    return ExitCode.OK;
  }
}
