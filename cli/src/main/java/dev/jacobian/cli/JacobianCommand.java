package dev.jacobian.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code jacobian} itself; its work is done by subcommands. */
@Command(
    name = "jacobian",
    versionProvider = Version.class,
    description = "Trains models on the JVM.",
    footer = {
      "",
      "Exit codes: 0 done, 1 the run failed, 2 a wrong argument, configuration or device,",
      "3 a run was stopped and saved, 141 who read the output has stopped."
    })
@SuppressWarnings("UnusedVariable") // Picocli reads the fields of help and version.
final class JacobianCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text.")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  private boolean version;

  @Option(
      names = ErrorReport.STACKTRACE,
      scope = ScopeType.INHERIT,
      description = "Show where an error arose.")
  private boolean stacktrace;

  /** Returns whether errors are to show where they arose. */
  boolean isStacktrace() {
    return stacktrace;
  }

  @Override
  public void run() {
    CommandSpec own = Objects.requireNonNull(spec);
    throw new ParameterException(
        own.commandLine(), "no command was given; expected " + ErrorReport.commands(own));
  }
}
