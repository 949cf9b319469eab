package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.benchmarks.report.Measurement;
import dev.jacobian.benchmarks.report.Quantity;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Starts processes and lets them work for a moment; how fast they are is not judged. */
class SessionTest {
  @TempDir Path folder;

  @Test
  void contendersInOneProcessAndInSeveralTakeTurns() throws IOException {
    Contest contest =
        Contest.of(Workload.W1, 3, 0.05, 0.01, Contender.ND4J)
            .withShared(Contender.JACOBIAN_EAGER, Contender.JACOBIAN_COMPILED);
    List<String> progress = new ArrayList<>();
    Results results = run(new Plan(List.of(contest)), progress::add);
    List<Measurement> found = results.measurements(Workload.W1, Quantity.SECONDS);
    assertEquals(
        List.of(Contender.JACOBIAN_EAGER, Contender.JACOBIAN_COMPILED, Contender.ND4J),
        found.stream().map(Measurement::contender).toList());
    for (Measurement measurement : found) {
      assertEquals(3, measurement.values().size());
      assertTrue(measurement.least() > 0, measurement::toString);
      assertTrue(results.libraries().containsKey(measurement.contender()));
    }
    assertEquals(4, progress.size());
    assertTrue(results.facts().containsKey("Java"));
  }

  @Test
  void startsAndMemoryAreMeasured() throws IOException {
    Contest starts = Contest.of(Workload.W7, 2, 0, 0, Contender.JACOBIAN_EAGER);
    Contest soak = Contest.of(Workload.W8_SMALL, 1000, 0, 0, Contender.JACOBIAN_COMPILED);
    Results results = run(new Plan(List.of(starts, soak)), line -> {});
    Measurement start = results.measurements(Workload.W7, Quantity.SECONDS).get(0);
    assertEquals(2, start.values().size());
    for (Quantity quantity :
        List.of(
            Quantity.RESIDENT,
            Quantity.RESIDENT_GROWTH,
            Quantity.POOL_GROWTH,
            Quantity.HEAP_PER_STEP)) {
      assertEquals(1, results.measurements(Workload.W8_SMALL, quantity).size(), quantity::title);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void wholeTrainingsAreTimedAfterOneThatIsJudged() throws IOException {
    Path launcher = folder.resolve("jacobian");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        [ "$1" = --version ] && echo Building... && echo 'jacobian 9' && exit
        echo "$*" >>"$(dirname "$0")/calls"
        echo 'validation  loss 0.1  accuracy 0.9'
        """);
    assertTrue(launcher.toFile().setExecutable(true));
    Contest contest = Contest.of(Workload.W14_IRIS, 2, 0, 0, Contender.JACOBIAN_COMMAND);
    Results results = run(new Plan(List.of(contest)), line -> {});
    assertEquals(
        2, results.measurements(Workload.W14_IRIS, Quantity.SECONDS).get(0).values().size());
    assertEquals("jacobian 9", results.libraries().get(Contender.JACOBIAN_COMMAND));
    List<String> calls = Files.readAllLines(folder.resolve("calls"));
    assertEquals(3, calls.size());
    String expected = "train " + folder.resolve("examples/configs/iris.yaml") + " --out ";
    assertTrue(calls.get(0).startsWith(expected), calls::toString);
  }

  @Test
  void aMissingLauncherIsAbsent() throws IOException {
    Contest contest = Contest.of(Workload.W14_IRIS, 1, 0, 0, Contender.JACOBIAN_COMMAND);
    Results results = run(new Plan(List.of(contest)), line -> {});
    assertEquals(
        List.of(
            new Results.Absence(
                Workload.W14_IRIS,
                Contender.JACOBIAN_COMMAND,
                "there is no " + folder.resolve("jacobian"))),
        results.absences());
  }

  private Results run(Plan plan, Consumer<String> progress) throws IOException {
    Results results = new Results();
    Session.run(plan, folders(), progress, results);
    return results;
  }

  private Session.Folder folders() {
    return new Session.Folder(folder, folder);
  }
}
