package dev.jacobian.cli;

import dev.jacobian.io.FileErrors;
import dev.jacobian.trainers.callback.Interruption;
import dev.jacobian.trainers.progress.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * The program {@code jacobian}. Exit codes: 0 done, 1 the run failed, 2 a wrong argument,
 * configuration or device, 3 a run was stopped by a signal and saved, 141 who read the output has
 * stopped. Results go to standard output, errors and the log to standard error.
 */
public final class Main {
  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    StandardOutput standard = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = new PrintWriter(standard, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    StopOnSignal signals = new StopOnSignal();
    String first = args.length == 0 ? "" : args[0];
    int code = commandLine(out, err, Terminal.detect(), signals::begin, first).execute(args);
    signals.exit(exitCode(code, standard, out, err));
  }

  /** Returns a command's exit code, or that of an output which did not arrive, which is told. */
  static int exitCode(int code, StandardOutput standard, PrintWriter out, PrintWriter err) {
    out.flush();
    IOException failure = standard.failure();
    if (failure == null) {
      return code;
    }
    boolean isOnlyThat = code == ExitCode.OK || code == ErrorReport.OUTPUT_LOST;
    if (standard.isClosedPipe()) {
      return isOnlyThat ? StandardOutput.EXIT_PIPE : code;
    }
    err.println("error: standard output cannot be written: " + FileErrors.reason(failure));
    err.flush();
    return isOnlyThat ? ExitCode.SOFTWARE : code;
  }

  /** Returns the command line as it is in a process that receives no signals. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err, Terminal terminal) {
    return commandLine(out, err, terminal, Interruption::new, "");
  }

  /**
   * Returns the command line, writing to {@code out} and {@code err} only: predictions and the
   * progress of training as they are, all else as plain text.
   *
   * @param interruptions gives what asks a run to stop
   * @param first the first argument: the name of the one command that has to be there, or anything
   *     else for all
   */
  private static CommandLine commandLine(
      PrintWriter out,
      PrintWriter err,
      Terminal terminal,
      Supplier<Interruption> interruptions,
      String first) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("train", () -> new TrainCommand(terminal, interruptions, out));
    commands.put("find-lr", FindLearningRateCommand::new);
    commands.put("cross-validate", CrossValidateCommand::new);
    commands.put("evaluate", EvaluateCommand::new);
    commands.put("predict", () -> new PredictCommand(out));
    commands.put("generate", GenerateCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("serve", () -> new ServeCommand(interruptions));
    commands.put("report", ReportCommand::new);
    commands.put("compare", CompareCommand::new);
    commands.put("doctor", DoctorCommand::new);
    JacobianCommand root = new JacobianCommand();
    CommandLine line = new CommandLine(root);
    if (commands.containsKey(first)) {
      // Each takes time to be looked through.
      commands.keySet().retainAll(Set.of(first));
    }
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    ErrorReport errors = new ErrorReport(root::isStacktrace);
    return line.setOut(PlainWriter.over(out))
        .setErr(PlainWriter.over(err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setExecutionStrategy(errors::execute)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }
}
