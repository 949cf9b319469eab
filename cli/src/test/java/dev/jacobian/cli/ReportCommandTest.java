package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run's folder holds to look at, and the commands that show it. */
class ReportCommandTest {
  @TempDir Path folder;

  @Test
  void aRunLeavesItsRecordAndTheReportCanBeMadeAnew() throws IOException {
    Path run = new TrainedModels(folder).classes().weights().getParent();
    for (String name : List.of("metrics.jsonl", "metrics.csv", "timing.jsonl", "run.json")) {
      assertTrue(Files.size(run.resolve(name)) > 100, name);
    }
    assertEquals(61, Files.readAllLines(run.resolve("metrics.csv")).size());
    String first = Files.readAllLines(run.resolve("metrics.jsonl")).get(0);
    assertTrue(first.contains("\"gradientNorm\":"), first);
    String page = Files.readString(run.resolve("report.html"));
    for (String part : List.of("gradient norm", "Confusion matrix, 40 training rows", "oak, red")) {
      assertTrue(page.contains(part), part);
    }

    Files.delete(run.resolve("report.html"));
    assertEquals(
        "report      " + run.resolve("report.html") + System.lineSeparator(),
        CommandRun.done("report", run).out());
    assertEquals(page, Files.readString(run.resolve("report.html")));
  }

  @Test
  void aRegressionShowsEachTargetInTheUnitsOfTheFile() throws IOException {
    Path run = new TrainedModels(folder).regression().weights().getParent();
    String page = Files.readString(run.resolve("report.html"));
    assertTrue(page.contains("y, 40 training rows") && page.contains("z, 40 training rows"));
    String facts = Files.readString(run.resolve("run.json"));
    assertTrue(facts.contains("\"optimizer.learningRate\" : \"0.05\""), facts);
  }

  @Test
  void runsAreComparedOnTheTerminalAndOnAPage() throws IOException {
    Path first = new TrainedModels(folder).classes().weights().getParent();
    Path config = first.resolve("run.yaml");
    Path second = folder.resolve("second");
    CommandRun.done("train", config, "--out", second, "--set", "optimizer.learningRate=0.5");
    Path page = folder.resolve("both.html");
    List<String> lines = CommandRun.done("compare", first, second, "--html", page).lines();
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("optimizer.learningRate +0.05 +0.5")),
        lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("train loss .* \\*.*")), lines.toString());
    String html = Files.readString(page);
    assertTrue(html.contains("train accuracy") && html.contains("class=\"best\""), "the page");
  }

  @Test
  void aFileThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Path config = new TrainedModels(folder).classes().config();
    for (String name : List.of("metrics.jsonl", "timing.jsonl", "checkpoints")) {
      Path run = Files.createDirectories(folder.resolve("no-" + name));
      Path obstacle = run.resolve(name);
      if (name.equals("checkpoints")) {
        Files.writeString(obstacle, "a file");
      } else {
        Files.createDirectories(obstacle.resolve("a folder"));
      }
      CommandRun failed = CommandRun.of("train", config, "--out", run);
      assertEquals(1, failed.exitCode(), name);
      assertEquals(1, failed.err().lines().count(), failed.err());
      assertTrue(failed.err().startsWith("error: "), failed.err());
      assertTrue(failed.err().contains(obstacle.toString()), failed.err());
    }
  }

  @Test
  void whatIsNoRunIsNamed() throws IOException {
    CommandRun report = CommandRun.of("report", folder.resolve("nothing"));
    assertEquals(1, report.exitCode());
    assertTrue(
        report
            .err()
            .startsWith(
                "error: there is no folder '"
                    + folder.resolve("nothing")
                    + "'; expected the folder of a run, such as runs/iris"),
        report.err());
    CommandRun compare = CommandRun.of("compare", folder, folder);
    assertEquals(1, compare.exitCode());
    assertTrue(
        compare.err().startsWith("error: the folder '" + folder + "' has no metrics.jsonl"),
        compare.err());
    assertEquals(2, CommandRun.of("compare", folder).exitCode());
  }
}
