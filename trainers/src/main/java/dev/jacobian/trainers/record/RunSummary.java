package dev.jacobian.trainers.record;

import dev.jacobian.shape.FileFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that is known of a run.
 *
 * @param info what it was
 * @param metrics its steps and epochs
 * @param timing how fast it was
 */
public record RunSummary(RunInfo info, Metrics metrics, List<TimingRecord> timing) {
  /** Copies the list. */
  public RunSummary {
    timing = List.copyOf(timing);
  }

  /**
   * Reads a run's folder, also that of a run that goes on.
   *
   * @throws FileFormatException if it is not a run's folder, or a file in it is damaged
   */
  public static RunSummary read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new FileFormatException(
          "there is no folder '" + folder + "'", "the folder of a run, such as runs/iris");
    }
    if (!Files.exists(folder.resolve(RunFiles.METRICS))) {
      throw new FileFormatException(
          "the folder '" + folder + "' has no " + RunFiles.METRICS,
          "the folder of a run: what jacobian train --out was given, or runs/ and the configuration's name");
    }
    Path name = folder.toAbsolutePath().normalize().getFileName();
    RunInfo info = RunInfo.read(folder).orElseGet(() -> RunInfo.named(String.valueOf(name)));
    return new RunSummary(info, MetricsLog.read(folder), MetricsLog.readTiming(folder));
  }
}
