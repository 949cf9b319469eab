package dev.jacobian.cli;

import dev.jacobian.device.ByteSize;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.io.FileErrors;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.run.ResumeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one line, {@code error: ...}, and chooses the exit code. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** The option that shows where an error arose. */
  static final String STACKTRACE = "--stacktrace";

  /** What a terminal would obey; names and cells come from files. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f&&[^\\t]]");

  /** The exit code of {@link OutputLostException}, which never leaves the program. */
  static final int OUTPUT_LOST = -1;

  private final BooleanSupplier showsStacktrace;

  ErrorReport(BooleanSupplier showsStacktrace) {
    this.showsStacktrace = showsStacktrace;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    PrintWriter err = e.getCommandLine().getErr();
    err.println("error: " + oneLine(e.getMessage()));
    err.println("Try '" + command.qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  /**
   * Runs the command that was parsed. Picocli leaves errors to the JVM, which prints where they
   * arose; memory that is used up says nothing about that place.
   */
  int execute(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      CommandLine commandLine = last(parsed);
      return handleExecutionException(usedUp(commandLine, e), commandLine, parsed);
    }
  }

  private static CommandLine last(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.commandSpec().commandLine();
  }

  private static MemoryException usedUp(CommandLine commandLine, OutOfMemoryError cause) {
    return new MemoryException(
        commandLine.getCommandName()
            + ": the memory of Java, up to "
            + ByteSize.format(Runtime.getRuntime().maxMemory())
            + ", was used up ("
            + cause.getMessage()
            + ")",
        "room for the data and the model",
        JavaArrays.heapFix(0)
            + ", or keep the rows of a large CSV file out of it (data.cache: true)",
        cause);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
    if (e instanceof OutputLostException) {
      return OUTPUT_LOST;
    }
    PrintWriter err = commandLine.getErr();
    err.println("error: " + describe(e));
    if (e instanceof ResumeException changes) {
      changes.lines().forEach(line -> err.println("  " + oneLine(line)));
    }
    if (showsStacktrace.getAsBoolean()) {
      e.printStackTrace(err);
    }
    err.flush();
    return e instanceof ConfigException
            || e instanceof DeviceException
            || e instanceof ResumeException
        ? ExitCode.USAGE
        : ExitCode.SOFTWARE;
  }

  /** Returns the names of a command's subcommands. */
  static String commands(CommandSpec command) {
    return String.join(", ", command.subcommands().keySet());
  }

  private static String describe(Exception e) {
    if (e instanceof JacobianException known) {
      return oneLine(known.settingsMessage());
    }
    if (e instanceof UncheckedIOException || e instanceof IOException) {
      Throwable cause =
          e instanceof UncheckedIOException unchecked
              ? Objects.requireNonNull(unchecked.getCause())
              : e;
      String message = String.valueOf(e.getMessage());
      // An exception that wraps another one and says nothing itself has the other's text.
      return oneLine(
          e == cause || message.equals(String.valueOf(cause))
              ? "a file could not be read or written: " + reason(cause)
              : message);
    }
    return oneLine(
        "unexpected "
            + e
            + "; fix: this is a bug in Jacobian or a listener; "
            + STACKTRACE
            + " shows where");
  }

  /** Returns which file it was, if the exception says so, and why. */
  private static String reason(Throwable cause) {
    if (!(cause instanceof IOException failure)) {
      return String.valueOf(cause);
    }
    String file = failure instanceof FileSystemException e ? e.getFile() : null;
    return (file == null ? "" : "'" + file + "': ") + FileErrors.reason(failure);
  }

  private static String oneLine(@Nullable String message) {
    String shown = Brief.part(String.valueOf(message).strip()).replaceAll("\\s*\\R\\s*", " ");
    return CONTROL
        .matcher(shown)
        .replaceAll(found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
  }
}
