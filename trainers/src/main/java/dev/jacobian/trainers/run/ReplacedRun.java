package dev.jacobian.trainers.run;

import dev.jacobian.shape.FileFormatException;
import dev.jacobian.trainers.record.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;

/**
 * A finished run in whose folder another one begins.
 *
 * @param written when its weights were
 * @param scores of its weights; empty if they are not known
 * @param weights where these are until the new ones are whole
 */
public record ReplacedRun(Instant written, Map<String, Double> scores, Path weights) {
  /** Moves the weights that lie in a folder aside. */
  static ReplacedRun moveAside(Path folder, Path weights, Path aside) throws IOException {
    Instant written = Files.getLastModifiedTime(weights).toInstant();
    Files.move(weights, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new ReplacedRun(written, scores(folder), aside);
  }

  private static Map<String, Double> scores(Path folder) {
    try {
      return RunInfo.read(folder).map(RunInfo::finalScores).orElse(Map.of());
    } catch (FileFormatException e) {
      // What the run was is told, if it can be; that it cannot is no reason not to train.
      return Map.of();
    }
  }
}
