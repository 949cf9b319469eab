package dev.jacobian.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacobian doctor}: says what was found on this machine and what it means for a run. */
@Command(
    description = "Shows what was found on this machine, which device auto would choose, and why.")
final class DoctorCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    for (Findings.Finding finding : Findings.collect()) {
      out.printf(Locale.ROOT, "%-16s %s%n", finding.subject(), finding.text());
    }
    out.flush();
    return ExitCode.OK;
  }
}
