package dev.jacobian.cli;

import dev.jacobian.trainers.report.HtmlReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jacobian report}: writes a run's report anew, also while it is going on. */
@Command(description = "Writes a page about a run: curves, scores, configuration.")
final class ReportCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The folder of the run, such as runs/iris.")
  private Path folder = Path.of("");

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("report      " + HtmlReport.write(folder));
    out.flush();
    return ExitCode.OK;
  }
}
