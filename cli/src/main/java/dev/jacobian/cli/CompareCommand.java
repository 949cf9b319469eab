package dev.jacobian.cli;

import dev.jacobian.trainers.record.RunFiles;
import dev.jacobian.trainers.report.ComparisonReport;
import dev.jacobian.trainers.report.RunComparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jacobian compare}: shows runs side by side. */
@Command(
    description = "Shows runs side by side: settings that differ, scores, time; * is the best.")
final class CompareCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "2..*",
      description = "The folders of the runs, such as runs/iris runs/iris-2.")
  private List<Path> folders = List.of();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with the table and the runs' curves too.")
  private @Nullable Path page;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    if (page != null) {
      OtherFile other = new OtherFile(command, "--html", page);
      for (Path folder : folders) {
        RunFiles.READ.forEach(name -> other.than("a run", folder.resolve(name)));
      }
    }
    RunComparison comparison = RunComparison.read(folders);
    out.print(comparison.table());
    if (page != null) {
      ComparisonReport.write(page, comparison);
      out.println();
      out.println("page        " + page);
    }
    out.flush();
    return ExitCode.OK;
  }
}
