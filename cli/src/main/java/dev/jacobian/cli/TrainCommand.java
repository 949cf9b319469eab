package dev.jacobian.cli;

import dev.jacobian.device.DeviceSelection;
import dev.jacobian.profile.Profiler;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.callback.Interruption;
import dev.jacobian.trainers.callback.ProfileSections;
import dev.jacobian.trainers.config.ConfigChange;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.progress.ProgressDisplay;
import dev.jacobian.trainers.progress.Terminal;
import dev.jacobian.trainers.record.RunEnvironment;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.RunRecorder;
import dev.jacobian.trainers.report.HtmlReport;
import dev.jacobian.trainers.run.FolderLostException;
import dev.jacobian.trainers.run.RunFolder;
import dev.jacobian.trainers.run.RunLock;
import dev.jacobian.trainers.run.RunOutcome;
import dev.jacobian.trainers.run.TrainingRun;
import dev.jacobian.trainers.saved.SavedModel;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobian train}: trains what a configuration describes and writes the weights. */
@Command(
    description = "Trains what a configuration describes, shows the scores and writes the weights.")
final class TrainCommand implements Callable<Integer> {
  /** The exit code of a run that was stopped by a signal and saved. */
  static final int EXIT_STOPPED = 3;

  private static final String TRACE_NAME = "trace.json";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder for "
              + SavedModel.FILE_NAME
              + " and checkpoints; by default runs/ and the configuration's name.")
  private @Nullable Path folder;

  @ArgGroup private Beginning beginning = new Beginning();

  @Option(
      names = "--allow-changed",
      split = ",",
      paramLabel = "KEY",
      description =
          "Go on with --resume although these keys or sections, such as loss, model.dropout or data, are"
              + " other than the run began with; all for any.")
  private List<String> allowedChanges = List.of();

  /** One of these. */
  static final class Beginning {
    @Option(
        names = "--resume",
        description = "Go on from the newest checkpoint in the folder; start if there is none.")
    private boolean resumes;

    @Option(
        names = "--restart",
        description = "Start anew although the folder has a run that is not finished.")
    private boolean restarts;

    @Option(
        names = "--fast-dev-run",
        description =
            "Try the configuration: one epoch of one batch; nothing is written. More: --set fastDevRun=N.")
    private boolean tries;
  }

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

  @Option(
      names = "--importance",
      description =
          "Find out how much each column matters, however many there are; without this of up to 50.")
  private boolean importance;

  private final Terminal terminal;
  private final Supplier<Interruption> interruptions;
  private final PrintWriter screen;

  /**
   * Makes the command.
   *
   * @param interruptions gives what asks a run to stop
   * @param screen where the progress is drawn, by what a terminal obeys
   */
  TrainCommand(Terminal terminal, Supplier<Interruption> interruptions, PrintWriter screen) {
    this.terminal = terminal;
    this.interruptions = interruptions;
    this.screen = screen;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ConfigChange.requireKeys(allowedChanges);
    RunConfig config = arguments.load(beginning.tries ? List.of("fastDevRun=true") : List.of());
    if (config.training().isTrial()) {
      return tryOut(config, out);
    }
    requireOtherFiles(config);
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    Path target = folder == null ? Path.of("runs").resolve(nameOf(config.file())) : folder;
    RunFolder runFolder = new RunFolder(target, config);
    TrainingRun run = prepare(config, runFolder);
    try (RunLock lock = runFolder.lock()) {
      return train(run, runFolder, choice, out);
    } catch (FolderLostException | UncheckedIOException e) {
      throw runFolder.isLost() ? runFolder.rescue(run.savedModel()) : e;
    }
  }

  private TrainingRun prepare(RunConfig config, RunFolder runFolder) {
    try {
      return TrainingRun.prepare(config);
    } catch (JacobianException e) {
      if (beginning.resumes) {
        runFolder.requireSameSettings(allowedChanges);
      }
      throw e;
    }
  }

  private int train(
      TrainingRun run, RunFolder runFolder, DeviceSelection.Choice choice, PrintWriter out) {
    Path target = runFolder.path();
    RunFolder.Start start =
        beginning.resumes ? runFolder.resume(allowedChanges) : runFolder.begin(beginning.restarts);
    TrainReport report = new TrainReport(out);
    Map<String, String> facts = TrainReport.facts(run, choice);
    report.start(facts);
    start.resumed().ifPresent(report::resumed);
    start.replaced().ifPresent(report::replaced);
    Interruption interruption = interruptions.get();
    ProgressDisplay progress = new ProgressDisplay(screen, terminal);
    RunConfig config = run.config();
    RunInfo info =
        RunInfo.named(String.valueOf(target.toAbsolutePath().normalize().getFileName()))
            .withFacts(facts)
            .withConfig(config.text(), config.settings())
            .withEnvironment(
                RunEnvironment.collect(Version.text(), choice.device(), config.training().seed()));
    long step = start.resumed().map(from -> from.found().step()).orElse(0L);
    TrainingRun.TrainedRun trained;
    @Nullable Profiler profiler = profile == null ? null : Profiler.start();
    try (profiler;
        RunRecorder recorder = RunRecorder.resume(target, info, step).withTensorBoard()) {
      trained =
          run.train(
              choice.device(),
              runFolder,
              start.resumed().orElse(null),
              interruption,
              recorder,
              progress,
              new ProfileSections());
      info = recorder.info();
    }
    if (trained.isInterrupted()) {
      HtmlReport.write(target);
      report.interrupted(target);
      return EXIT_STOPPED;
    }
    report.scores(run, trained);
    Path file = runFolder.save(run.savedModel());
    if (!trained.result().isUnfinished()) {
      runFolder.finish();
    }
    RunInfo outcome =
        RunOutcome.describe(
            run, trained, info, importance ? RunOutcome.Columns.ANY : RunOutcome.Columns.FEW);
    outcome.write(target);
    report.outcome(outcome);
    report.saved(file, HtmlReport.write(target));
    if (profile != null && profiler != null) {
      Path trace = profile.toString().isEmpty() ? target.resolve(TRACE_NAME) : profile;
      profiler.writeChromeTrace(trace);
      report.profile(profiler.report(), trace);
    }
    return ExitCode.OK;
  }

  /** A trace must not be written over what the run reads. */
  private void requireOtherFiles(RunConfig config) {
    if (profile != null) {
      OtherFile trace = new OtherFile(Objects.requireNonNull(spec), "--profile", profile);
      trace.than("CONFIG", config.file());
      config.data().files().forEach(file -> trace.than("the rows", file));
    }
  }

  private int tryOut(RunConfig config, PrintWriter out) {
    if (beginning.resumes) {
      throw new OptionException(
          "--resume with fastDevRun " + config.training().trainer().fastDevRun(),
          "a run that counts",
          "leave out one of the two");
    }
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    TrainingRun run = TrainingRun.prepare(config);
    TrainReport report = new TrainReport(out);
    report.start(TrainReport.facts(run, choice));
    run.train(choice.device(), interruptions.get(), new ProgressDisplay(screen, terminal));
    report.triedOut(config.training().trainer().fastDevRun());
    return ExitCode.OK;
  }

  /** Returns a file's name without its ending. */
  private static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
