package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.trainers.LearningRateCurve;
import dev.jacobian.trainers.LearningRateFinder;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindLearningRateCommandTest {
  @TempDir private Path folder;
  private Path config = Path.of("");

  @BeforeEach
  void writeConfig() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i).append(',').append(2 * i + i % 3).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: y, standardize: all}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 4
        batchSize: 20
        device: cpu
        """);
  }

  @Test
  void showsTheCurveAndTheSuggestionAndWritesNothing() throws IOException {
    List<String> lines =
        CommandRun.done("find-lr", config, "--from", "1e-5", "--to", "10", "--steps", "60").lines();
    assertEquals("data        rows.csv: 60 rows, 1 feature -> y", lines.get(0));
    int head = lines.indexOf("       rate        loss");
    assertEquals(5, head);
    assertTrue(lines.get(head + 1).matches(" +0\\.00001 +\\S+  #+"), lines.get(head + 1));
    long rows = lines.stream().filter(line -> line.endsWith("#")).count();
    assertTrue(rows >= 10 && rows <= 25, rows + " rows");
    String last = lines.get(lines.size() - 1);
    assertTrue(last.startsWith("suggestion  optimizer.learningRate="), last);
    double rate = Double.parseDouble(last.substring(last.indexOf('=') + 1));
    assertTrue(rate > 1e-3 && rate < 2, last);
    assertTrue(
        lines.get(lines.size() - 2).startsWith("ended       the loss exceeded 4.0 times"),
        lines.get(lines.size() - 2));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
    CommandRun.done("train", config, "--out", folder, "--set", last.substring(12));
  }

  @Test
  void theCurveIsThatOfTheFinderAndTheModelStaysAsItWas() {
    TrainingRun run = TrainingRun.prepare(RunConfig.load(config, List.of("clipNorm=0.5")));
    List<Float> before = weights(run);
    LearningRateFinder.Options options = LearningRateFinder.Options.defaults().withSteps(30);
    LearningRateCurve curve = run.findLearningRate(Device.cpu(), options);
    assertEquals(30, curve.points().size());
    assertEquals(before, weights(run));
    assertEquals(curve, run.findLearningRate(Device.cpu(), options));
  }

  private static List<Float> weights(TrainingRun run) {
    float[] values = run.model().parameters().get(0).tensor().toFloatArray();
    return List.of(values[0]);
  }

  @Test
  void withoutASuggestionItSaysWhatToDo() {
    LearningRateCurve.Point point = new LearningRateCurve.Point(0.123, 1);
    LearningRateCurve curve = new LearningRateCurve(List.of(point), Optional.of("the test"));
    assertEquals(
        List.of(
            "       rate        loss",
            "       0.12      1.0000  #",
            "",
            "ended       the test",
            "suggestion  none, since the loss fell nowhere farther than by chance; try other rates with --from and --to, or more --steps"),
        LearningRateTable.of(curve).lines().toList());
    assertEquals(
        1,
        LearningRateTable.of(new LearningRateCurve(List.of(), Optional.empty())).lines().count());
  }

  @Test
  void wrongRatesAreAnErrorAndTheHelpTellsHowToUseIt() {
    CommandRun wrong = CommandRun.of("find-lr", config, "--from", "2");
    assertEquals(
        "error: learning-rate search: rates from 2.0 to 1.0; expected finite numbers above 0, the second above the first",
        wrong.err().strip());
    String help = CommandRun.done("find-lr", "--help").out();
    assertTrue(help.contains("jacobian train iris.yaml --set optimizer.learningRate=RATE"), help);
    assertTrue(help.contains("by default 1.0E-8") && help.contains("by default 100"), help);
  }
}
