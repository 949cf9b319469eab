package dev.jacobian.trainers.cli;

import dev.jacobian.device.DeviceSelection;
import dev.jacobian.profile.Profiler;
import dev.jacobian.trainers.callback.ProfileSections;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.progress.ProgressDisplay;
import dev.jacobian.trainers.progress.Terminal;
import dev.jacobian.trainers.run.SavedModel;
import dev.jacobian.trainers.run.TrainingRun;
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

/** {@code jacobian train}: trains what a configuration describes and writes the weights. */
@Command(
    name = "train",
    description = "Trains what a configuration describes, shows the scores and writes the weights.")
final class TrainCommand implements Callable<Integer> {
  private static final String TRACE_NAME = "trace.json";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder for "
              + SavedModel.FILE_NAME
              + "; by default runs/ and the configuration's name.")
  private @Nullable Path folder;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Measure ops and kernels: show a table and write a trace for Perfetto or chrome://tracing, by default "
              + TRACE_NAME
              + " beside the weights. Stands after CONFIG.")
  private @Nullable Path profile;

  private final Terminal terminal;

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RunConfig config = arguments.load();
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    TrainingRun run = TrainingRun.prepare(config);
    TrainReport report = new TrainReport(out);
    report.start(run, choice);
    ProgressDisplay progress = new ProgressDisplay(out, terminal);
    TrainingRun.TrainedRun trained;
    @Nullable Profiler profiler = profile == null ? null : Profiler.start();
    try (profiler) {
      trained = run.train(choice.device(), progress, new ProfileSections());
    }
    report.scores(run, trained);
    Path target = folder == null ? Path.of("runs").resolve(nameOf(config.file())) : folder;
    Path file = new SavedModel(run.model().stateDict(), run.data().preparation()).save(target);
    report.saved(file);
    if (profile != null && profiler != null) {
      Path trace = profile.toString().isEmpty() ? target.resolve(TRACE_NAME) : profile;
      profiler.writeChromeTrace(trace);
      report.profile(profiler.report(), trace);
    }
    return ExitCode.OK;
  }

  /** Returns a file's name without its ending. */
  private static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
