package dev.jacobian.trainers.cli;

import dev.jacobian.trainers.callback.Interruption;
import dev.jacobian.trainers.progress.Terminal;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The program {@code jacobian}. Exit codes: 0 done, 1 the run failed, 2 a wrong argument,
 * configuration or device, 3 a run was stopped by a signal and saved. Results go to standard
 * output, errors and the log to standard error.
 */
public final class Main {
  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    StopOnSignal signals = new StopOnSignal();
    signals.exit(commandLine(out, err, Terminal.detect(), signals::begin).execute(args));
  }

  /** Returns the command line as it is in a process that receives no signals. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err, Terminal terminal) {
    return commandLine(out, err, terminal, Interruption::new);
  }

  /**
   * Returns the command line, writing to {@code out} and {@code err} only.
   *
   * @param interruptions gives what asks a run to stop
   */
  private static CommandLine commandLine(
      PrintWriter out, PrintWriter err, Terminal terminal, Supplier<Interruption> interruptions) {
    JacobianCommand root = new JacobianCommand();
    CommandLine line = new CommandLine(root);
    line.addSubcommand(new TrainCommand(terminal, interruptions));
    line.addSubcommand(new FindLearningRateCommand());
    line.addSubcommand(new EvaluateCommand());
    line.addSubcommand(new PredictCommand());
    line.addSubcommand(new ExportCommand());
    line.addSubcommand(new ReportCommand());
    line.addSubcommand(new CompareCommand());
    line.addSubcommand(new DoctorCommand());
    ErrorReport errors = new ErrorReport(root::isStacktrace);
    return line.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setExecutionStrategy(errors::execute)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }
}
