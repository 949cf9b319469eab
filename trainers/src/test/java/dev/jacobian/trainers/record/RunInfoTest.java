package dev.jacobian.trainers.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunInfoTest {
  @TempDir private Path folder;

  @Test
  void everythingComesBack() {
    RunInfo info =
        RunInfo.named("run")
            .withFinalScores(Map.of("test_auc", Double.NaN))
            .withConfusion(Confusion.of("2 rows", List.of("a", "b"), new long[][] {{1, 0}, {1, 0}}))
            .withImportance(
                new Importance(
                    "2 rows", "auc", List.of(new Importance.Column("x", Double.NaN, 0.5))));
    info.write(folder);
    assertEquals(info, RunInfo.read(folder).orElseThrow());
  }

  @Test
  void aRunOfAVersionThatKnewNoImportanceIsRead() throws IOException {
    RunInfo.named("run").write(folder);
    Path file = folder.resolve(RunFiles.INFO);
    String older = Files.readString(file).replaceFirst(",\\s*\"importance\" *: *null", "");
    assertTrue(!older.contains("importance"), older);
    Files.writeString(file, older);
    assertEquals(RunInfo.named("run"), RunInfo.read(folder).orElseThrow());
  }
}
