package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidateCommandTest {
  @TempDir private Path folder;
  private Path config = Path.of("");

  @BeforeEach
  void write() throws IOException {
    StringBuilder text = new StringBuilder("x,kind\n");
    for (int i = 0; i < 40; i++) {
      text.append(i).append(',').append(i < 20 ? "fig" : "yew").append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
    config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: kind, standardize: features, split: stratified}
        model: softmax
        optimizer: {type: sgd, learningRate: 1}
        epochs: 20
        device: cpu
        """);
  }

  @Test
  void eachFoldAndWhatTheyComeToIsShownAndWritten() throws IOException {
    Path out = folder.resolve("folds");
    CommandRun run = CommandRun.done("cross-validate", config, "--folds", 4, "--out", out);
    List<String> lines = run.lines();
    assertTrue(
        lines
            .get(0)
            .startsWith("data        rows.csv: 40 rows in 4 stratified folds, 1 feature -> kind"),
        run.out());
    int header = lines.indexOf("fold        trained on     rows         loss     accuracy");
    assertTrue(header > 0, run.out());
    for (int fold = 1; fold <= 4; fold++) {
      String line = lines.get(header + fold);
      assertTrue(line.matches(fold + " +30 +10 {2,}[0-9.e-]+ +(1.0000|0.[0-9]+)"), line);
    }
    assertTrue(lines.get(header + 5).startsWith("mean "), run.out());
    assertTrue(lines.get(header + 6).startsWith("deviation "), run.out());
    assertTrue(
        run.out().contains("scores      " + out.resolve("cross-validation.json")), run.out());
    assertEquals(5, Files.readAllLines(out.resolve("cross-validation.csv")).size());
    assertEquals(
        run.out(), CommandRun.done("cross-validate", config, "--folds", 4, "--out", out).out());
  }

  @Test
  void nothingIsWrittenUnlessAFolderIsNamed() throws IOException {
    CommandRun run = CommandRun.done("cross-validate", config, "--repeat", 2, "--folds", 2);
    assertTrue(run.out().contains("in 2 stratified folds, 2 times, "), run.out());
    assertTrue(run.lines().stream().anyMatch(line -> line.startsWith("2.2 ")), run.out());
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void mistakesAreOneLine() {
    for (List<String> mistake :
        List.of(
            List.of("--folds", "1", "cross-validation of 1 folds; expected at least 2"),
            List.of("--folds", "30", "30 stratified folds of classes with at most 20 rows"),
            List.of("--folds", "many", "'many' is not an int"))) {
      CommandRun run = CommandRun.of("cross-validate", config, mistake.get(0), mistake.get(1));
      assertFalse(run.exitCode() == 0, run.out());
      assertTrue(run.err().contains(mistake.get(2)), run.err());
    }
  }
}
